from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import ParseError
from signpost.feeds.identify import visible
from signpost.feeds.opml import Complaint, Subscription, read, subscription, write
from signpost.nouns.feed import Feed, Outlet

ROOT = Path(__file__).resolve().parents[2]


def opml(body: str) -> str:
    head = '<?xml version="1.0"?>\n<opml version="2.0">\n<head><title>A list</title></head>'
    return f"{head}\n<body>\n{body}\n</body></opml>"


def row(url: str, name: str, *folders: str, **values: str) -> Subscription:
    outlet = Outlet(name=name, perspective=folders[-1] if folders else "")
    return Subscription(url=url, title=name, outlet=outlet, folders=folders, **values)


A = "https://a.example/feed"
FULL = (
    f'<outline xmlUrl="{A}" text="A" title="A" outlet="Daily A" perspective="Gulf" country="QA" language="ar" '
    'reliability="c" family="Quay" note="slow" paused="too much" every="30" agent="Reader/1"/>'
)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        pytest.param(f'<outline type="rss" text="A" xmlUrl="{A}"/>', [row(A, "A")], id="a plain row"),
        pytest.param(f'<outline text="A" xmlUrl="{A}"/>', [row(A, "A")], id="without a type"),
        pytest.param(f'<outline title="A" xmlURL="{A}"></outline>', [row(A, "A")], id="other capitals, title only"),
        pytest.param(f'<outline xmlUrl="{A}"/>', [Subscription(url=A, title="", outlet=Outlet(name="a.example"))],
                     id="without any name"),
        pytest.param(
            f'<outline text="News"><outline text="Gulf"><outline text="A" xmlUrl="{A}"/></outline></outline>'
            f'<outline text="B" xmlUrl="{A}2"/>',
            [row(A, "A", "News", "Gulf"), row(f"{A}2", "B")], id="nested folders"),
        pytest.param(f'<outline text="F" type="rss"><outline text="A" xmlUrl="{A}"/></outline>', [row(A, "A", "F")],
                     id="a folder that says it is a feed"),
        pytest.param(f'<outline text="A & B" xmlUrl="{A}?x=1&y=2"/>', [row(f"{A}?x=1&y=2", "A & B")],
                     id="bare ampersands"),
        pytest.param(f'<outline text="Caf&eacute; &#233; &#0;&amp;" xmlUrl="{A}"/>', [row(A, "Café é &")],
                     id="entities of HTML"),
        pytest.param('<outline text="A" xmlUrl="feed://a.example/feed"/>', [row("http://a.example/feed", "A")],
                     id="a feed: address"),
        pytest.param(FULL, [Subscription(url=A, title="A", note="slow", paused="too much", every_s=1800,
                                         user_agent="Reader/1", outlet=Outlet(
            name="Daily A", perspective="Gulf", country="QA", language="ar", reliability="C", family="Quay"))],
                     id="our own attributes"),
    ],
)  # fmt: skip
def test_rows_are_read(body: str, rows: list[Subscription]) -> None:
    listing = read(opml(body))
    assert list(listing.feeds) == rows
    assert listing.complaints == ()
    assert listing.title == "A list"


