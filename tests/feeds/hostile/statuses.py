"""Refusals, requests to wait, checks for robots, and “not modified” where it cannot be true."""

from feeds.hostile.case import Expect, Found, case, failed, new, unchanged
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, rss

TWO = rss(item("a"), item("b"))
DAY = 24 * 3600
PLANNED = (60, DAY + DAY // 8)  # whatever a server asks for, a feed is asked again within a day or so

WORDS = {
    401: r"user name and password",
    402: r"paying",
    403: r"refuses",
    404: r"nothing at this address",
    406: r"406",
    410: r"gone",
    418: r"418",
    429: r"too often",
    451: r"legal",
    500: r"fault of its own",
    502: r"fault of its own",
    503: r"fault of its own",
    504: r"fault of its own",
    599: r"fault of its own",
    300: r"300|redirects",
    206: r"206|status",
    999: r"999|proper HTTP",
}


def add_status(status: int, says: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(TWO, status)

    paused = "gone" if status == 410 else ""
    case(failed(says, paused=paused, wait=PLANNED), name=f"status_{status}")(script)


for known, pattern in WORDS.items():
    add_status(known, pattern)

# The clock of the tests stands at 12:00 UTC on 22 November 2026. The least and most seconds of the next wait.
RETRY_AFTER = {
    "seconds": ("7200", (7200, 8000)),
    "date": ("Sun, 22 Nov 2026 15:00:00 GMT", (3 * 3600, 3 * 3600 + 1200)),
    "date_of_the_past": ("Sun, 22 Nov 2015 15:00:00 GMT", (60, DAY)),
    "date_of_another_age": ("Fri, 31 Dec 9999 23:59:59 GMT", (DAY // 2, PLANNED[1])),
    "date_with_an_odd_zone": ("Sun, 22 Nov 2026 15:00:00 +9999", PLANNED),
    "year_zero": ("Sat, 00 Jan 0000 00:00:00 GMT", PLANNED),
    "nought": ("0", (60, DAY)),
    "negative": ("-120", (60, DAY)),
    "fraction": ("90.5", (60, DAY)),
    "a_week": ("604800", (DAY // 2, PLANNED[1])),
    "giant": ("9" * 400, (DAY // 2, PLANNED[1])),
    "larger_than_a_float": ("1e400", PLANNED),
    "words": ("a little later", PLANNED),
    "empty": ("", PLANNED),
    "other_digits": ("１２０", PLANNED),
    "list": ("120, 240", PLANNED),
}


def add_wait(name: str, value: str, wait: tuple[int, int], status: int) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(b"later", status, Retry_After=value)

    case(failed(WORDS[status], wait=wait), name=f"retry_after_{name}_{status}")(script)


for number, (label, (text, span)) in enumerate(RETRY_AFTER.items()):
    add_wait(label, text, span, 429 if number % 2 else 503)
add_wait("seconds", "7200", (7200, 8000), 429)
add_wait("giant", "9" * 400, (DAY // 2, PLANNED[1]), 429)

ROBOT = r"robot"


@case(failed(ROBOT))
async def robot_check_named_in_a_header(visit: Visit) -> None:
    await visit.answer(b"<html>Just a moment...</html>", 403, kind="text/html", cf_mitigated="challenge")


@case(failed(ROBOT))
async def robot_check_with_a_good_status(visit: Visit) -> None:
    page = (
        b"<!doctype html><html><head><title>Just a moment...</title></head><body>"
        b"<h1>Checking your browser before accessing daily.example</h1>"
        b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script></body></html>"
    )
    await visit.answer(page, kind="text/html")


@case(failed(r"robot|fault of its own"))
async def robot_check_as_a_fault(visit: Visit) -> None:
    await visit.answer(b"<html><title>DDoS-Guard</title>Checking your browser</html>", 503, kind="text/html")


@case(failed(r"web page|robot"))
async def consent_page(visit: Visit) -> None:
    await visit.answer(b"<html><title>We value your privacy</title>Accept all?</html>", kind="text/html")


@case(failed(r"refuses"), new(2))
async def refused_once(visit: Visit) -> None:
    await visit.answer(TWO, 403 if visit.times == 1 else 200)


@case(failed(r"not modified"), new(2))
async def not_modified_though_nothing_was_sent(visit: Visit) -> None:
    await visit.answer(b"" if visit.times == 1 else TWO, 304 if visit.times == 1 else 200)


@case(failed(r"web page"), Expect(kind="failed", says=r"not modified|web page", kept=0))
async def not_modified_after_a_failure(visit: Visit) -> None:
    """A page instead of a feed, with a validator: the “not modified” that follows must not look well."""
    if visit.times == 1:
        await visit.answer(b"<html>no feed</html>", ETag='"v1"', kind="text/html")
    else:
        await visit.answer(status=304, ETag='"v1"')


ODD = Expect(kind="unchanged|failed", says=r"proper HTTP", kept=2)


@case(new(2), ODD, ODD)
async def not_modified_with_a_body(visit: Visit) -> None:
    await visit.answer(TWO, 304 if visit.conditional else 200, ETag='"v1"')


@case(new(2), *(Expect(kind="unchanged|new", after=24) for _ in range(9)), Expect(kind="unchanged", kept=3, after=1))
async def not_modified_for_ever(visit: Visit) -> None:
    """The feed moves on, its server says “not modified” to whoever has a validator: within days we ask without."""
    if visit.conditional:
        await visit.answer(status=304)
    else:
        await visit.answer(TWO if visit.times == 1 else rss(item("a"), item("b"), item("c")), ETag='"v1"')


def sent_back(found: Found) -> None:
    asked = [headers.get("if-modified-since") for _, headers in found.asked]
    assert asked == [None, "Sun, 22 Nov 2026 08:00:00 GMT", "Sun, 22 Nov 2026 11:00:00 GMT"]


@case(new(2), unchanged(2), unchanged(2), check=sent_back)
async def not_modified_with_a_newer_date(visit: Visit) -> None:
    at = "08" if visit.times == 1 else "11"
    body, status = (b"", 304) if visit.conditional else (TWO, 200)
    await visit.answer(body, status, Last_Modified=f"Sun, 22 Nov 2026 {at}:00:00 GMT")


@case(new(2), unchanged(2))
async def validators_from_the_future(visit: Visit) -> None:
    await visit.answer(TWO, Last_Modified="Tue, 19 Jan 2038 03:14:07 GMT", Expires="0")


@case(new(2, wait=PLANNED))
async def fresh_for_sixteen_years(visit: Visit) -> None:
    """A max-age that would silence a feed for good is no more than a hint of hours."""
    await visit.answer(TWO, Cache_Control="max-age=504576000", Expires="Fri, 31 Dec 2099 23:59:59 GMT")


@case(new(2, wait=(60, 7 * 3600)))
async def fresh_for_a_number_of_400_digits(visit: Visit) -> None:
    await visit.answer(TWO, Cache_Control="max-age=" + "9" * 400)
