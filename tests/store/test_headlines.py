"""Keeping headlines: once, in stories, with revisions and honest times."""

from datetime import timedelta

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.store.headlines import CHUNK, Bundle


def item(key, title="", url="", at=None, **more):
    return Arrival(key=key, title=title or f"What {key} says about things", url=url, published_at=at, **more)


def test_an_item_that_comes_twice_in_two_calls_is_kept_once(hand):
    first = hand.keep(item("a"), item("b"))
    second = hand.keep(item("a"), item("b"))
    assert (first.added, first.unchanged) == (2, 0)
    assert (second.added, second.revised, second.unchanged) == (0, 0, 2)
    assert second.ids == first.ids
    assert hand.store.headlines.count() == 2


def test_an_item_that_comes_twice_in_one_batch_is_kept_once(hand):
    kept = hand.keep(item("a"), item("b"), item("a"))
    assert (kept.added, kept.unchanged) == (2, 1)
    assert kept.ids[0] == kept.ids[2] != kept.ids[1]


def test_an_item_that_comes_again_in_a_later_chunk_is_kept_once(hand):
    many = [item(f"k{n}") for n in range(CHUNK + 5)]
    kept = hand.keep(*many, many[0])
    assert (kept.added, kept.unchanged) == (len(many), 1)
    assert kept.ids[-1] == kept.ids[0]
    titles = [headline.title for headline in hand.store.headlines.some(kept.ids[:-1])]
    assert titles == [arrival.title for arrival in many]


def test_two_outlets_may_use_the_same_key(hand):
    hand.keep(item("1", "The minister speaks about grain"), outlet="Herald")
    assert hand.keep(item("1", "A bridge was opened in the north"), outlet="Courier").added == 1


def test_two_programs_that_bring_the_same_items_at_once_keep_each_once(store, ready, programs):
    code = """
with open_store(url, framework, lambda title, summary: 0) as store:
    at_once()
    for n in range(10):
        items = [Arrival(key=f"k{n}-{i}", title=f"Report {n} number {i} of the day") for i in range(20)]
        kept = store.headlines.keep(items, outlet=Outlet(name=f"Outlet {n}"), now=NOW)
        assert kept.added + kept.unchanged == 20 and kept.revised == 0
        print(kept.added)
"""
    both = [programs(code, ready) for _ in range(2)]
    for program in both:
        program.ready()
    for program in both:
        program.go()
    added = sum(int(line) for program in both for line in program.said().split())
    assert added == store.headlines.count() == 200


@pytest.mark.parametrize(
    ("one", "other", "one_story"),
    [
        pytest.param(
            ("Herald", "Talks resume in the capital", "https://www.herald.example/a?utm_source=feed#top", 0),
            ("Courier", "Negotiators meet again", "http://herald.example/a/", 24 * 5),
            True,
            id="two outlets, one canonical link, five days apart",
        ),
        pytest.param(
            ("Herald", "Talks resume in the capital", "https://herald.example/a", 0),
            ("Courier", "Negotiators meet again", "http://herald.example/a/", 24 * 5 + 1),
            False,
            id="two outlets, one canonical link, when the story is closed",
        ),
        pytest.param(
            ("Herald", "Talks resume in the capital", "https://herald.example/a", 0),
            ("Courier", "TALKS resume, in the Capital!", "https://courier.example/x", 71),
            True,
            id="one normalised title within three days",
        ),
        pytest.param(
            ("Herald", "Talks resume in the capital", "https://herald.example/a", 0),
            ("Courier", "TALKS resume, in the Capital!", "https://courier.example/x", 72),
            True,
            id="one title exactly three days apart",
        ),
        pytest.param(
            ("Herald", "Talks resume in the capital", "https://herald.example/a", 0),
            ("Courier", "Talks resume in the capital", "https://courier.example/x", 73),
            False,
            id="one title beyond three days",
        ),
        pytest.param(
            ("Courier", "Talks resume in the capital", "https://courier.example/x", 73),
            ("Herald", "Talks resume in the capital", "https://herald.example/a", 0),
            False,
            id="one title beyond three days, the older one comes later",
        ),
        pytest.param(
            ("Herald", "Events of 22 January", "https://herald.example/today", 0),
            ("Herald", "Storm warning for the coast", "https://herald.example/today", 1),
            False,
            id="one outlet's list page: one link, two titles",
        ),
        pytest.param(
            ("Herald", "Live blog", "https://herald.example/", 0),
            ("Courier", "Live blog", "https://herald.example/", 1),
            False,
            id="a bare home page and a title of two words say nothing",
        ),
        pytest.param(
            ("Herald", "أمريكا وإيران تبحثان الاتفاق", "", 0),
            ("Courier", "امريكا وايران تبحثان الإتفاق", "", 5),
            True,
            id="one Arabic title with and without hamza",
        ),
    ],
)
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "two calls"])
def test_copies_form_one_story(hand, one, other, one_story, together):
    hand.later(60 * 24 * 40)
    start = hand.now - timedelta(days=39)
    arrivals = [
        (name, item(f"k{n}", title, url, start + timedelta(hours=hours), time_flag=TimeFlag.OK))
        for n, (name, title, url, hours) in enumerate((one, other))
    ]
    if together:
        ids = hand.store.headlines.keep_rows([(Outlet(name=n), a) for n, a in arrivals], now=hand.now).ids
    else:
        ids = [hand.keep(arrival, outlet=name).ids[0] for name, arrival in arrivals]
    assert (hand.story(ids[0]) == hand.story(ids[1])) is one_story
    carriers = hand.store.headlines.copies([hand.story(ids[0])])[hand.story(ids[0])]
    assert carriers == ([one[0], other[0]] if one_story else [one[0]])


