"""Rows of files that people exchange: what was wrong with one, and cells that no spreadsheet will run."""

from dataclasses import dataclass

STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that was left out: its line in the file (the header is line 1) and why, in words."""

    line: int
    reason: str


def defused(text: str) -> str:
    """A text as a spreadsheet cell that stays a text: what could start a formula gets an apostrophe before it."""
    return f"'{text}" if text.startswith((*STARTS_FORMULA, "'=", "'+", "'-", "'@")) else text


def restored(text: str) -> str:
    """The text that `defused` was given."""
    return (
        text[1:] if text.startswith("'") and text[1:2] in (*STARTS_FORMULA, "'") and defused(text[1:]) == text else text
    )
