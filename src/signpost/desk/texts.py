"""Words on a page: strangers' always plain, whatever is in them; times and languages by their names."""

import html
import re
from datetime import UTC, datetime

SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&@])")
LANGUAGES = {
    "": "not stated", "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fa": "Persian",
    "fr": "French", "he": "Hebrew", "it": "Italian", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian",
    "zh": "Chinese",
}  # fmt: skip


def markdown_safe(text: str) -> str:
    """A text that Streamlit's markdown shows as it is: no links, icons, colours, formulas or HTML."""
    return SPECIAL.sub(r"\\\1", text.replace("\n", " "))


def html_safe(text: str) -> str:
    return html.escape(text, quote=True)


def link(url: str, text: str) -> str:
    """A link in HTML; only http and https, else just the text."""
    if not url.lower().startswith(("http://", "https://")):
        return html_safe(text)
    safe = 'target="_blank" rel="noopener noreferrer" style="color:inherit"'
    return f'<a href="{html_safe(url)}" {safe}>{html_safe(text)}</a>'


def bidi(text: str, rtl: bool, language: str = "") -> str:
    """A headline's title in HTML that reads in its own direction."""
    spoken = f' lang="{html_safe(language)}"' if language else ""
    return f'<span dir="{"rtl" if rtl else "ltr"}"{spoken}>{html_safe(text)}</span>'


def ago(moment: datetime | None, now: datetime) -> str:
    """ "4 minutes ago"; "never" for None."""
    if moment is None:
        return "never"
    seconds = (now - moment).total_seconds()
    for size, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if abs(seconds) >= size:
            number = int(abs(seconds) // size)
            words = f"{number} {name}{'' if number == 1 else 's'}"
            return f"{words} ago" if seconds > 0 else f"in {words}"
    return "just now"


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%d %b %Y, %H:%M} UTC"


def language_name(code: str) -> str:
    """ "Persian" for "fa" or "fa-IR"; a code that is not known as it is."""
    return LANGUAGES.get(code.split("-")[0], code)
