"""Items that come back: under other keys, with other words, again and again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.nouns.tag import Action
from signpost.store.headlines import CHUNK, Bundle
from signpost.store.returning import page_of
from signpost.store.revising import MOST

LINK = "https://herald.example/world/grain"


@pytest.fixture
def feed(hand):
    added, _ = hand.store.feeds.add("https://herald.example/rss", title="", outlet=Outlet(name="Herald"), now=hand.now)
    return added.id


def item(key, title="Grain talks resume in the harbour", url=LINK, at=None, **more):
    return Arrival(key=key, title=title, url=url, published_at=at, time_flag=TimeFlag.OK, **more)


def fetched(hand, feed, *items):
    kept = hand.keep(*items, feed_id=feed)
    return kept.added, kept.revised, kept.unchanged


def test_keys_that_change_at_every_fetch_bring_no_new_rows(hand, feed):
    at = hand.now - timedelta(hours=3)
    for fetch in range(4):
        items = [item(f"{fetch}-{n}", f"Report number {n} of the day", f"{LINK}/{n}", at) for n in range(CHUNK + 20)]
        assert fetched(hand, feed, *items) == ((len(items), 0, 0) if fetch == 0 else (0, 0, len(items)))
    assert hand.store.headlines.count() == CHUNK + 20
    assert hand.store.faults() == []


def test_what_several_feeds_brought_is_kept_together_each_as_if_alone(hand, feed):
    other, _ = hand.store.feeds.add(
        "https://tribune.example/rss", title="", outlet=Outlet(name="Tribune"), now=hand.now
    )

    def brought(of, outlet, *items):
        return Bundle(feed_id=of, outlet=Outlet(name=outlet), arrivals=items)

    first = [
        brought(feed, "Herald", item("a"), item("b", "Bridge closed", f"{LINK}/b")),
        brought(other.id, "Tribune", item("a")),
    ]
    kept = hand.store.headlines.keep_feeds(first, now=hand.later())
    assert [(k.added, k.revised, k.unchanged) for k in kept] == [(2, 0, 0), (1, 0, 0)]
    assert hand.story(kept[0].ids[0]) == hand.story(kept[1].ids[0]) != hand.story(kept[0].ids[1])

    # the Tribune's item comes under another key, the Herald's second one with other words, and one is new
    again = [
        brought(feed, "Herald", item("b", "Bridge closed for repair", f"{LINK}/b")),
        brought(other.id, "Tribune", item("c"), item("d", "Talks end", f"{LINK}/d")),
    ]
    later = hand.store.headlines.keep_feeds(again, now=hand.later())
    assert [(k.added, k.revised, k.unchanged) for k in later] == [(0, 1, 0), (1, 0, 1)]
    assert (later[0].ids[0], later[1].ids[0]) == (kept[0].ids[1], kept[1].ids[0])
    assert hand.store.headlines.count() == 4
    assert hand.store.faults() == []


def test_a_key_that_stays_from_now_on_is_found_at_once(hand, feed):
    first = hand.keep(item("a"), feed_id=feed).ids
    assert hand.keep(item("b"), feed_id=feed).ids == first
    assert hand.keep(item("b"), feed_id=feed).ids == first
    assert hand.keep(item("a"), feed_id=feed).ids == first


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({}, {"title": "GRAIN talks resume in the harbour!"}, (0, 1, 0), id="one title in another case"),
        pytest.param({}, {"url": LINK + "?utm_source=x"}, (0, 0, 1), id="one link with another mark of its use"),
        pytest.param({"hours": 9}, {"hours": 5}, (0, 0, 1), id="the same words, some hours apart"),
        pytest.param({"hours": 49}, {"hours": 1}, (1, 0, 0), id="a title used again two days later"),
        pytest.param(
            {"hours": 5}, {"hours": 5, "title": "Grain talks collapse in the harbour"}, (0, 1, 0), id="a changed title"
        ),
        pytest.param(
            {"hours": 5},
            {"hours": 4, "title": "Grain talks collapse in the harbour"},
            (1, 0, 0),
            id="a changed title at another time",
        ),
        pytest.param(
            {"hours": 5}, {"hours": 5, "title": "Storm warning for all coasts"}, (1, 0, 0), id="quite another title"
        ),
        pytest.param({}, {"url": LINK + "/2"}, (1, 0, 0), id="another link"),
        pytest.param({"url": "", "hours": 2}, {"url": "", "hours": 2}, (0, 0, 1), id="no link, one title and time"),
        pytest.param({"url": "", "hours": 2}, {"url": "", "hours": 1}, (1, 0, 0), id="no link, another time"),
        pytest.param({"url": ""}, {"url": ""}, (0, 0, 1), id="no link and no time"),
        pytest.param({"url": ""}, {}, (1, 0, 0), id="a link where there was none"),
    ],
)
def test_an_item_under_another_key(hand, feed, before, after, expected):
    now = hand.now

    def made(key, hours=None, **more):
        return item(key, at=None if hours is None else now - timedelta(hours=hours), **more)

    fetched(hand, feed, made("a", **before))
    assert fetched(hand, feed, made("b", **after)) == expected


def test_a_headline_whose_own_key_came_along_is_another_one(hand, feed):
    fetched(hand, feed, item("a"))
    assert fetched(hand, feed, item("a"), item("b")) == (1, 0, 1)


def test_that_holds_for_a_key_in_a_later_part_of_the_fetch(hand, feed):
    fetched(hand, feed, item("a"))
    others = [item(f"k{n}", f"Report number {n} of the day", f"{LINK}/{n}") for n in range(CHUNK)]
    assert fetched(hand, feed, item("b"), *others, item("a")) == (CHUNK + 1, 0, 1)


def test_items_that_share_one_link_are_told_apart_by_words_and_time(hand, feed):
    at = hand.now - timedelta(hours=3)
    page = [item(f"a{n}", f"Report number {n} of the day", LINK, at + timedelta(minutes=n)) for n in range(5)]
    again = [item(f"b{n}", f"Report number {n} of the day", LINK, at + timedelta(minutes=n)) for n in range(5)]
    later = item("c", "Report number 5 of the day", LINK, at + timedelta(minutes=5))
    assert fetched(hand, feed, *page) == (5, 0, 0)
    assert fetched(hand, feed, *again) == (0, 0, 5)
    assert fetched(hand, feed, later) == (1, 0, 0)


def numbered(*names, at, **more):
    """Items whose keys are their places."""
    return [
        item(str(place), f"{name} {name}s {name}ville", f"{LINK}/{name}", at + timedelta(hours=ord(name[0])), **more)
        for place, name in enumerate(names)
    ]


def test_a_key_that_another_item_has_later_makes_it_no_revision(hand, feed):
    at = hand.now - timedelta(days=9)
    first = hand.keep(*numbered("Anna", "Bela", "Cora", at=at), feed_id=feed).ids
    assert fetched(hand, feed, *numbered("Dora", "Anna", "Bela", at=at)) == (1, 0, 2)
    assert fetched(hand, feed, *numbered("Emma", "Dora", "Anna", at=at)) == (1, 0, 2)
    assert fetched(hand, feed, *numbered("Cora", "Anna", "Dora", at=at)) == (0, 0, 3)
    found = [h.title.split()[0] for h in hand.store.headlines.some(range(1, 9))]
    assert sorted(found) == ["Anna", "Bela", "Cora", "Dora", "Emma"]
    assert all(titles(hand, headline) == [] for headline in first)
    assert hand.store.faults() == []


@pytest.mark.parametrize(
    ("after", "revised"),
    [
        pytest.param({"url": f"{LINK}/2"}, True, id="another page, the same words"),
        pytest.param({"title": "Storm warning for all coasts"}, True, id="other words on the same page"),
        pytest.param({"title": "Storm warning for all coasts", "url": f"{LINK}/2"}, True, id="at the same time"),
        pytest.param({"title": "Storm warning for all coasts", "url": f"{LINK}/2", "hours": 1}, False, id="all three"),
        pytest.param({"title": "Storm warning for all coasts", "url": "", "hours": 1}, True, id="no page"),
    ],
)
def test_what_makes_an_item_another_one_under_its_old_key(hand_on_sqlite, after, revised):
    store, now = hand_on_sqlite.store, hand_on_sqlite.now
    feed, _ = store.feeds.add("https://herald.example/rss", title="", outlet=Outlet(name="Herald"), now=now)
    hours = after.pop("hours", 3)
    fetched(hand_on_sqlite, feed.id, item("a", at=now - timedelta(hours=3)))
    again = item("a", at=now - timedelta(hours=hours), **after)
    assert fetched(hand_on_sqlite, feed.id, again) == ((0, 1, 0) if revised else (1, 0, 0))
    assert fetched(hand_on_sqlite, feed.id, again) == (0, 0, 1)


def test_an_item_that_changes_step_by_step_stays_itself(hand, feed):
    steps = [("Grain talks resume", "a"), ("Grain talks collapse", "b"), ("Harbour talks collapse again", "c")]
    for hour, (title, page) in enumerate(steps):
        at = hand.now - timedelta(hours=9 - hour)
        assert fetched(hand, feed, item("a", title, f"{LINK}/{page}", at)) == ((0, 1, 0) if hour else (1, 0, 0))


OLD, MOVED = "http://old.example", "https://new.example"


def shown(host, numbers, at, title="Report number {} of the day", page="/2026/{}", **more):
    return [item(f"{host}/?p={n}", title.format(n), host + page.format(n), at, **more) for n in numbers]


def kept_after_a_move(hand, feed, items, unread=0):
    kept = hand.store.headlines.keep(items, outlet=Outlet(name="Herald"), feed_id=feed, now=hand.later(), unread=unread)
    return kept.added, kept.revised, kept.unchanged


def test_a_site_that_moves_brings_its_items_under_new_guids_and_links_and_no_new_rows(hand, feed):
    at = hand.now - timedelta(hours=3)
    before = hand.keep(*shown(OLD, range(CHUNK + 20), at), feed_id=feed).ids
    hand.do("Ada", Action.TAG, before[0])
    fresh = shown(MOVED, [900], at)
    again = [*fresh, *shown(MOVED, range(CHUNK + 20), at)]
    assert kept_after_a_move(hand, feed, again) == (1, CHUNK + 20, 0)  # the new link is told as a revision
    assert hand.store.headlines.revisions(before[0])[0].url == f"{MOVED}/2026/0"
    assert before[0] not in hand.waits("Ada")
    assert fetched(hand, feed, *again) == (0, 0, len(again))  # from then on they are known by their new guids
    assert hand.store.faults() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("http://old.example/2026/1", "https://www.new.example/2026/1/?utm_source=rss", True, id="a path"),
        pytest.param("http://old.example/?p=1", "https://new.example/?p=1", True, id="a question"),
        pytest.param("http://old.example/?p=1", "https://new.example/?p=2", False, id="another question"),
        pytest.param("http://old.example:8080/a", "https://new.example/a", True, id="another port"),
        pytest.param("http://old.example/a", "https://new.example/b", False, id="another path"),
    ],
)
def test_a_page_without_its_host(one, other, same):
    assert (page_of(one) == page_of(other)) == same
    assert page_of("https://new.example/") == page_of("") == ""


def test_another_story_under_the_same_path_elsewhere_is_new(hand, feed):
    at = hand.now - timedelta(hours=3)
    hand.keep(*shown(OLD, range(2), at), feed_id=feed)
    assert kept_after_a_move(hand, feed, shown(MOVED, range(2), at, "Quite another matter ({})"))[0] == 2


def test_what_is_there_on_both_hosts_is_two_items(hand, feed):
    at = hand.now - timedelta(hours=3)
    hand.keep(*shown(OLD, range(2), at), feed_id=feed)
    assert kept_after_a_move(hand, feed, [*shown(MOVED, range(2), at), *shown(OLD, range(2), at)])[0] == 2


def test_a_single_item_on_another_host_is_a_new_one(hand, feed):
    at = hand.now - timedelta(hours=3)
    hand.keep(*shown(OLD, range(2), at), feed_id=feed)
    assert kept_after_a_move(hand, feed, shown(MOVED, range(1), at), unread=2)[0] == 1


@pytest.mark.parametrize(
    ("minutes", "unread", "new"),
    [
        pytest.param(0, 0, 0, id="a session in guid and link"),
        pytest.param(0, 1, 3, id="something may be there unread"),
        pytest.param(1, 0, 3, id="another time"),
    ],
)
def test_what_is_asked_behind_a_path_may_be_another_at_every_fetch(hand_on_sqlite, minutes, unread, new):
    hand, at = hand_on_sqlite, hand_on_sqlite.now - timedelta(hours=3)
    feed, _ = hand.store.feeds.add("https://herald.example/rss", title="", outlet=Outlet(name="Herald"), now=hand.now)
    hand.keep(*shown(OLD, range(3), at, page="/{}?sid=1"), feed_id=feed.id)
    items = shown(OLD, range(3), at + timedelta(minutes=minutes), page="/{}?sid=2")
    items = [replace(each, key=f"{each.key}&sid=2") for each in items]
    assert kept_after_a_move(hand, feed.id, items, unread)[0] == new


def test_another_feed_with_the_same_item_keeps_its_own(hand, feed):
    other, _ = hand.store.feeds.add("https://c.example/rss", title="", outlet=Outlet(name="Courier"), now=hand.now)
    (one,) = hand.keep(item("a"), feed_id=feed).ids
    (two,) = hand.keep(item("b"), feed_id=other.id, outlet="Courier").ids
    assert one != two
    assert hand.story(one) == hand.story(two)


def test_a_changed_item_stays_tagged_under_whatever_key(hand, feed):
    at = hand.now - timedelta(hours=3)
    (one,) = hand.keep(item("a", at=at), feed_id=feed).ids
    hand.do("Ada", Action.TAG, one)
    hand.keep(item("a", "Grain talks collapse in the harbour", at=at), feed_id=feed)
    hand.keep(item("b", "Grain talks in the harbour collapse, says envoy", at=at), feed_id=feed)
    assert hand.store.headlines.count() == 1
    assert hand.waits("Ada") == []
    assert len(hand.store.headlines.revisions(one)) == 2


def titles(hand, headline):
    return [r.title for r in hand.store.headlines.revisions(headline)]


def test_two_wordings_sent_in_turn_make_two_revisions_and_no_more(hand):
    (one,) = hand.keep(item("a", "Wording A of the title")).ids
    for n in range(30):
        hand.keep(item("a", f"Wording {'BA'[n % 2]} of the title"))
    assert titles(hand, one) == ["Wording B of the title", "Wording A of the title"]


def test_a_title_that_changes_at_every_fetch_fills_no_more_than_its_share(hand):
    (one,) = hand.keep(item("a", "Counted 0 times")).ids
    for n in range(1, MOST + 10):
        assert hand.keep(item("a", f"Counted {n} times")).revised == 1
    found = titles(hand, one)
    assert len(found) == MOST
    assert found[0] == "Counted 1 times"
    assert found[-1] == f"Counted {MOST + 9} times"


@pytest.mark.parametrize("more", ["?utm_campaign=x#top", "?visit=17", "/"])
def test_another_spelling_of_the_link_is_no_revision(hand_on_sqlite, more):
    (one,) = hand_on_sqlite.keep(item("a")).ids
    kept = hand_on_sqlite.keep(item("a", url=LINK + more))
    assert (kept.revised, kept.unchanged, titles(hand_on_sqlite, one)) == (0, 1, [])


@pytest.mark.parametrize(
    ("before", "after"), [(LINK, f"{LINK}/2"), ("https://herald.example/?p=1", "https://herald.example/?p=2")]
)
def test_another_page_is_a_revision(hand_on_sqlite, before, after):
    hand_on_sqlite.keep(item("a", url=before))
    assert hand_on_sqlite.keep(item("a", url=after)).revised == 1


def test_a_title_used_every_day_does_not_make_one_story_for_ever(hand):
    hand.later(60 * 24 * 30)
    start = hand.now - timedelta(days=20)
    days = [item(f"d{n}", "What we know so far of it", f"{LINK}/{n}", start + timedelta(days=n)) for n in range(12)]
    ids = hand.keep(*days).ids
    groups: dict[int, list[int]] = {}
    for n, headline in enumerate(ids):
        groups.setdefault(hand.story(headline), []).append(n)
    assert sorted(groups.values()) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
