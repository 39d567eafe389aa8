"""Two clocks: what was known at a moment is answered the same for ever, whatever happens later."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Store, open_store
from signpost.store.engine import Door

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TITLES = [f"Report number {n} of the day" for n in range(4)]
NAMES = ["Ada", "Ben", "Cem"]

who = st.integers(0, 2)
headline = st.integers(0, 3)
jump = st.sampled_from([0, 1, 60, 86_400, -1, -3600, -864_000])  # the wall clock may also be set back
tag = st.tuples(st.just("tag"), who, headline, st.integers(0, 1), st.sampled_from(list(Direction)), jump)
word = st.tuples(st.sampled_from(["not_relevant", "deed", "ruling", "later"]), who, headline, jump)
back = st.tuples(st.sampled_from(["undo", "withdraw"]), who, st.integers(1, 4), jump)
merge = st.tuples(st.just("merge"), who, who, jump)
copy = st.tuples(st.just("copy"), headline, jump)
steps = st.lists(st.one_of(tag, tag, word, back, back, merge, copy), min_size=3, max_size=12)


class World:
    """Acts out the steps on one store; `now` is its wall clock."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.uids = store, NOW, []
        store.headlines.keep([Arrival(key=t, title=t) for t in TITLES], outlet=Outlet(name="Herald"), now=NOW)
        self.first = min(headline.id for headline in store.headlines.export())
        self.people = [store.analysts.named(name, NOW) for name in NAMES]

    def act(self, step) -> None:
        name, *rest, jump = step
        self.now += timedelta(seconds=jump)
        match name:
            case "merge":
                first, second = (self.store.analysts.get(self.people[i].id) for i in rest)
                if first.id != second.id:
                    self.store.analysts.merge(first, second, self.now)
            case "copy":
                outlet = Outlet(name=f"Outlet {len(self.uids)} {self.now}")
                arrival = Arrival(key=str(self.now), title=TITLES[rest[0]])
                self.store.headlines.keep([arrival], outlet=outlet, now=self.now)
                self.uids.append("")
            case "undo" | "withdraw":
                analyst, ago = rest
                undoes = self.uids[-ago] if len(self.uids) >= ago else "none"
                self.send(analyst, Action(name), 0, undoes=undoes)
            case "tag":
                analyst, where, factor, way = rest
                self.send(analyst, Action.TAG, where, factor_id=f"factor_{factor}", direction=way)
            case _:
                analyst, where = rest
                more = {
                    "ruling": {"factor_id": "factor_0", "direction": Direction.NEUTRAL},
                    "deed": {"signpost_id": "d"},
                }
                self.send(analyst, Action(name), where, **more.get(name, {}))

    def send(self, analyst: int, action: Action, where: int, **more) -> None:
        uid = f"u{len(self.uids)}"
        event = Event(uid=uid, action=action, headline_id=self.first + where, at=self.now, **more)
        assert self.store.tags.save([event], self.people[analyst], self.now).acknowledged == (uid,)
        self.uids.append(uid)

    def contradictions(self) -> list[str]:
        """Pairs of standing judgements that exclude one another."""
        found = []
        mine: dict[tuple[int, int], list] = {}
        for judgement in self.store.tags.all():
            mine.setdefault((judgement.analyst.id, judgement.headline_id), []).append(judgement)
        for group in mine.values():
            kinds = [j.kind.value for j in group]
            if "not_relevant" in kinds and ("tag" in kinds or "deed" in kinds):
                found.append(f"{group}")
            said = [(j.kind, j.factor_id, j.signpost_id) for j in group]
            if len(said) != len(set(said)):
                found.append(f"twice: {group}")
        return found


def empty(store: Store) -> None:
    store.clear()
    with store.door.writing() as connection:
        connection.execute(text("DELETE FROM analysts"))


def check(store: Store, played) -> None:
    empty(store)
    world = World(store)
    seen = [(store.knowledge(), store.tags.evidence())]
    for step in played:
        world.act(step)
        seen.append((store.knowledge(), store.tags.evidence()))
        assert world.contradictions() == []
    moments = [moment for moment, _ in seen]
    assert moments == sorted(moments)
    for moment, frame in seen:
        again = store.tags.evidence(known_at=moment)
        pd.testing.assert_frame_equal(again, frame, check_exact=True)
    assert store.faults() == []


calm = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@given(played=steps)
@settings(max_examples=10, **calm)
def test_what_was_known_at_a_moment_is_answered_the_same_for_ever_on_sqlite(one_sqlite_store, played):
    check(one_sqlite_store, played)


@pytest.mark.postgres
@given(played=steps)
@settings(max_examples=5, **calm)
def test_what_was_known_at_a_moment_is_answered_the_same_for_ever_on_postgres(one_postgres_store, played):
    check(one_postgres_store, played)


@pytest.fixture(scope="module")
def one_sqlite_store(tmp_path_factory, framework):
    with open_store(str(tmp_path_factory.mktemp("play") / "s.db"), framework, lambda title, summary: 0) as store:
        yield store


@pytest.fixture(scope="module")
def one_postgres_store(postgres_server, framework):
    door = Door(postgres_server)
    with door.writing() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    door.close()
    with open_store(postgres_server, framework, lambda title, summary: 0) as store:
        yield store


def test_the_clock_moves_at_every_change_and_not_when_nothing_changes(hand):
    moments = [hand.store.knowledge()]

    def moved() -> bool:
        moments.append(hand.store.knowledge())
        return moments[-1] > moments[-2]

    (one,) = hand.keep("Talks resume in the capital").ids
    assert moved()
    hand.keep("Talks resume in the capital")
    assert not moved()
    hand.do("Ada", Action.TAG, one)
    assert moved()
    hand.store.analysts.rename(hand.analyst("Ada"), "Ada L.")
    assert not moved()


def test_the_clock_goes_on_when_the_machines_clock_was_set_back(hand):
    (one,) = hand.keep("Talks resume in the capital").ids
    before = hand.store.knowledge()
    hand.now -= timedelta(days=365)
    hand.do("Ada", Action.TAG, one)
    assert hand.store.knowledge() == before + timedelta(microseconds=1)
    assert hand.store.tags.evidence(before).empty
    assert len(hand.store.tags.evidence()) == 1
