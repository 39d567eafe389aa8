"""What an item says, made safe and comparable: plain text, links, keys, language. Pure.

Addresses and titles are compared in `store.identity`; here only the item itself is read. Runs inside the parsing
process, so it imports neither the store nor anything large.
"""

import hashlib
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import nh3

LONGEST_LINK = 2048
LONGEST_KEY = 400
BLOCKS = re.compile(r"<(?=/?(?:p|br|div|li|h[1-6]|tr|td|th|ul|ol|blockquote|img|hr|table|section)\b)", re.IGNORECASE)
# Bidi controls turn text around, the rest is invisible. ZWNJ and ZWJ stay: Persian and Indic words need them.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ud800-\udfff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
TAG = re.compile(r"<[a-zA-Z/!?]")  # any other "<" is text
CLEANER = nh3.Cleaner(tags=set(), clean_content_tags={"script", "style"})
# Links that stay as they are: the bulk of them, told without taking them apart.
WHOLE_LINK = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?:/[\x21\x24-\x3a\x3c-\x3e\x40-\x7e]*"
    r"(?:\?[\x21\x24-\x3a\x3c-\x7e]+)?(?:#[\x21\x24-\x7e]+)?)?\Z"
)
FOUR_LETTERS = re.compile(r"(?:[^A-Za-z]*+[A-Za-z]){4}")
LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*\Z")
SCRIPTS = {"CYRILLIC": "cyrillic", "HEBREW": "hebrew", "ARABIC": "arabic", "LATIN": "latin", "GREEK": "greek"}
WRITTEN_IN = {
    "cyrillic": ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "tg", "mn"),
    "hebrew": ("he", "yi", "iw"),
    "arabic": ("ar", "fa", "ur", "ps", "ckb", "ug", "sd", "ku", "az"),
    "greek": ("el",),
}
LATIN_TOO = {"sr", "az", "ku", "ckb", "kk", "tg", "ug"}
NEVER_LATIN = {known for languages in WRITTEN_IN.values() for known in languages} - LATIN_TOO


def visible(text: str) -> str:
    """Text without controls, NULs, lone surrogates and direction marks; all white space becomes single spaces."""
    if not (text.isascii() and text.isprintable()):
        text = HIDDEN.sub("", text)
    return " ".join(text.split())


def plain_text(markup: str) -> str:
    """What a reader would see of a piece of HTML or text: no tags, no scripts, entities resolved.

    "5 < 6" stays as it is: only what a browser would read as a tag goes. Markup that was escaped once too often
    (“&amp;lt;b&amp;gt;”) is opened up to three times.
    """
    text = markup
    for _ in range(3):
        if TAG.search(text):
            opened = html.unescape(CLEANER.clean(BLOCKS.sub(" <", text)))
        elif "&" in text:
            opened = html.unescape(text)
        else:
            break
        if opened == text:
            break
        text = opened
    return visible(text)


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut between words where there is a gap in the last fifth, with an ellipsis."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    gap = head.rfind(" ", most * 4 // 5)
    return (head[:gap] if gap > 0 else head).rstrip() + "…"


def safe_link(url: str, base: str = "") -> str:
    """An absolute http(s) link, or ""."""
    if len(url) <= LONGEST_LINK and WHOLE_LINK.match(url):
        return url
    link = HIDDEN.sub("", re.sub(r"[\t\r\n]", "", url)).strip().replace(" ", "%20")
    try:
        joined = urljoin(base, link) if base and link else link
        parts = urlsplit(joined)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return ""
    return joined if usable and len(joined) <= LONGEST_LINK else ""


def item_keys(items: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """A key for each item of one fetch, from (guid, link, title, date as written).

    The guid, else the link, else a digest of title and date. A guid or link that several items share says too
    little, so the link, then the digest, is added to it.
    """
    keys = single_keys(items)
    keys = [
        f"{key} {item[1]}" if shared and item[1] != key else key
        for key, item, shared in zip(keys, items, repeated(keys), strict=True)
    ]
    keys = [
        f"{key} {digest(item[2], item[3])}" if shared else key
        for key, item, shared in zip(keys, items, repeated(keys), strict=True)
    ]
    return [bounded(key) for key in keys]


def bounded(key: str) -> str:
    """A key of at most the length that is kept."""
    return key if len(key) <= LONGEST_KEY else digest(key, "")


def single_keys(items: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """What each item would be known by if no other in its fetch were like it."""
    return [visible(guid) or link or digest(title, date) for guid, link, title, date in items]


def repeated(keys: Sequence[str]) -> list[bool]:
    counts = Counter(keys)
    return [counts[key] > 1 for key in keys]


def digest(title: str, date: str) -> str:
    return hashlib.sha256(f"{title}\x00{date}".encode("utf-8", "replace")).hexdigest()[:40]


def key_digest(key: str) -> bytes:
    """Eight bytes that stand for a key where many are kept."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()


def language_of(declared: str, usual: str, text: str) -> str:
    """The language code ("fa") of a text: declared by the item or feed, else the outlet's usual one, else "".

    What the letters contradict is not believed: many feeds in Persian or Russian keep the template's "en".
    """
    return believed(declared, usual, script_of(text))


@lru_cache(maxsize=1024)
def believed(declared: str, usual: str, script: str) -> str:
    for candidate in (declared, usual):
        found = LANGUAGE.match(candidate.strip())
        if found and fits(found[1].lower(), script):
            return found[1].lower()
    return {"cyrillic": "ru", "hebrew": "he", "greek": "el"}.get(script, "")


def fits(language: str, script: str) -> bool:
    """Whether a language is written in this script; unknown scripts fit everything."""
    if script in WRITTEN_IN:
        return language in WRITTEN_IN[script]
    return script != "latin" or language not in NEVER_LATIN


def script_of(text: str) -> str:
    """The script that more than half of the letters are written in, "" if none."""
    head = text[:120]
    if head.isascii():
        return "latin" if FOUR_LETTERS.match(head) else ""
    letters = [letter_script(c) for c in head if c.isalpha()]
    if len(letters) < 4:
        return ""
    name, count = Counter(letters).most_common(1)[0]
    return SCRIPTS.get(name, "") if count * 2 > len(letters) else ""


@lru_cache(maxsize=4096)
def letter_script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
