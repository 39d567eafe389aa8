"""Dates that no calendar holds. The item is kept, the date is flagged, and nothing is ever "now"."""

from feeds.hostile.case import Found, case, new
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, rss

SILLY = (
    "0000-00-00T00:00:00Z",
    "0000-00-00",
    "9999-12-31T23:59:59-23:59",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "+9999",
    "-1",
    "1700000000",
    "99999999999999999999",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "Mon, 30 Feb 2026 25:61:61 GMT",
    "Tue, 19 Jan 2038 03:14:07 GMT",
    "2026-13-45",
    "yesterday",
    "just now",
    "NaN",
    "{{ post.date }}",
    "1405-09-01",
    "Sun, 22 Nov 0026 08:00:00 GMT",
    "22/22/2026",
    "x" * 5000,
)


def flagged(found: Found) -> None:
    assert {row.key: row.published_at for row in found.rows if row.published_at is not None} == {}
    assert {row.time_flag for row in found.rows} <= {"silly", "missing"}
    assert all(row.at == row.first_seen_at for row in found.rows)


@case(new(len(SILLY)), check=flagged, everywhere=True)
async def dates_that_are_silly(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", when=when) for n, when in enumerate(SILLY))))


def missing(found: Found) -> None:
    assert {row.time_flag for row in found.rows} == {"missing"}


@case(new(3), check=missing)
async def no_dates(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", when="") for n in range(3))))


def not_later_than_seen(found: Found) -> None:
    (row,) = found.rows
    assert row.time_flag == "future"
    assert row.at == row.first_seen_at < row.published_at


@case(new(1), check=not_later_than_seen)
async def a_clock_that_is_fast(visit: Visit) -> None:
    await visit.answer(rss(item("a", when="Sun, 22 Nov 2026 20:00:00 GMT")))


@case(new(20), check=lambda found: flagged(found))
async def silly_dates_under_every_name(visit: Visit) -> None:
    tags = ("dc:date", "updated", "created", "date")
    head = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    items = (item(f"n{n}", when="", **{tags[n % 4]: when}) for n, when in enumerate(SILLY))
    await visit.answer(rss(*items).replace(b"<rss version='2.0'>", head.encode()))
