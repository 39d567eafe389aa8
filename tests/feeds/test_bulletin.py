from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from signpost.feeds.bulletin import MEANS, STATES, bulletin, every, not_heard, perspectives, rate, unheard
from signpost.nouns.feed import Feed, Outlet
from signpost.nouns.gap import Gap
from signpost.nouns.health import Health

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def health(state: Any, perspective: str = "", number: int = 1) -> Health:
    outlet = Outlet(name=f"Herald {number}", perspective=perspective)
    feed = Feed(id=number, url=f"https://herald.example/{number}", title="", outlet=outlet)
    return Health(feed=feed, state=state, why="", items_a_day=1, last_new_at=None, strip=(), strip_failed=())


def many(**counts: int) -> list[Health]:
    return [health(state, number=n) for state, count in counts.items() for n in range(count)]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        pytest.param({}, "No feeds yet.", id="nothing"),
        pytest.param({"well": 1}, "The only feed is well.", id="one"),
        pytest.param({"failing": 1, "gone": 2}, "Of 3 feeds none is well; 1 fails, 2 are gone.", id="none is well"),
        pytest.param({"well": 44}, "All 44 feeds are well.", id="all well"),
        pytest.param({"failing": 1}, "The only feed fails.", id="one that fails"),
        pytest.param(
            {"well": 38, "failing": 2, "gone": 1, "stale": 3},
            "38 of 44 feeds are well; 2 fail, 1 is gone, 3 are stale.",
            id="some of each",
        ),
        pytest.param({"well": 1, "dead": 1}, "1 of 2 feeds is well; 1 is dead.", id="one is well"),
        pytest.param({"well": 2, "empty": 1, "paused": 2}, "2 of 3 feeds are well; 1 is empty. 2 more are paused.",
                     id="paused ones stand beside the others"),
        pytest.param({"paused": 3}, "All 3 feeds are paused: nothing is collected.", id="all paused"),
        pytest.param({"paused": 1}, "The only feed is paused: nothing is collected.", id="the only one is paused"),
        pytest.param({"new": 44}, "44 feeds are subscribed; none has been collected yet.", id="all new"),
        pytest.param({"new": 1, "well": 1}, "1 of 2 feeds is well; 1 is not collected yet.", id="a new one"),
        pytest.param({"well": 2000}, "All 2,000 feeds are well.", id="thousands"),
    ],
)  # fmt: skip
def test_one_sentence_says_how_the_feeds_are(counts: dict[str, int], said: str) -> None:
    assert bulletin(many(**counts)) == said


@pytest.mark.parametrize(
    ("feeds", "said"),
    [
        pytest.param([("well", "")], "", id="no perspectives known"),
        pytest.param([("well", "Gulf"), ("well", "Israeli")], "All perspectives are heard.", id="all heard"),
        pytest.param([("failing", "Gulf"), ("well", "Gulf"), ("well", "Israeli")], "All perspectives are heard.",
                     id="another feed of it is well"),
        pytest.param([("failing", "Gulf"), ("paused", "Gulf"), ("well", "Israeli")],
                     "All perspectives are heard except Gulf (paused).", id="one is not"),
        pytest.param([("failing", "Gulf"), ("gone", "Energy"), ("well", "Israeli")],
                     "All perspectives are heard except Energy (gone) and Gulf (failing).", id="two are not"),
        pytest.param([("failing", letter) for letter in "ABCDEF"] + [("well", "Z")],
                     "All perspectives are heard except A (failing), B (failing), C (failing), D (failing) and 2 more.",
                     id="many are not"),
        pytest.param([("failing", "Gulf"), ("stale", "Energy")], "No perspective is heard.", id="none is"),
        pytest.param([("well", "Gulf")], "The one perspective is heard.", id="there is one"),
    ],
)  # fmt: skip
def test_one_sentence_says_which_perspectives_are_heard(feeds: list[tuple[str, str]], said: str) -> None:
    assert perspectives([health(*feed) for feed in feeds]) == said


def test_a_perspective_is_as_well_as_its_best_feed() -> None:
    assert unheard([health("dead", "Gulf"), health("stale", "Gulf"), health("well", "Energy")]) == [("Gulf", "stale")]


def test_every_state_has_its_words() -> None:
    assert set(MEANS) == set(STATES)


def gap(feed_id: int, began: float, ended: float | None, reason: str = "nothing was collecting", **more: Any) -> Gap:
    values: dict[str, Any] = {"lost": False} | more
    return Gap(
        feed_id=feed_id,
        outlet=f"Herald {feed_id}",
        perspective="",
        began_at=NOON - began * HOUR,
        ended_at=None if ended is None else NOON - ended * HOUR,
        reason=reason,
        **values,
    )


@pytest.mark.parametrize(
    ("gaps", "told"),
    [
        pytest.param([], [], id="none"),
        pytest.param([gap(1, 9, 3), gap(2, 9.4, 3.2), gap(3, 9.2, 2.9)], [(1, 2, 3)], id="one night for all"),
        pytest.param([gap(1, 9, 3), gap(2, 9, 3, "HTTP 503")], [(2,), (1,)], id="two reasons"),
        pytest.param([gap(1, 9, 3), gap(2, 9, 3, lost=True)], [(1,), (2,)], id="only one lost something"),
        pytest.param([gap(1, 9, 3), gap(1, 30, 20)], [(1,), (1,)], id="two nights"),
        pytest.param([gap(1, 9, 3), gap(2, 9, None)], [(2,), (1,)], id="one goes on and stands first"),
        pytest.param([gap(1, 9, 8), gap(2, 9, 3)], [(1,), (2,)], id="one lasted longer"),
        pytest.param([gap(1, 9, 8), gap(2, 9, 3), gap(3, 9, 8), gap(4, 9, 3)], [(1, 3), (2, 4)], id="two kinds, mixed"),
    ],
)
def test_gaps_that_belong_together_are_told_together(gaps: list[Gap], told: list[tuple[int, ...]]) -> None:
    found = not_heard(gaps)
    assert [u.feed_ids for u in found] == told


def test_a_gap_told_for_several_reaches_from_the_first_to_the_last() -> None:
    (told,) = not_heard([gap(1, 9, 3), gap(2, 9.5, 3.5)])
    assert (told.began_at, told.ended_at) == (NOON - 9.5 * HOUR, NOON - 3 * HOUR)
    assert told.outlets == ("Herald 1", "Herald 2")


@pytest.mark.parametrize(
    ("items", "words"),
    [(0, "none"), (0.02, "hardly any"), (0.14, "1 a week"), (0.5, "4 a week"), (1, "1 a day"), (1234.4, "1,234 a day")],
)
def test_a_rate_is_said_as_one_would(items: float, words: str) -> None:
    assert rate(items) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(600, "every 10 minutes"), (3600, "every hour"), (5400, "every 1.5 hours"), (21600, "every 6 hours"),
     (86400, "every day"), (0, "every minute"), (2260, "every 38 minutes")],
)  # fmt: skip
def test_a_rhythm_is_said_as_one_would(seconds: int, words: str) -> None:
    assert every(seconds) == words