def test_a_later_edit_is_a_revision_and_the_headline_stays_as_it_arrived(hand):
    first = hand.now - timedelta(hours=3)
    (headline,) = hand.keep(item("a", "Talks resume in the capital", at=first, summary="First words")).ids
    changed = hand.keep(item("a", "Talks collapse in the capital", at=hand.now, summary="Other words"))
    assert (changed.added, changed.revised, changed.ids) == (0, 1, (headline,))
    assert hand.keep(item("a", "Talks collapse in the capital", summary="Other words")).unchanged == 1
    assert hand.keep(item("a", "Talks resume in the capital", summary="First words")).revised == 1
    kept = hand.store.headlines.get(headline)
    assert (kept.title, kept.published_at) == ("Talks resume in the capital", first)
    said = [(r.title, r.summary) for r in hand.store.headlines.revisions(headline)]
    assert said == [
        ("Talks collapse in the capital", "Other words"),
        ("Talks resume in the capital", "First words"),
    ]


def test_a_revision_does_not_move_the_knowledge_clock(hand):
    hand.keep(item("a", "Talks resume in the capital"))
    before = hand.store.knowledge()
    hand.keep(item("a", "Talks collapse in the capital"))
    assert hand.store.knowledge() == before


@pytest.mark.parametrize(
    ("hours", "flag", "counts_hours"),
    [
        pytest.param(-5, TimeFlag.OK, -5, id="a believable time counts"),
        pytest.param(None, TimeFlag.MISSING, 0, id="no time: when it was first seen"),
        pytest.param(None, TimeFlag.SILLY, 0, id="a silly time was dropped: when it was first seen"),
        pytest.param(9, TimeFlag.FUTURE, 0, id="a time ahead counts as first seen, and stays as it was said"),
    ],
)
def test_a_headline_counts_at_its_time_but_never_after_it_was_seen(hand, hours, flag, counts_hours):
    seen = hand.now + timedelta(minutes=1)
    said = None if hours is None else seen + timedelta(hours=hours)
    (headline,) = hand.keep(item("a", at=said, time_flag=flag)).ids
    kept = hand.store.headlines.get(headline)
    assert kept.first_seen_at == seen
    assert kept.at == seen + timedelta(hours=counts_hours)
    assert (kept.published_at, kept.time_flag) == (said, flag)


def test_a_clock_that_went_back_dates_no_headline_before_the_knowledge_of_it(hand):
    hand.keep("The first report of this day")
    known = hand.store.knowledge()
    hand.now -= timedelta(days=2)
    (headline,) = hand.keep("The second report of this day").ids
    assert known < hand.store.headlines.get(headline).first_seen_at == hand.store.knowledge()


def test_titles_with_nul_half_characters_and_endless_words_are_kept(hand):
    kept = hand.keep(item("a\x00", "Talks \x00resume \ud800 here"), item("b", "w" * 5000, summary="\x00"))
    first, second = hand.store.headlines.some(kept.ids)
    assert first.title == "Talks resume ? here"
    assert second.title == "w" * 5000
    assert hand.keep(item("a\x00", "Talks \x00resume \ud800 here")).unchanged == 1


def test_rows_that_bring_their_own_clock_are_known_from_then(hand):
    seen = hand.now - timedelta(days=9)
    kept = hand.store.headlines.keep([item("a")], outlet=Outlet(name="Demo"), now=hand.now, seen=lambda _: seen)
    headline = hand.store.headlines.get(kept.ids[0])
    assert headline.first_seen_at == headline.at == seen
    assert hand.store.knowledge() == seen


def test_a_headline_is_read_before_the_write_begins_so_that_saves_wait_for_less(hand_on_sqlite, monkeypatch):
    store, now, held = hand_on_sqlite.store, hand_on_sqlite.now, []

    def rank(title, summary):
        held.append(store.door._writer.locked())
        return 2

    monkeypatch.setattr(store.headlines._inbox, "rank", rank)
    feed, _ = store.feeds.add("https://herald.invalid/feed", title="", outlet=Outlet(name="Herald"), now=now)
    bundle = Bundle(feed_id=feed.id, outlet=feed.outlet, arrivals=[item("a"), item("b")])
    assert [store.headlines.keep_feeds([bundle], now=now)[0].added for _ in range(2)] == [2, 0]
    assert held == [False, False]
