from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.headers import agent, conditions, fresh_for, http_date, retry_after, validators
from signpost.nouns.feed import Feed, Outlet

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def kept(**values: Any) -> Feed:
    return Feed(**{"id": 1, "url": "https://a.example", "title": "", "outlet": Outlet(name="A"), **values})


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        pytest.param("120", 120, id="seconds"),
        pytest.param(" 120 ", 120, id="seconds with spaces"),
        pytest.param("120.7", 120, id="a fraction"),
        pytest.param("+120", 120, id="a sign"),
        pytest.param("0", 60, id="at once is a minute"),
        pytest.param("-5", 60, id="negative is a minute"),
        pytest.param("-" + "9" * 400, 60, id="hugely negative"),
        pytest.param("99999999", 86400, id="years are a day"),
        pytest.param("9" * 5000, 86400, id="a number that int() refuses"),
        pytest.param("9" * 400 + ".5", 86400, id="a huge fraction"),
        pytest.param("Sun, 22 Nov 2026 13:00:00 GMT", 3600, id="a date"),
        pytest.param("Sunday, 22-Nov-26 13:00:00 GMT", 3600, id="a date as of old"),
        pytest.param("Sun, 22 Nov 2026 14:00:00 +0100", 3600, id="a date in another zone"),
        pytest.param("Sun, 22 Nov 1970 13:00:00 GMT", 60, id="a date in the past"),
        pytest.param("Fri, 31 Dec 9999 23:59:59 GMT", 86400, id="the end of time"),
        pytest.param("Sun, 99 Nov 2026 13:00:00 GMT", None, id="no such day"),
        pytest.param("Sun, 22 Nov 2026 99:00:00 GMT", None, id="no such hour"),
        pytest.param("soon", None, id="words"),
        pytest.param("12O", None, id="a letter"),
        pytest.param("inf", None, id="infinity"),
        pytest.param("1e3", None, id="an exponent"),
        pytest.param("١٢٠", None, id="other digits"),
        pytest.param("120, 60", None, id="two"),
        pytest.param("\x00", None, id="a NUL"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_retry_after_is_read_and_held_in_bounds(header: str, seconds: int | None) -> None:
    assert retry_after(header, NOW) == seconds


@settings(deadline=None)
@given(st.text() | st.integers().map(str) | st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S +9999")))
def test_no_retry_after_overflows(header: str) -> None:
    wait = retry_after(header, NOW)
    assert wait is None or 60 <= wait <= 86400


@settings(deadline=None)
@given(st.datetimes(min_value=NOW.replace(year=1000, tzinfo=None)))
def test_a_date_is_read_as_it_was_meant(moment: datetime) -> None:
    written = format_datetime(moment.replace(microsecond=0, tzinfo=UTC), usegmt=True)
    assert http_date(written) == moment.replace(microsecond=0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"cache-control": "max-age=900"}, 900, id="max-age"),
        pytest.param({"cache-control": 'public, Max-Age="900", immutable'}, 900, id="among others"),
        pytest.param({"cache-control": "max-age=900", "age": "600"}, 300, id="less its age"),
        pytest.param({"cache-control": "max-age=900", "age": "9000"}, None, id="too old already"),
        pytest.param({"cache-control": "max-age=900", "age": "very"}, 900, id="an age in words"),
        pytest.param({"cache-control": "max-age=0"}, None, id="none"),
        pytest.param({"cache-control": "max-age=-5"}, None, id="negative"),
        pytest.param({"cache-control": "max-age=504576000"}, 18000, id="sixteen years"),
        pytest.param({"cache-control": "max-age=" + "9" * 5000}, 18000, id="a number that int() refuses"),
        pytest.param({"cache-control": "s-maxage=900"}, None, id="for shared caches only"),
        pytest.param({"cache-control": "no-cache, max-age=900"}, None, id="no-cache wins"),
        pytest.param({"cache-control": "no-store", "expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, None, id="no-store"),
        pytest.param({"expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 3600, id="Expires"),
        pytest.param(
            {"expires": "Sun, 22 Nov 2026 13:00:00 GMT", "date": "Sun, 22 Nov 2026 12:50:00 GMT"}, 600,
            id="Expires by the server's own clock",
        ),
        pytest.param({"expires": "Tue, 19 Jan 2038 03:14:07 GMT"}, 18000, id="Expires in 2038"),
        pytest.param({"expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, None, id="Expires long ago"),
        pytest.param({"expires": "0"}, None, id="Expires 0"),
        pytest.param({"cache-control": "max-age=60", "expires": "Sun, 22 Nov 2026 13:00:00 GMT"}, 60, id="the former"),
        pytest.param({}, None, id="nothing said"),
    ],
)  # fmt: skip
def test_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: int | None) -> None:
    assert fresh_for(headers, NOW) == seconds


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["cache-control", "age", "expires", "date"]), st.text()))
def test_nothing_stays_fresh_for_more_than_five_hours(headers: dict[str, str]) -> None:
    fresh = fresh_for(headers, NOW)
    assert fresh is None or 0 < fresh <= 18000


@pytest.mark.parametrize(
    ("headers", "etag", "modified"),
    [
        pytest.param({"etag": 'W/"a-gzip"', "last-modified": "x"}, 'W/"a-gzip"', "x", id="as they are"),
        pytest.param({"etag": "unquoted"}, "unquoted", "", id="opaque"),
        pytest.param({"etag": '"a"', "cache-control": "no-cache"}, '"a"', "", id="no-cache means: ask"),
        pytest.param({"etag": '"a"', "cache-control": "no-store, private"}, '"a"', "", id="no-store is often said"),
        pytest.param({"etag": '"a"', "expires": "Thu, 19 Nov 1981 08:52:00 GMT"}, '"a"', "", id="expired long ago"),
        pytest.param({"etag": '"a"', "last-modified": "x", "expires": " 0 "}, "", "", id="Expires 0"),
        pytest.param({"etag": "a" * 1001, "last-modified": "b" * 201}, "", "", id="too long to be kept whole"),
    ],
)
def test_what_is_kept_for_the_next_request(headers: dict[str, str], etag: str, modified: str) -> None:
    assert validators(headers) == (etag, modified)


@pytest.mark.parametrize("modified", ["Tue, 19 Jan 2038 03:14:07 GMT", "yesterday", "Mon, 01 Jan 2029 00:00:00 GMT"])
def test_a_senseless_last_modified_is_not_sent_back(modified: str) -> None:
    assert conditions(kept(modified=modified, last_ok_at=NOW), NOW) == {}


@pytest.mark.parametrize("etag", ['"a"\r\nX: y', '"é"', '"\x00"'])
def test_a_header_that_cannot_be_sent_is_not_sent_back(etag: str) -> None:
    assert conditions(kept(etag=etag, last_ok_at=NOW), NOW) == {}


def test_every_eighth_day_everything_is_asked_for_once() -> None:
    days = [NOW + timedelta(days=n) for n in range(8)]
    asked = [conditions(kept(etag='"a"', last_ok_at=day - timedelta(days=1)), day) for day in days]
    assert asked.count({}) == 1
    fresh = days[asked.index({})]
    assert conditions(kept(etag='"a"', last_ok_at=fresh), fresh + timedelta(hours=1)) == {"If-None-Match": '"a"'}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        pytest.param("Desk/1 (+https://daily.example)", "Desk/1 (+https://daily.example)", id="as it is"),
        pytest.param("Desk\r\nX-Evil: 1", "DeskX-Evil: 1", id="no further header"),
        pytest.param("Bücher", "Bcher", id="plain letters"),
        pytest.param("a" * 900, "a" * 200, id="short"),
    ],
)
def test_a_name_is_made_fit_for_a_header(text: str, sent: str) -> None:
    assert agent(text) == sent
