"""What becomes of single values: links, texts, dates, keys; and that nothing feedparser finds is lost on the way."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import signpost
from signpost.feeds import identify
from signpost.feeds.dates import moment_written, stands_in
from signpost.feeds.entries import ttl_of
from signpost.feeds.identify import language_of, plain_text, safe_link, visible
from signpost.feeds.reading import NoFeed, parse_feed
from signpost.feeds.seen import place_of
from signpost.nouns.headline import Arrival
from signpost.store.identity import TRACKING, canonical_url

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASES = Path(__file__).resolve().parents[1] / "data" / "feeds"
SOURCE = str(Path(signpost.__file__).resolve().parents[1])
FIELDS = """
import io, json, sys, warnings
from pathlib import Path
if sys.argv[2] == "lean":
    import signpost.feeds.lean_sax
import feedparser
warnings.simplefilter("ignore")
told = {}
for file in sorted(Path(sys.argv[1]).glob("*.xml")):
    try:
        read = feedparser.parse(io.BytesIO(file.read_bytes()), sanitize_html=False, resolve_relative_uris=False)
    except (UnicodeError, ValueError) as error:
        told[file.stem] = repr(error)
        continue
    names = ("id", "title", "link", "links", "summary", "content", "media_description", "published", "updated")
    told[file.stem] = [repr([dict.get(entry, name) for name in names]) for entry in read.entries] + [
        repr([dict.get(read.feed, name) for name in ("title", "link", "language", "ttl", "sy_updateperiod")])
    ]
