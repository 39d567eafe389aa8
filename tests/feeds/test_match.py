"""The pass over new headlines, on both engines: what joins, what is proposed, and that no story mixes two events."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from invented_events import Told, invented

from signpost.feeds.likeness import likeness
from signpost.feeds.likeness_shape import shape
from signpost.feeds.match import Matcher, match_new, spans
from signpost.feeds.match_index import Index
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival
from signpost.store import Store, open_store
from signpost.store.stories import Likely

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(ready: str, framework: Framework) -> Iterator[Store]:
    """On both engines, unlike the other tests of this folder: the pass writes."""
    with open_store(ready, framework, lambda title, summary: 0) as opened:
        yield opened


FIRE = "Fire at grain store near Zabulin injures three guards"


def keep(store: Store, title: str, *, outlet: str = "Harbour Post", hours: float = 0) -> int:
    at = NOW - timedelta(days=1) + timedelta(hours=hours)
    arrival = Arrival(key=f"{title} {hours}", title=title, published_at=at)
    return store.headlines.keep([arrival], outlet=Outlet(name=outlet), now=NOW).ids[0]


def stories(store: Store) -> dict[int, int]:
    first, last = datetime(2000, 1, 1, tzinfo=UTC), NOW + timedelta(days=2)
    return {h.id: h.story_id for h in store.stories.near(first, last)}


def test_a_safe_copy_joins_and_a_likely_one_is_proposed(store: Store) -> None:
    first = keep(store, FIRE)
    copy = keep(store, "UPDATE 1-Fire at grain store near Zabulin injures 3 guards", outlet="The Meridian")
    alike = keep(store, "Three guards injured as grain store near Zabulin burns", outlet="Gulf Observer")
    found = match_new(store, NOW)
    assert (found.looked, found.joined, found.proposed) == (3, 1, 1)
    assert len({stories(store)[i] for i in (first, copy, alike)}) == 1
    assert [p.headline_id for p in store.stories.proposals(10)] == [alike]


def test_a_headline_that_is_like_two_stories_makes_them_one_and_the_younger_goes_as_a_whole(store: Store) -> None:
    denies, protests = (
        "Russia denies sending drones to militia near Tel Amar",
        "week of protests in Dunabad harbour district",
    )
    ids = [
        keep(store, denies, outlet="Gulf Observer", hours=1),
        keep(store, f"{protests} over militia".capitalize(), outlet="The Daily Compass", hours=3),
    ]
    match_new(store, NOW)
    assert len({stories(store)[i] for i in ids}) == 2
    ids += [
        keep(store, f"BREAKING: {denies} after {protests} (Reuters)", outlet="Steppe Herald", hours=5),
        keep(store, f"{denies} after {protests}", outlet="Baltic Mirror", hours=7),
    ]
    found = match_new(store, NOW)
    assert (found.joined, found.proposed) == (1, 2)
    assert {stories(store)[i] for i in ids} == {stories(store)[ids[0]]}
    assert store.faults() == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("Fire at grain store near Zabulin injures thirty guards", id="another number"),
        pytest.param("Fire at grain store near Mirzan injures three guards", id="another place"),
        pytest.param("Fire at grain store near Zabulin kills three guards", id="another deed"),
    ],
)
def test_a_near_miss_stays_a_story_of_its_own(store: Store, other: str) -> None:
    ids = keep(store, FIRE), keep(store, other, outlet="The Meridian")
    assert match_new(store, NOW).proposed == 0
    assert len({stories(store)[i] for i in ids}) == 2


def test_a_pass_run_again_changes_nothing(store: Store) -> None:
    keep(store, FIRE)
    keep(store, "Fire at grain store near Zabulin injures 3 guards", outlet="The Meridian")
    matcher = Matcher(store)
    matcher.run(NOW)
    before = stories(store)
    assert matcher.run(NOW).looked == 0
    assert match_new(store, NOW).looked == 0
    assert stories(store) == before


def test_what_an_analyst_put_apart_is_not_joined_again(store: Store) -> None:
    keep(store, FIRE)
    other = keep(store, "Three guards injured as grain store near Zabulin burns", outlet="The Meridian")
    matcher = Matcher(store)
    matcher.run(NOW)
    store.stories.reject(other, store.analysts.named("Ada", NOW), "uid 1", NOW)
    apart = stories(store)
    matcher.run(NOW)
    assert stories(store) == apart
    assert len(set(apart.values())) == 2


def test_headlines_that_another_program_matched_are_candidates_here(store: Store) -> None:
    here, elsewhere = Matcher(store), Matcher(store)
    keep(store, "Ferry to Norrhamn turns back after engine failure")
    here.run(NOW)
    first = keep(store, FIRE)
    elsewhere.run(NOW)
    second = keep(store, "Fire at grain store near Zabulin injures 3 guards", outlet="The Meridian")
    assert here.run(NOW).joined == 1
    assert stories(store)[first] == stories(store)[second]


def test_a_stopped_pass_goes_on_where_it_was(store: Store) -> None:
    for n in range(6):
        keep(store, f"Ship number {n} reaches the harbour of Karst")
    assert match_new(store, NOW, stop=lambda: True).looked == 0
    heard: list[int] = []
    assert match_new(store, NOW, progress=lambda so_far: heard.append(so_far.looked)).looked == 6
    assert heard[-1] == 6


def kept(store: Store, told: Sequence[Told], run: Callable[[], object], every: int) -> dict[str, int]:
    for n, t in enumerate(told, 1):
        at = t.at
        arrival = Arrival(key=f"{n} {t.title}", title=t.title, published_at=at)
        store.headlines.keep([arrival], outlet=Outlet(name=t.outlet), now=NOW)
        if n % every == 0:
            run()
    run()
    return {h.title + h.outlet: h.story_id for h in store.stories.near(told[0].at - timedelta(days=1), NOW)}


@pytest.mark.parametrize("seed", [3, 5, 7])
def test_a_pass_in_portions_of_seven_mixes_no_events_by_what_it_proposes(sqlite_store: Store, seed: int) -> None:
    told = invented(seed, events=40)
    found = kept(sqlite_store, told, lambda: Matcher(sqlite_store).run(NOW), 7)
    groups = defaultdict(set)
    for t in told:
        groups[found[t.title + t.outlet]].add(t.event)
    assert [events for events in groups.values() if len(events) > 1] == []


def grouped(told: Sequence[Told]) -> list[frozenset[str]]:
    index = Index()
    for i, t in enumerate(told):
        its = shape(t)
        ways = index.ways(its, t.at, ("same",))
        story = index.story_of[ways[0][0]] if ways else i
        index.add(
            Likely(
                id=i,
                story_id=story,
                title=t.title,
                summary="",
                url="",
                language="",
                outlet=t.outlet,
                family="",
                wire="",
                at=t.at,
            ),
            its,
        )
    return [frozenset(told[i].title for i in members) for members in index.members.values()]


def two_stories(second: str, third: str) -> tuple[Index, tuple[int, int] | None]:
    """An index with two stories, and which of them a third headline could make one."""
    index = Index()
    told = [Told(event=n, title=t, summary="", outlet=f"O{n}", wire="", at=NOW) for n, t in enumerate((FIRE, second))]
    for i, t in enumerate(told):
        likely = Likely(
            id=i,
            story_id=i,
            title=t.title,
            summary="",
            url="",
            language="",
            outlet=t.outlet,
            family="",
            wire="",
            at=NOW,
        )
        index.add(likely, shape(t))
    ways = [(i, likeness(shape(t), shape(replace(told[0], title=third)))) for i, t in enumerate(told)]
    bridge = index.bridged(ways, NOW)
    return index, bridge and bridge[:2]


def test_two_stories_that_one_headline_is_like_become_one() -> None:
    index, bridge = two_stories("Three guards injured as grain store near Zabulin burns", "Zabulin grain store on fire")
    assert bridge == (1, 0)
    index.unite(*bridge)
    assert index.members == {0: [0, 1]}


def test_two_stories_of_which_one_says_the_contrary_stay_two() -> None:
    assert two_stories("Fire at grain store near Zabulin kills three guards", "Zabulin grain store on fire")[1] is None


def test_two_stories_worded_alike_but_for_a_name_stay_two() -> None:
    other = "Fire at grain store near Mirzan injures three guards"
    assert two_stories(other, "Fire at grain store injures three guards")[1] is None


def test_in_three_other_orders_of_arrival_no_safe_story_mixes_events() -> None:
    told = invented(9, events=60)
    event = {t.title: t.event for t in told}
    for seed in range(3):
        for group in grouped(random.Random(seed).sample(told, len(told))):
            assert len({event[title] for title in group}) == 1


def test_days_that_follow_one_another_are_read_at_once() -> None:
    days = [datetime(2026, 11, d, tzinfo=UTC).date() for d in (3, 1, 2, 9)]
    assert list(spans(days)) == [(days[1], days[0]), (days[3], days[3])]
