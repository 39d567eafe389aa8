"""What the paper's fonts can draw, and words for what they cannot.

The fonts at hand hold Latin, Greek, Cyrillic, Hebrew, Arabic (with Persian), Armenian and Georgian. A font with Chinese
characters is larger than everything else together, so a title in them is said in words; its link and outlet remain.
"""

import re
import unicodedata
from functools import lru_cache

DRAWN = {"LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC", "ARMENIAN", "GEORGIAN", "MODIFIER", "COMBINING"}
SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}
SYMBOLS_FROM = 0x2E80  # beyond are the scripts of Asia, selectors and emoji
MOST_FOREIGN = 0.3  # of a text's letters


def readable(text: str, what: str = "Text") -> str:
    """The text as far as it can be drawn; `what` is it called where it cannot.

    >>> readable("Grain 🕊 leaves ＯＤＥＳＡ"), readable("港口重新开放", "Title"), readable("Talks in 北京 end")
    ('Grain leaves ODESA', '[Title in Chinese]', 'Talks in […] end')
    """
    if text.isascii():
        return text
    known = "".join(char if drawn(char) else unicodedata.normalize("NFKC", char) for char in text)
    letters = [char for char in known if char.isalpha()]
    foreign = [char for char in letters if not drawn(char)]
    if len(foreign) > MOST_FOREIGN * len(letters):
        return f"[{what} in {script(foreign)}]"
    kept = "".join(char if drawn(char) else "\0" if char.isalnum() else " " for char in known)
    return " ".join(re.sub("\0[\0 ]*", "[…] ", kept).split()) if kept != text else text


@lru_cache(maxsize=4096)
def drawn(char: str) -> bool:
    """Whether a font at hand has the character (rare letters of its scripts aside)."""
    kind = unicodedata.category(char)
    if kind[0] in "LM":
        return unicodedata.name(char, "").split(" ")[0].split("-")[0] in DRAWN
    return ord(char) < SYMBOLS_FROM and kind not in ("Cn", "Co", "Cs")


def script(letters: list[str]) -> str:
    """What the letters are, in a word: a language where the script tells it."""
    names = {unicodedata.name(char, "another script").split(" ")[0].split("-")[0] for char in letters}
    told = sorted({SCRIPTS.get(name, f"{name.title()} script") for name in names})
    if "Japanese" in told:
        return "Japanese"
    return told[0] if len(told) == 1 else "another script"
