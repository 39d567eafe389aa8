from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signpost.errors import FeedError
from signpost.feeds.opml import Listing, Subscription, read, write
from signpost.feeds.subscribing import (
    Facts,
    change,
    facts_of,
    faults,
    rows_of,
    site_address,
    sorted_out,
    subscribe,
    subscribe_all,
)
from signpost.nouns.feed import Outlet
from signpost.store import Store

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERALD = Outlet(name="Harbour Herald", perspective="Gulf", country="QA", language="ar", reliability="C", family="Quay")
GOOD = Facts(url="https://herald.example/feed", title="News", outlet=HERALD, every_s=1800, user_agent="Reader/1 (x@y)")
ROW = Subscription(url=GOOD.url, title="News", outlet=HERALD, note="slow", every_s=1800, user_agent="Reader/1")


def of(**outlet: str) -> Facts:
    return replace(GOOD, outlet=replace(HERALD, **outlet))


def test_good_facts_have_no_fault() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        pytest.param(replace(GOOD, url="javascript:alert(1)"), "no http or https address", id="a script"),
        pytest.param(replace(GOOD, url=""), "no http or https address", id="no address"),
        pytest.param(of(name=" – "), "needs a name", id="a nameless outlet"),
        pytest.param(of(country="Qatar"), "two letters, such as QA", id="a country in full"),
        pytest.param(of(language="العربية"), "two letters, such as fa", id="a language in full"),
        pytest.param(of(reliability="G"), "A to F", id="a letter that means nothing"),
        pytest.param(of(reliability=""), "A to F", id="no letter"),
        pytest.param(replace(GOOD, every_s=60), "at most every 5 minutes", id="too often"),
        pytest.param(replace(GOOD, every_s=8 * 86400), "once a week", id="too seldom"),
        pytest.param(replace(GOOD, user_agent="a\r\nX-Evil: 1"), "plain letters", id="a header of its own"),
        pytest.param(replace(GOOD, title="x" * 301), "title is longer than 300", id="an endless title"),
    ],
)
def test_what_makes_no_sense_is_said(facts: Facts, words: str) -> None:
    (fault,) = faults(facts)
    assert words in fault


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://herald.example/feed", "https://herald.example/feed"),
        (" herald.example ", "https://herald.example"),
        ("herald.example/news?x=1", "https://herald.example/news?x=1"),
        ("localhost:8080/feed", "https://localhost:8080/feed"),
        ("feed://herald.example/rss", "https://herald.example/rss"),
        ("feed:https://herald.example/rss", "https://herald.example/rss"),
        ("javascript:alert(1)", ""),
        ("file:///etc/hosts", ""),
        ("herald", ""),
        ("", ""),
        ("two words.example here", ""),
    ],
)
def test_a_site_is_named_as_people_name_it(said: str, address: str) -> None:
    assert site_address(said) == address


def test_a_row_is_subscribed_with_all_that_it_says_and_only_once(sqlite_store: Store) -> None:
    feed, new = subscribe(sqlite_store, ROW, NOON)
    assert new
    assert facts_of(feed) == replace(GOOD, note="slow", user_agent="Reader/1")
    assert subscribe(sqlite_store, replace(ROW, title="Other", every_s=0), NOON) == (feed, False)


def test_what_a_person_changes_is_kept(sqlite_store: Store) -> None:
    feed, _ = subscribe(sqlite_store, ROW, NOON)
    wanted = Facts(
        url="https://herald.example/new",
        title="World",
        outlet=replace(HERALD, name="The Herald", family=""),
        note="",
        every_s=0,
        user_agent="",
    )
    assert facts_of(change(sqlite_store, feed, wanted)) == wanted


def test_an_address_that_another_feed_has_is_refused(sqlite_store: Store) -> None:
    feed, _ = subscribe(sqlite_store, ROW, NOON)
    subscribe(sqlite_store, replace(ROW, url="https://herald.example/other"), NOON)
    with pytest.raises(FeedError, match="already"):
        change(sqlite_store, feed, replace(facts_of(feed), url="https://herald.example/other"))


def test_nothing_changes_when_one_thing_is_wrong(sqlite_store: Store) -> None:
    feed, _ = subscribe(sqlite_store, ROW, NOON)
    with pytest.raises(FeedError, match="A to F"):
        change(sqlite_store, feed, replace(of(reliability="Z"), title="Changed"))
    assert sqlite_store.feeds.get(feed.id) == feed


def test_a_list_is_sorted_into_what_is_new_and_what_is_there(sqlite_store: Store) -> None:
    subscribe(sqlite_store, ROW, NOON)
    other = replace(ROW, url="https://post.example/feed")
    found = sorted_out(Listing(feeds=(ROW, other), complaints=()), sqlite_store.feeds.all())
    assert (found.new, found.known) == ((other,), (ROW,))


def test_the_folders_of_a_list_come_back_in_the_list_that_is_written(sqlite_store: Store) -> None:
    text = """<opml><body><outline text="World"><outline text="Gulf">
      <outline text="A" xmlUrl="https://a.example/feed"/></outline>
      <outline text="B" xmlUrl="https://b.example/feed"/></outline>
      <outline text="Home"><outline text="Gulf"><outline text="C" xmlUrl="https://c.example/feed"/></outline></outline>
      <outline text="D" xmlUrl="https://d.example/feed"/></body></opml>"""
    listed = read(text).feeds
    assert [new for _, new in subscribe_all(sqlite_store, listed, NOON)] == [True] * 4
    again = read(write(rows_of(sqlite_store))).feeds
    assert {row.url: row.folders for row in again} == {row.url: row.folders for row in listed}
    assert again[0].folders == ("World", "Gulf")

    # one that is there already stays where it is, one that is removed and comes back is where it is now
    first, last = sqlite_store.feeds.all()[0], sqlite_store.feeds.all()[2]
    change(sqlite_store, first, replace(facts_of(first), outlet=replace(first.outlet, perspective="Qatari")))
    sqlite_store.feeds.remove(last.id, NOON)
    moved = [replace(row, folders=("Elsewhere", *row.folders[-1:])) for row in (listed[0], listed[2])]
    assert [new for _, new in subscribe_all(sqlite_store, moved, NOON)] == [False, True]
    folders = {row.outlet.name: row.folders for row in rows_of(sqlite_store)}
    assert folders == {"A": ("World", "Qatari"), "B": ("World",), "C": ("Elsewhere", "Gulf"), "D": ()}