print(json.dumps(told))
"""


def fields(how: str) -> dict[str, list[str]]:
    ran = subprocess.run(
        [sys.executable, "-c", FIELDS, str(CASES), how],
        env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True,
        check=True,
    )
    told: dict[str, list[str]] = json.loads(ran.stdout)
    return told


def test_the_lean_feedparser_reads_what_the_whole_one_does() -> None:
    assert fields("lean") == fields("whole")


@pytest.mark.parametrize("file", sorted(CASES.glob("*.xml")), ids=lambda file: file.stem)
def test_every_entry_that_feedparser_finds_is_kept(file: Path) -> None:
    body = file.read_bytes()
    try:
        found = len(feedparser.parse(io.BytesIO(body)).entries)
    except (UnicodeError, ValueError):
        found = 0
    try:
        kept = len(parse_feed(body, url="https://wire.example/", content_type="", now=NOW).arrivals)
    except NoFeed:
        kept = 0
    assert kept >= found


addresses = st.one_of(
    st.text(max_size=30),
    st.builds(
        lambda scheme, host, rest: f"{scheme}://{host}{rest}",
        st.sampled_from(["http", "https", "HTTP", "ftp", "javascript"]),
        st.sampled_from(
            ["wire.example", "a.b-c.example", "WIRE.example", "wire.example:80", "wire.example:0", "", "x@y"]
        ),
        st.text(alphabet="/ab.;?#&=%[]:@ \t\u200b\x7f<>'\"\\é", max_size=15),
    ),
)


@given(address=addresses)
@example(address="https://wire.example/?")
@example(address="https://wire.example/a;b?c#d")
@settings(max_examples=250, deadline=None)
def test_the_quick_way_with_links_gives_what_the_careful_one_gives(address: str) -> None:
    quick = safe_link(address, "https://base.example/x/")
    whole, identify.WHOLE_LINK = identify.WHOLE_LINK, identify.re.compile(r"(?!)")
    try:
        assert quick == safe_link(address, "https://base.example/x/")
    finally:
        identify.WHOLE_LINK = whole
    assert quick == "" or urljoin("https://base.example/", quick).split(":")[0].lower() in ("http", "https")


@given(one=addresses, other=addresses)
@example(one="https://wire.example/a?utm_medium=rss&id=1", other="http://m.wire.example//a/amp?id=1#x")
@settings(deadline=None)
def test_two_addresses_of_one_page_are_never_two_places(one: str, other: str) -> None:
    for first, second in ((one, other), (one, f"{one}#top"), (one, one.replace("https://", "http://www."))):
        same = canonical_url(safe_link(first)) == canonical_url(safe_link(second)) != ""
        places = {place_of(Arrival(key="k", title="t", url=safe_link(url))) for url in (first, second)}
        assert len(places) == 1 or not same


def test_every_parameter_the_store_ignores_is_ignored_here() -> None:
    plain = place_of(Arrival(key="k", title="t", url="https://wire.example/a"))
    for name in TRACKING:
        assert place_of(Arrival(key="k", title="t", url=f"https://wire.example/a?{name}=1")) == plain


@given(text=st.text(alphabet="ab <>&;/!?\u200b\u202e\x00\n\xa0é😀p", max_size=40))
def test_plain_text_holds_no_tags_controls_or_double_spaces(text: str) -> None:
    plain = plain_text(text)
    assert plain == visible(plain)
    assert plain_text(plain.replace("&", "").replace("<", "")) == visible(plain.replace("&", "").replace("<", ""))


@given(moment=st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)), shift=st.integers(-12, 14))  # noqa: DTZ001
def test_a_date_written_as_the_standards_say_means_its_moment(moment: datetime, shift: int) -> None:
    moment = moment.replace(microsecond=0, tzinfo=UTC)
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    mail = f"{moment.day:02} {names[moment.month - 1]} {moment.year} {moment:%H:%M:%S} GMT"
    assert moment_written(mail) == moment_written(f"Mon, {mail}") == moment
    assert moment_written(moment.isoformat()) == moment_written(moment.isoformat(" ")) == moment
    zone = f"{'-' if shift < 0 else '+'}{abs(shift):02}:00"
    assert moment_written(f"{moment:%Y-%m-%dT%H:%M:%S}{zone}") is not None


@given(text=st.text(max_size=90))
@settings(deadline=None)
def test_no_text_makes_the_reading_of_dates_fail(text: str) -> None:
    moment_written(text)
    stands_in(NOW, text)


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        pytest.param("22 Nov 2026", True, id="day and year"),
        pytest.param("20261122", True, id="in one piece"),
        pytest.param("2026", False, id="the year alone"),
        pytest.param("2026/10/05", False, id="another day"),
    ],
)
def test_a_reading_is_believed_if_its_day_and_year_stand_in_the_text(written: str, stands: bool) -> None:
    assert stands_in(NOW, written) is stands


@pytest.mark.parametrize(
    ("feed", "seconds"),
    [
        pytest.param({"ttl": "15"}, 900, id="minutes"),
        pytest.param({"ttl": "0"}, None, id="zero"),
        pytest.param({"ttl": "soon"}, None, id="words"),
        pytest.param({"ttl": "999999"}, 30 * 86400, id="years"),
        pytest.param({"sy_updateperiod": "hourly", "sy_updatefrequency": "4"}, 900, id="four times an hour"),
        pytest.param({"sy_updateperiod": "daily"}, 86400, id="daily"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_the_pause_a_feed_asks_for(feed: dict[str, str], seconds: int | None) -> None:
    assert ttl_of(feed) == seconds


@pytest.mark.parametrize(
    ("declared", "usual", "text", "language"),
    [
        pytest.param("en", "fa", "وزارت خیالی خبر داد", "fa", id="the template's en"),
        pytest.param("ru-RU", "", "Выдуманный договор", "ru", id="a country with it"),
        pytest.param("ru", "en", "An English headline", "en", id="Latin is no Russian"),
        pytest.param("", "", "Выдуманный договор", "ru", id="by its letters"),
        pytest.param("", "", "An English headline", "", id="unknown"),
    ],
)
def test_the_language_that_the_letters_allow(declared: str, usual: str, text: str, language: str) -> None:
    assert language_of(declared, usual, text) == language
