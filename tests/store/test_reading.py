"""Reading headlines: pages by key, filters, references of files."""

from datetime import timedelta

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action
from signpost.store import Wanted


@pytest.fixture
def shelf(hand):
    """Seven headlines of two outlets and three languages; three of them at the same moment."""
    at = hand.now - timedelta(days=1)
    rows = [
        ("Herald", "en", at),
        ("Herald", "en", at - timedelta(hours=1)),
        ("Courier", "fa", at - timedelta(hours=2)),
        ("Courier", "fa", at - timedelta(hours=2)),
        ("Courier", "ru", at - timedelta(hours=2)),
        ("Herald", "", at - timedelta(hours=3)),
        ("Herald", "en", at - timedelta(hours=4)),
    ]
    outlets = {"Herald": Outlet(name="Herald", perspective="wire"), "Courier": Outlet(name="Courier")}
    arrivals = [
        (outlets[name], Arrival(key=str(n), title=f"Report {n}", language=language, published_at=when))
        for n, (name, language, when) in enumerate(rows)
    ]
    return hand.store.headlines.keep_rows(arrivals, now=hand.later()).ids


def ids(page):
    return [headline.id for headline in page.headlines]


def found(hand, **wanted):
    return sorted(ids(hand.store.headlines.page(Wanted(**wanted))))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_by_key_lose_and_double_nothing(hand, shelf, limit):
    seen, after = [], None
    while True:
        page = hand.store.headlines.page(Wanted(), limit=limit, after=after)
        seen += ids(page)
        hand.keep(f"Something new arrives meanwhile {len(seen)}")
        if (after := page.next) is None:
            break
    old = [i for i in seen if i in shelf]
    assert old == [shelf[n] for n in (0, 1, 4, 3, 2, 5, 6)]
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        pytest.param({"outlets": ("Courier",)}, [2, 3, 4], id="an outlet"),
        pytest.param({"perspectives": ("wire",)}, [0, 1, 5, 6], id="a perspective"),
        pytest.param({"languages": ("fa", "ru")}, [2, 3, 4], id="languages"),
        pytest.param({"outlets": ("Nobody",)}, [], id="an outlet that is not there"),
        pytest.param({"text": "report 3"}, [3], id="words"),
        pytest.param({"text": "report", "languages": ("ru",)}, [4], id="words and a language"),
    ],
)
def test_a_filter_shows_what_it_asks_for_and_counts_it(hand, shelf, wanted, numbers):
    assert found(hand, **wanted) == [shelf[n] for n in numbers]
    assert hand.store.headlines.count(Wanted(**wanted)) == len(numbers)
    assert hand.store.headlines.count(Wanted(**wanted), upto=2) == min(2, len(numbers))


def test_days_are_wanted_from_the_first_to_before_the_last(hand, shelf):
    at = hand.store.headlines.get(shelf[1]).at
    assert found(hand, first=at) == [shelf[0], shelf[1]]
    assert found(hand, last=at) == list(shelf[2:])


def test_judged_headlines_are_found_by_factor_and_analyst(hand, shelf):
    hand.do("Ada", Action.TAG, shelf[0], 0)
    hand.do("Ben", Action.TAG, shelf[1], 1)
    hand.do("Ben", Action.NOT_RELEVANT, shelf[2])
    withdrawn = hand.do("Ben", Action.TAG, shelf[3])
    hand.do("Ben", Action.WITHDRAW, shelf[3], undoes=withdrawn)
    factor, ben = hand.framework.factors[1].id, hand.analyst("Ben").id
    assert found(hand, judged="yes") == list(shelf[:3])
    assert found(hand, judged="no") == list(shelf[3:])
    assert found(hand, factor_id=factor) == [shelf[1]]
    assert found(hand, analyst_id=ben) == list(shelf[1:3])
    assert found(hand, judged="no", analyst_id=ben) == [shelf[0], *shelf[3:]]


def test_the_languages_that_occur_are_listed(hand, shelf):
    assert hand.store.headlines.languages() == ["en", "fa", "ru"]


def test_some_come_in_the_order_asked_and_unknown_ones_are_left_out(hand, shelf):
    asked = [shelf[4], 999_999, shelf[0]]
    assert [h.id for h in hand.store.headlines.some(asked)] == [shelf[4], shelf[0]]
    assert hand.store.headlines.get(999_999) is None


def test_an_export_gives_every_headline_once(hand, shelf, monkeypatch):
    monkeypatch.setattr("signpost.store.reading.EXPORT_BATCH", 2)
    assert [h.id for h in hand.store.headlines.export()] == list(shelf)


def test_the_newest_is_the_last_one_seen(hand):
    assert hand.store.headlines.newest() is None
    hand.keep("Talks resume in the capital")
    assert hand.store.headlines.newest() == hand.now


def test_a_story_shows_its_headlines_earliest_first(hand):
    at = hand.now - timedelta(hours=5)
    title = "Talks resume in the capital"
    (late,) = hand.keep(Arrival(key="a", title=title, published_at=at)).ids
    (early,) = hand.keep(Arrival(key="b", title=title, published_at=at - timedelta(hours=1)), outlet="Courier").ids
    assert [h.id for h in hand.store.headlines.story(hand.story(late))] == [early, late]


def test_a_file_may_mean_a_headline_by_external_id_own_id_or_any_spelling_of_its_link(hand):
    url = "https://www.herald.example/a?utm_source=feed"
    (one,) = hand.keep(Arrival(key="a", title="Talks resume in the capital", url=url, external_id="X-7")).ids
    asked = ["X-7", str(one), url, "http://herald.example/a/", "https://herald.example/b", "99", "nothing", ""]
    assert hand.store.headlines.find_all(asked) == dict.fromkeys(asked[:4], one)
    assert hand.store.headlines.find("http://herald.example/a/") == one
    assert hand.store.headlines.find("nothing") is None


def test_an_external_id_goes_before_an_id_of_ours(hand):
    _, second = hand.keep(
        Arrival(key="a", title="Talks resume in the capital"),
        Arrival(key="b", title="Grain leaves the harbour at night", external_id="1"),
    ).ids
    assert hand.store.headlines.find("1") == second


def test_more_references_than_an_engine_takes_at_once_are_found(hand, monkeypatch):
    monkeypatch.setattr("signpost.store.reading.FIND_BATCH", 3)
    arrivals = [Arrival(key=str(n), title=f"Report number {n} of the day", external_id=f"x{n}") for n in range(10)]
    kept = hand.keep(*arrivals).ids
    assert hand.store.headlines.find_all([f"x{n}" for n in range(10)]) == {f"x{n}": i for n, i in enumerate(kept)}
