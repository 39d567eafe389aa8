"""Keeping the pile in order: what is learnt, what is written, and the process that does it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction, Event
from signpost.tagging.ranking import Ranker, like
from signpost.tagging.ranking_worker import say

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FERRIES, GARDENS = "Ferry captain {} steers past the lighthouse", "Garden show {} opens with roses and tulips"


@pytest.fixture
def kept(sqlite_store):
    """Thirty headlines about ferries and thirty about gardens, told apart by nothing of the framework."""

    def keep(pattern, first, number):
        items = [Arrival(key=f"{pattern}{n}", title=pattern.format(f"N{n}")) for n in range(first, first + number)]
        return list(sqlite_store.headlines.keep(items, outlet=Outlet(name="Herald"), now=NOW).ids)

    return keep


def judge(store, framework, ids, action, start=0):
    ann = store.analysts.named("Ann", NOW)
    more = {"factor_id": framework.active[0].id, "direction": Direction.WEAKENS} if action is Action.TAG else {}
    events = [Event(uid=f"{action}{i}{start}", action=action, headline_id=i, at=NOW, **more) for i in ids]
    store.tags.save(events, ann, NOW)


def test_the_pile_follows_the_tags_and_new_headlines_are_sorted_in(sqlite_store, framework, kept):
    store = sqlite_store
    ferries, gardens = kept(FERRIES, 0, 30), kept(GARDENS, 0, 30)
    ranker = Ranker(store, "here")
    done = ranker.look(NOW)
    assert (done.labels, done.ordered, done.learnt) == (0, 60, True)
    assert ranker.look(NOW) is None  # nothing changed
    judge(store, framework, ferries[:15], Action.TAG)
    judge(store, framework, gardens[:15], Action.NOT_RELEVANT)
    assert ranker.look(NOW).ordered == 30
    first = [p.headline_id for p in store.picks.standing()]
    assert set(first[:15]) == set(ferries[15:])
    factor = framework.active[0].id
    assert {s.factor_id for made in store.suggested.of(first[:15]).values() for s in made} <= {factor}
    fresh = kept(FERRIES, 50, 2)
    done = ranker.look(NOW)
    assert (done.ordered, done.learnt) == (32, False)
    assert set(fresh) <= {p.headline_id for p in store.picks.standing()[:17]}


def test_two_servers_do_not_both_learn(sqlite_store, kept):
    kept(FERRIES, 0, 3)
    here, there = Ranker(sqlite_store, "here"), Ranker(sqlite_store, "there")
    assert here.look(NOW) is not None
    assert there.look(NOW) is None
    assert there.look(NOW + timedelta(minutes=3)) is not None
    there.over()
    kept(GARDENS, 0, 3)
    assert here.look(NOW + timedelta(minutes=4)) is not None


def test_the_words_that_speak_for_a_headline_are_said_once():
    assert like(["Putin's", "drones"], "names Putin") == "like what was tagged: “drones”"
    assert like(["Russia"], "names Russia") == like([], "") == ""


def test_the_process_orders_the_pile_and_ends_with_its_input(sqlite_store, kept, pytestconfig):
    ids = kept(FERRIES, 0, 3)
    file = pytestconfig.rootpath / "data" / "scenarios" / "hesitation.toml"
    command = [sys.executable, "-m", "signpost.tagging.ranking_worker"]
    worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    print(json.dumps({"database": sqlite_store.door.name, "framework": str(file)}), file=worker.stdin, flush=True)
    assert json.loads(worker.stdout.readline())["ordered"] == 3
    assert {p.headline_id for p in sqlite_store.picks.standing()} == set(ids)
    worker.communicate(timeout=60)
    assert worker.returncode == 0


def test_the_process_says_nothing_where_nobody_listens_any_more():
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as gone, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", gone)
        say({"ordered": 3})
