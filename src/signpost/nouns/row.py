"""Rows of files that people exchange: what was wrong with one, and cells that no spreadsheet will run."""

import unicodedata
from dataclasses import dataclass

STARTS_FORMULA = frozenset("=+-@")
BREAKS_CELL = ("\t", "\r", "\n")
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out, or a cell of it: its line in the file (the header is line 1) and why, in words.

    `column` and `value` name the cell that is to blame, where it is one.
    """

    line: int
    reason: str
    column: str = ""
    value: str = ""


def defused(text: str) -> str:
    """A text as a spreadsheet cell that stays a text: what could start a formula gets an apostrophe before it.

    Also behind unseen characters, and in wide forms ("＝" runs in Japanese versions). `restored` takes it off again.

    >>> defused("=1+1"), defused("Oil -5 %"), defused("  @x"), defused("'=1")
    ("'=1+1", 'Oil -5 %', "'  @x", "''=1")
    """
    return f"'{text}" if runs(text) else text


def restored(text: str) -> str:
    """The text that `defused` was given."""
    return text[1:] if text.startswith("'") and runs(text) else text


def runs(text: str) -> bool:
    """Whether a spreadsheet might take this for a formula, any apostrophes before it aside."""
    if not text or text[0].isalnum():
        return False
    bare = text.lstrip("'")
    seen = next((char for char in bare if unicodedata.category(char) not in UNSEEN), "")
    starts = seen != "" and unicodedata.normalize("NFKC", seen)[0] in STARTS_FORMULA
    return starts or bare.startswith(BREAKS_CELL)
