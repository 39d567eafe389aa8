"""Dates as people write them in spreadsheets. Pure.

“03/04/2026” is April in one country and March in another: which, is asked once for a whole column. It is guessed from
the cells that can only be read one way, else from which reading lies less in the future and is better in order.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from signpost.feeds.dates import moment_written

NUMBERED = re.compile(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?![\d/.-])(.*)\Z", re.DOTALL)
TOGETHER = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)\Z")
SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?\Z")
SERIALS = (25569.0, 73051.0)  # 1970 to 2099, as days since the last day but one of 1899
OTHER_CALENDAR = re.compile(r"1[34]\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]1[34]\d\d")
YEARS_AHEAD = 70  # of two digits, above this is the last century


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOrder:
    """How day and month stand in a column. `sure` is False where every cell can be read both ways; `example` is one."""

    day_first: bool = True
    sure: bool = True
    example: str = ""


def plain_digits(text: str) -> str:
    """٢٠٢٦ and ۲۰۲۶ as 2026."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text).replace("\u200f", "")


def date_cell(text: str, *, day_first: bool = True) -> str:
    """A cell's moment as ISO 8601 in UTC, a day alone where it has no time. Raises ValueError with the reason.

    What is written in ISO 8601 stays as it is, so that a row is known again however it came.

    >>> date_cell("3.4.2026"), date_cell("03/04/2026 2:30 PM", day_first=False), date_cell("46115.5")
    ('2026-04-03', '2026-03-04T14:30:00+00:00', '2026-04-03T12:00:00+00:00')
    >>> date_cell("20260403"), date_cell("Apr 3, 2026"), date_cell("2026-04-03 10:00")
    ('2026-04-03', '2026-04-03', '2026-04-03 10:00')
    """
    if not text:
        return ""
    written = plain_digits(text).strip()
    if OTHER_CALENDAR.match(written):
        raise ValueError(f"“{text[:40]}” is a date of another calendar; write it as 2026-04-03")
    if found := TOGETHER.match(written):
        written = "-".join(found.groups())
    elif SERIAL.match(written):
        days = float(written.replace(",", "."))
        if SERIALS[0] <= days < SERIALS[1]:
            return iso(datetime(1899, 12, 30, tzinfo=UTC) + timedelta(seconds=round(days * 86400)))
    else:
        try:
            datetime.fromisoformat(written)
        except ValueError:
            pass
        else:
            return written
    moment = moment_written(ordered(written, day_first=day_first))
    if moment is None:
        raise ValueError(f"“{text[:40]}” is no date (write 2026-11-22, or 2026-11-22 14:30)")
    return iso(moment)


def iso(moment: datetime) -> str:
    whole = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.date().isoformat() if whole else moment.isoformat()


def ordered(written: str, *, day_first: bool) -> str:
    """A date of three numbers with its year first, its time behind it; anything else as it is."""
    found = NUMBERED.match(written)
    if found is None:
        return written
    first, second = int(found[1]), int(found[3])
    day, month = (first, second) if day_first else (second, first)
    if month > 12 >= day:  # it can be read one way only
        day, month = month, day
    year = int(found[4])
    year += 0 if len(found[4]) == 4 else 2000 if year < YEARS_AHEAD else 1900
    return f"{year:04d}-{month:02d}-{day:02d} {found[5].lstrip(' ,T')}".strip()


def order_of(cells: Iterable[str], now: datetime) -> DateOrder:
    """How day and month stand in a column of dates.

    >>> order_of(["03/04/2026", "25/04/2026"], datetime(2026, 11, 22, tzinfo=UTC)).day_first
    True
    """
    numbered = [(found, cell) for cell in cells if (found := NUMBERED.match(plain_digits(cell).strip()))]
    pairs = [(int(found[1]), int(found[3]), found[2]) for found, _ in numbered]
    if any(second > 12 for _, second, _ in pairs) and not any(first > 12 for first, _, _ in pairs):
        return DateOrder(day_first=False)
    if not pairs or any(first > 12 for first, _, _ in pairs) or all(first == second for first, second, _ in pairs):
        return DateOrder()
    if all(point == "." for _, _, point in pairs):
        return DateOrder()  # with points the day comes first everywhere
    example = next(cell for (first, second, _), (_, cell) in zip(pairs, numbered, strict=True) if first != second)
    texts = [cell for _, cell in numbered]
    readings = {way: readable(texts, day_first=way) for way in (True, False)}
    day_first = cost(readings[True], now) <= cost(readings[False], now)
    return DateOrder(day_first=day_first, sure=False, example=example)


def readable(texts: Sequence[str], *, day_first: bool) -> list[datetime]:
    moments = (moment_written(ordered(plain_digits(text).strip(), day_first=day_first)) for text in texts)
    return [moment for moment in moments if moment is not None]


def cost(moments: Sequence[datetime], now: datetime) -> tuple[int, int]:
    """How many lie in the future, and how often the order turns, whichever way the column is sorted."""
    ahead = sum(moment > now + timedelta(days=1) for moment in moments)
    steps = [later > earlier for earlier, later in pairwise(moments) if later != earlier]
    return ahead, min(sum(steps), len(steps) - sum(steps))
