"""Indicators as known at a moment are the same for ever, bit for bit, whatever the team does later; and what changed
since a moment, told story by story, gives the same bits as reading everything anew."""

import json
import random
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pandas as pd

from signpost.errors import StoreError
from signpost.indicators.board import board
from signpost.indicators.running import Running
from signpost.nouns.headline import Arrival
from signpost.nouns.tag import Action, Direction
from signpost.store.stories import Join

TODAY = date(2026, 11, 22)
BEGIN = datetime(2026, 10, 1, 6, tzinfo=UTC)
WORDS = ("harbour", "bridge", "ferry", "council", "toll", "mayor", "river", "market")


class Team:
    """Acts at random, from a seed, and notes what the indicators were after every act."""

    def __init__(self, hand, seed):
        self.hand, self.draw = hand, random.Random(seed)
        self.ids, self.acts, self.tags = [], [], []
        for _ in range(8):
            self.arrive()

    def arrive(self):
        number = len(self.ids)
        title = " ".join(self.draw.sample(WORDS, 5)) + f" {number}"
        at = BEGIN + timedelta(days=self.draw.randint(0, 52))  # many come late
        arrival = Arrival(key=str(number), title=title, published_at=at)
        self.ids += self.hand.keep(arrival, outlet=f"Outlet {self.draw.randint(1, 4)}").ids

    def propose(self):
        one, other = sorted(self.draw.sample(self.ids, 2), reverse=True)
        join = Join(headline_id=one, other_id=other, basis="proposed", score=0.8)
        self.hand.store.stories.settle([join], one, self.hand.later())

    def tag(self, action=Action.TAG):
        way = self.draw.choice(list(Direction))
        who, where, factor = (
            self.draw.choice(["Ada", "Ben", "Cem"]),
            self.draw.choice(self.ids),
            self.draw.randint(0, 1),
        )
        self.tags.append((who, self.hand.do(who, action, where, factor, way=way, weight=self.draw.randint(1, 3))))

    def rule(self):
        self.tag(Action.RULING)

    def undo(self):
        who, uid = self.draw.choice(self.tags)
        event = self.hand.event(Action.UNDO, 0, undoes=uid)
        self.hand.save(who, [event])

    def by_hand(self, name, *what):
        uid = f"h{next(self.hand.uids)}"
        getattr(self.hand.store.stories, name)(*what, self.hand.analyst("Ada"), uid, self.hand.later())
        self.acts.append(uid)

    def step(self):
        one, other = self.draw.sample(self.ids, 2)
        name = self.draw.choice(
            ["tag"] * 4 + ["rule", "undo", "arrive", "propose", "merge", "split", "answer", "unhand"]
        )
        match name:
            case "merge":
                self.by_hand("merge", self.hand.story(one), self.hand.story(other))
            case "split":
                self.by_hand("split", [one])
            case "answer":
                self.by_hand(self.draw.choice(["confirm", "reject"]), one)
            case "unhand":
                if self.acts:
                    self.by_hand("undo", self.draw.choice(self.acts))
            case "undo":
                if self.tags:
                    self.undo()
            case _:
                getattr(self, name)()


def told(whole):
    return json.dumps([asdict(one) for one in whole.indicators(TODAY)], default=str)


def bits(sums):
    arrays = (sums.days, sums.n, sums.k, sums.outlet_k, sums.analyst_k)
    return sums.outlets, sums.publishers, [array.tobytes() for array in arrays]


def test_indicators_as_known_at_a_moment_are_bit_identical_later_and_so_are_those_kept_up_to_date(hand):
    team = Team(hand, 2)
    factors = [factor.id for factor in hand.framework.factors[:2]]
    at = hand.store.knowledge()
    running, seen = Running(hand.store.tags.evidence(at)), []
    for _ in range(10):
        for _ in range(3):
            with suppress(StoreError):  # refused: nothing of the kind is there
                team.step()
        before, at = at, hand.store.knowledge()
        story_ids, rows = hand.store.tags.evidence_since(before, at)
        running.tell_all(rows, story_ids)
        whole = board(hand.store.tags.evidence(at), factors)
        seen.append((at, told(whole)))
        for factor in factors:
            assert bits(running.sums(factor)) == bits(whole.sums[factor])
    assert len({text for _, text in seen}) > 5
    for moment, text in seen[:-1:2]:
        assert told(board(hand.store.tags.evidence(moment), factors)) == text


def test_what_changed_since_a_moment_is_the_difference_of_the_evidence(hand):
    one, two = hand.keep("The bridge stays shut", "The ferry sails").ids
    hand.do("Ada", Action.TAG, one)
    before = hand.store.knowledge()
    assert hand.store.tags.evidence_since(before)[0] == set()
    hand.do("Ben", Action.TAG, two)
    story_ids, rows = hand.store.tags.evidence_since(before)
    assert story_ids == {hand.story(two)}
    whole = hand.store.tags.evidence()
    pd.testing.assert_frame_equal(rows, whole[whole["headline_id"] == two].reset_index(drop=True))
    assert hand.store.tags.evidence_since(before, most=0) is None
