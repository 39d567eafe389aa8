"""What a page may load: the Content-Security-Policy of every page, so that no text of strangers can bring in a script,
a picture or an address from elsewhere, even where all else that guards against it should fail."""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ITSELF = "'self'"


def policy(pages: Iterable[str]) -> str:
    """The header's value. `pages` are the HTML of the pages it is for: of scripts within them, only these may run."""
    inline = sorted({digest(script) for page in pages for script in INLINE.findall(page)})
    allowed = {
        "default-src": [ITSELF],
        "script-src": [ITSELF, "blob:", *inline],  # Streamlit starts our components from blobs
        "style-src": [ITSELF, "'unsafe-inline'"],  # Streamlit writes its styles as it draws
        "img-src": [ITSELF, "data:", "blob:"],
        "font-src": [ITSELF, "data:"],
        "worker-src": [ITSELF, "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [ITSELF],
        "frame-ancestors": [ITSELF],
    }
    return "; ".join(f"{what} {' '.join(sources)}" for what, sources in allowed.items())


def digest(script: str) -> str:
    """How a policy names one script by what is in it (CSP Level 3, hash-source)."""
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
