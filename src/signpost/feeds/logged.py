"""Lines for the log: key=value, one line for each thing, whatever a stranger's words hold. Pure."""

import json
from urllib.parse import urlsplit, urlunsplit

from signpost.nouns.feed import Outcome

LONGEST = 500


def line(**values: object) -> str:
    """`key=value …`; a value with anything but plain characters is quoted and escaped, so that it cannot forge one."""
    return " ".join(f"{key}={written(value)}" for key, value in values.items())


def written(value: object) -> str:
    text = f"{value:.2f}" if isinstance(value, float) else str(value)
    text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    if text and text.isprintable() and not any(sign in text for sign in ' "=\\'):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return quoted if quoted.isprintable() else json.dumps(text)


def address(url: str) -> str:
    """An address for logs: without user name and password."""
    try:
        parts = urlsplit(url)
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return "(unreadable)"


def outcome_line(o: Outcome) -> str:
    """What one fetch brought. A feed's address may hold "=": it stands last but for the words, and quoted."""
    return line(
        feed=o.feed_id,
        outcome=o.kind.value,
        status=o.status or "-",
        added=o.added,
        revised=o.revised,
        unchanged=o.unchanged,
        items=o.items,
        cut=o.cut,
        size=o.size,
        elapsed_s=o.elapsed_s,
        url=address(o.url),
        **{name: said for name in ("error", "flaw", "waiting") if (said := getattr(o, name))},
    )