@pytest.mark.parametrize(
    ("body", "line", "words", "kept"),
    [
        pytest.param(f'<outline xmlUrl="ftp://x.example"/>\n<outline xmlUrl="{A}"/>', 5, "no web address", 1, id="ftp"),
        pytest.param('<outline xmlUrl="javascript:alert(1)"/>', 5, "no web address", 0, id="javascript"),
        pytest.param(f'<outline xmlUrl="{A}"/>\n<outline xmlUrl="{A}"/>', 6, "line 5 already", 1, id="twice"),
        pytest.param(
            '\n<outline type="rss" text="N" htmlUrl="https://n.example"/>', 6, "no feed address", 0, id="page"
        ),
        pytest.param(f'<outline xmlUrl="{A}" reliability="Z"/>', 5, "A to F", 1, id="a senseless reliability"),
        pytest.param(f'<outline xmlUrl="{A}" every="often"/>', 5, "number of minutes", 1, id="a senseless rhythm"),
        pytest.param(f'<outline xmlUrl="{A}" every="99999999"/>', 5, "up to a week", 1, id="a rhythm of centuries"),
        pytest.param(f'<outline xmlUrl="{A}"/>\n<outline text="<broken', 6, "broken from here on", 1, id="broken off"),
    ],
)
def test_a_bad_row_is_named_and_costs_no_other(body: str, line: int, words: str, kept: int) -> None:
    listing = read(opml(body))
    assert len(listing.feeds) == kept
    assert listing.complaints[0].line == line
    assert words in listing.complaints[0].reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<!DOCTYPE opml [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><opml>&b;</opml>", "entities of its own"),
        (
            '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]><opml><head><title>&x;</title></head></opml>',
            "own",
        ),
        ("<!DOCTYPE opml [<!ENTITY a 'aaaa'>]><opml>&a;</opml>".encode("utf-16"), "entities of its own"),
        ("<html><body>no list</body></html>", "no list of feeds"),
        ("", "no list of feeds"),
        (b"\x00\x01\x02", "no list of feeds"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_in_a_sentence(content: str | bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        read(content, "list.opml")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>\n<opml><body>'
    text += f'<outline text="Вести" xmlUrl="{A}"/></body></opml>'
    assert read(text.encode(encoding)).feeds[0].title == "Вести"


def test_a_plain_doctype_does_no_harm() -> None:
    assert read(f'<!DOCTYPE opml>\n<opml><body><outline xmlUrl="{A}"/></body></opml>').feeds[0].url == A


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"]), max_size=20)
NAMES = WORDS.map(visible).filter(bool)


@st.composite
def subscriptions(draw: st.DrawFn) -> Subscription:
    title = draw(st.just("") | NAMES)
    outlet = Outlet(
        name=draw(NAMES),
        perspective=draw(NAMES),
        country="IR",
        language="fa",
        reliability=draw(st.sampled_from("ABCDEF")),
        family=draw(st.sampled_from(["", "Quay Group"])),
    )
    url = f"https://{draw(st.from_regex(r'[a-z]{1,9}', fullmatch=True))}.example/?a=1&b={draw(st.integers(0, 99))}"
    folders = tuple(draw(st.lists(NAMES, max_size=3)))
    return Subscription(url=url, title=title, outlet=outlet, folders=folders, note=draw(NAMES), paused=draw(NAMES),
                        every_s=60 * draw(st.integers(0, 10080)), user_agent=draw(NAMES))  # fmt: skip


@settings(deadline=None)
@given(st.lists(subscriptions(), unique_by=lambda row: row.url, max_size=5))
def test_what_is_written_is_read_again(rows: list[Subscription]) -> None:
    read_again = read(write(rows).encode()).feeds  # what shares a folder stands together
    assert sorted(read_again, key=lambda row: row.url) == sorted(rows, key=lambda row: row.url)


def test_kept_feeds_are_exported_by_perspective() -> None:
    outlets = [Outlet(name="A", perspective="Gulf"), Outlet(name="B"), Outlet(name="C", perspective="Gulf")]
    feeds = [Feed(id=n, url=f"{A}{n}", title=outlet.name, outlet=outlet) for n, outlet in enumerate(outlets)]
    listing = read(write(map(subscription, feeds)))
    assert [(row.outlet.name, row.folders) for row in listing.feeds] == [("A", ("Gulf",)), ("C", ("Gulf",)), ("B", ())]
    assert listing.complaints == ()


@settings(deadline=None)
@given(st.text(), st.binary())
def test_no_content_raises_anything_but_a_sentence(text: str, raw: bytes) -> None:
    for content in (opml(text), opml(text).encode("utf-8", "replace")[:-9], raw):
        try:
            assert all(isinstance(c, Complaint) for c in read(content).complaints)
        except ParseError as error:
            assert error.reason  # noqa: PT017


def test_the_starter_list_is_in_order_and_covers_the_perspectives() -> None:
    listing = read((ROOT / "data" / "feeds" / "starter.opml").read_bytes())
    assert listing.complaints == ()
    assert len(listing.feeds) >= 40
    folders = " ".join(row.folders[0] for row in listing.feeds)
    for wanted in ("Russian", "Iranian", "Israeli", "Gulf", "Turkish", "Western", "Ukrainian", "Think tanks", "Energy"):
        assert wanted in folders
    assert all(row.outlet.language and row.outlet.perspective for row in listing.feeds)
    assert any(row.paused for row in listing.feeds)
    families = [row.outlet.family for row in listing.feeds if row.outlet.family]
    assert len(set(families)) < len(families), "some outlets belong together: they count as one publisher"
