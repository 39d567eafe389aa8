"""Whatever rules and hands do to stories in whatever order: one story each, and the past stays as it was."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from signpost.errors import StoreError
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Join, Store, open_store
from signpost.store.engine import Door
from signpost.store.schema import COPY, JUDGED, OPEN, apart, inbox, memberships, tags, visible

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TITLES = [f"Report number {n} of the day" for n in range(3)]
NAMES = ["Ada", "Ben"]

which = st.integers(0, 7)
who = st.integers(0, 1)
jump = st.sampled_from([0, 1, 3600, 86_400, 3 * 86_400, -1, -3600, -864_000])  # the wall clock may be set back
steps = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.integers(0, 2), st.integers(0, 3), jump),
        st.tuples(st.just("settle"), which, which, st.sampled_from(["copy", "proposed"]), jump),
        st.tuples(st.sampled_from(["settle", "whole"]), which, which, st.just("proposed"), jump),
        st.tuples(st.sampled_from(["confirm", "reject", "same", "apart"]), which, who, jump),
        st.tuples(st.just("merge"), which, which, who, jump),
        st.tuples(st.just("split"), st.sets(which, min_size=1, max_size=3), who, jump),
        st.tuples(st.sampled_from(["undo", "undo event"]), st.integers(1, 4), who, jump),
        st.tuples(st.just("tag"), which, who, jump),
        st.tuples(st.just("again"), st.integers(1, 4), jump),
    ),
    min_size=4,
    max_size=16,
)


class World:
    """Acts out the steps on one store; `now` is its wall clock."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.count = store, NOW, 0
        self.refused = 0
        self.acts: list[tuple] = []  # (uid, how to do it again)
        self.ids: list[int] = []
        for n in range(5):
            self.keep(n % 3, n)
        self.people = [store.analysts.named(name, NOW) for name in NAMES]

    def keep(self, title: int, outlet: int) -> None:
        self.count += 1
        arrival = Arrival(key=f"k{self.count}", title=TITLES[title], published_at=self.now)
        kept = self.store.headlines.keep([arrival], outlet=Outlet(name=f"Outlet {outlet}"), now=self.now)
        self.ids += kept.ids

    def at(self, place: int) -> int:
        return self.ids[place % len(self.ids)]

    def story(self, place: int) -> int:
        return self.store.headlines.get(self.at(place)).story_id

    def act(self, step) -> None:
        name, *rest, seconds = step
        self.now += timedelta(seconds=seconds)
        if name == "keep":
            self.keep(*rest)
        elif name in ("settle", "whole"):
            one, other, basis = rest
            of = {"headline_id": self.at(one), "other_id": self.at(other), "whole": name == "whole"}
            join = Join(**of, basis=basis, score=0.7)
            self.store.stories.settle([join], self.at(one), self.now)
        elif name == "again":
            if len(self.acts) >= rest[0]:
                before = self.store.knowledge()
                self.acts[-rest[0]][1]()
                assert self.store.knowledge() == before, "a uid that was heard before changed something"
        else:
            self.by_hand(name, rest)

    def by_hand(self, name: str, rest) -> None:
        self.count += 1
        uid, analyst, now = f"u{self.count}", self.people[rest[-1]], self.now
        hand = self.store.stories
        undone = self.acts[-rest[0]][0] if name.startswith("undo") and len(self.acts) >= rest[0] else "none"
        event = {"same": Action.SAME, "apart": Action.APART, "tag": Action.TAG, "undo event": Action.UNDO}

        def do() -> None:
            if name in event:
                more = {"factor_id": "factor_0", "direction": Direction.WEAKENS} if name == "tag" else {}
                more |= {"undoes": undone} if name == "undo event" else {}
                place = 0 if name == "undo event" else rest[0]
                said = Event(uid=uid, action=event[name], headline_id=self.at(place), at=now, **more)
                assert self.store.tags.save([said], analyst, now).acknowledged == (uid,)
            elif name == "merge":
                hand.merge(self.story(rest[0]), self.story(rest[1]), analyst, uid, now)
            elif name == "split":
                hand.split({self.at(place) for place in rest[0]}, analyst, uid, now)
            elif name == "undo":
                hand.undo(undone, analyst, uid, now)
            else:
                getattr(hand, name)(self.at(rest[0]), analyst, uid, now)

        try:
            do()
        except StoreError:
            self.refused += 1
        else:
            self.acts.append((uid, do))


