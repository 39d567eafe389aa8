"""Text that a spreadsheet must not run: a title that begins with "=" would be a formula."""

import unicodedata

STARTS_FORMULA = frozenset("=+-@")
BREAKS_CELL = ("\t", "\r", "\n")
UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


def defused(text: str) -> str:
    """The text with ' before it where a spreadsheet might take it for a formula, also behind unseen characters.

    For text only: a negative number stays one. Wide forms count too ("＝" runs in Japanese versions).

    >>> defused("=1+1"), defused("Oil -5 %"), defused("  @x")
    ("'=1+1", 'Oil -5 %', "'  @x")
    """
    seen = next((char for char in text if unicodedata.category(char) not in UNSEEN), "")
    starts = seen != "" and unicodedata.normalize("NFKC", seen)[0] in STARTS_FORMULA
    return f"'{text}" if starts or text.startswith(BREAKS_CELL) else text