def stories_at(store: Store, at: datetime) -> list[tuple]:
    """Who was in which story and why, and what was kept apart, as known at a moment."""
    of = (memberships.c.headline_id, memberships.c.story_id, memberships.c.basis, memberships.c.score)
    with store.door.reading() as connection:
        sat = connection.execute(select(*of).where(visible(memberships, at)).order_by(memberships.c.headline_id)).all()
        parted = connection.execute(
            select(apart.c.headline_id, apart.c.other_id)
            .where(visible(apart, at))
            .order_by(*apart.c["headline_id", "other_id"])
        ).all()
    return [tuple(row) for row in [*sat, *parted]]


def waiting_is_right(store: Store) -> None:
    """One member of each story waits or is judged: the first that is not merely proposed. All others are copies."""
    with store.door.reading() as connection:
        rows = connection.execute(
            select(memberships.c.story_id, memberships.c.headline_id, memberships.c.basis, inbox.c.state)
            .join(inbox, inbox.c.headline_id == memberships.c.headline_id)
            .where(memberships.c.known_to.is_(None))
        ).all()
        said = set(connection.scalars(select(tags.c.headline_id).where(tags.c.known_to.is_(None))))
    groups: dict[int, list] = {}
    for row in rows:
        groups.setdefault(row.story_id, []).append(row)
    for group in groups.values():
        first = min(group, key=lambda row: (row.basis == "proposed", row.headline_id))
        assert first.basis != "proposed"
        judged = any(row.headline_id in said for row in group)
        for row in group:
            expected = (JUDGED if judged else OPEN) if row is first else COPY
            assert row.state == expected, (row, group)


def check(store: Store, played) -> None:
    store.clear()
    with store.door.writing() as connection:
        connection.execute(text("DELETE FROM analysts"))
    world = World(store)
    seen = []
    for step in played:
        world.act(step)
        known = store.knowledge()
        now = stories_at(store, known)
        assert sorted({row[0] for row in now if len(row) == 4}) == sorted(world.ids)
        assert len([row for row in now if len(row) == 4]) == len(world.ids)
        waiting_is_right(store)
        seen.append((known, now, store.tags.evidence()))
    for moment, sat, frame in seen:
        assert stories_at(store, moment) == sat
        pd.testing.assert_frame_equal(store.tags.evidence(known_at=moment), frame, check_exact=True)
    assert store.faults() == []


FIRST_LEAVES = [("settle", 2, 0, "proposed", 1), ("split", {0, 3}, 0, 1), ("undo", 1, 0, 1)]
MOVED_SINCE = [("merge", 2, 0, 0, 1), ("split", {2}, 0, 1), ("merge", 2, 1, 1, 1), ("undo", 3, 0, 1), ("undo", 2, 1, 1)]
WHOLE_PARTED = [("settle", 2, 1, "proposed", 1), ("whole", 1, 0, "proposed", 1), ("reject", 1, 0, 1), ("undo", 1, 0, 1)]
HEARD_AGAIN = [
    ("settle", 2, 0, "proposed", 1),
    ("split", {7}, 0, 1),
    ("keep", 1, 0, 1),
    ("again", 1, 1),
]  # another 7
ASKED_LATE = [("settle", 2, 0, "proposed", 1), ("apart", 2, 0, 1), ("same", 2, 1, 1), ("undo event", 2, 0, 1)]

calm = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}


@example(played=FIRST_LEAVES)
@example(played=MOVED_SINCE)
@example(played=ASKED_LATE)
@example(played=HEARD_AGAIN)
@example(played=WHOLE_PARTED)
@given(played=steps)
@settings(max_examples=14, **calm)
def test_stories_hold_together_and_the_past_stays_on_sqlite(one_sqlite_store, played):
    check(one_sqlite_store, played)


@pytest.mark.postgres
@example(played=FIRST_LEAVES)
@example(played=MOVED_SINCE)
@example(played=ASKED_LATE)
@example(played=HEARD_AGAIN)
@example(played=WHOLE_PARTED)
@given(played=steps)
@settings(max_examples=6, **calm)
def test_stories_hold_together_and_the_past_stays_on_postgres(one_postgres_store, played):
    check(one_postgres_store, played)


@pytest.fixture(scope="module")
def one_sqlite_store(tmp_path_factory, framework):
    with open_store(str(tmp_path_factory.mktemp("hands") / "s.db"), framework, lambda title, summary: 0) as store:
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
