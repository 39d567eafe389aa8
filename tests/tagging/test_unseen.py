"""How many relevant stories are still unread, and how sure one can be."""

from math import comb

import numpy as np
import pytest

from signpost.nouns.queue import Looked
from signpost.tagging.unseen import FEWEST, band, unseen


def audits(relevant, number, waiting=1000, judged=0, found=0):
    return [
        Looked(relevant=n < relevant, probability=0.01, waiting=waiting, judged=judged, found=found)
        for n in range(number)
    ]


def test_without_twenty_audits_there_is_no_number():
    said = unseen(audits(1, FEWEST - 1), 1000, 5)
    assert (said.estimate, said.low, said.high, said.stop, said.hint) == (None, None, None, False, "")
    assert "19 of the 20 random checks" in said.sentence
    assert "none of the random checks" in unseen([], 1000, 0).sentence


def test_the_share_of_the_audits_is_the_share_of_what_waits():
    said = unseen(audits(5, 50), 1000, 0)
    assert said.estimate == 100
    low, high = band(5, 50)
    assert (said.low, said.high) == (int(1000 * low), int(np.ceil(1000 * high)))
    assert said.sentence.startswith("About 100 relevant stories of the 1,000 that wait are still unread (probably ")


def test_what_was_found_since_is_no_longer_unseen():
    """100 of 1000 mattered; 60 of them were found among the 200 that were judged since: 40 of 800 are left."""
    assert unseen(audits(5, 50, judged=200, found=60), 800, 60).estimate == 40
    assert unseen(audits(0, 50, judged=200, found=60), 800, 60).estimate == 0


def test_going_on_is_offered_to_stop_when_nine_in_ten_are_surely_found():
    done = unseen(audits(0, 200), 500, 400)
    assert (done.estimate, done.stop) == (0, True)
    assert done.sentence.startswith("Hardly any relevant stories")
    assert "would bring little" in done.hint
    going = unseen(audits(10, 50), 10_000, 100)
    assert not going.stop
    assert "Going on is worth it" in going.hint
    assert unseen(audits(1, 50), 0, 9).sentence == "Nothing waits unread."


def test_the_band_is_the_exact_one():
    assert band(0, 20) == (0.0, pytest.approx(1 - 0.1 ** (1 / 20)))
    assert band(20, 20) == (pytest.approx(0.1 ** (1 / 20)), 1.0)
    low, high = band(3, 30)  # as the definition has it: the tails of the binomial
    assert 1 - sum(comb(30, k) * low**k * (1 - low) ** (30 - k) for k in range(3)) == pytest.approx(0.1)
    assert sum(comb(30, k) * high**k * (1 - high) ** (30 - k) for k in range(4)) == pytest.approx(0.1)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1, 0.3])
def test_the_band_covers_the_truth_at_least_three_times_in_four(share):
    """A pile of 2,000 is read from the top, with ten in ninety drawn at random; the order is better than chance."""
    chance, covered, rounds = np.random.default_rng(11), 0, 150
    for _ in range(rounds):
        relevant = chance.random(2000) < share
        order = np.argsort(-(chance.random(2000) * np.where(relevant, 1.3, 1.0)))
        waits, batches, gone, found = np.ones(2000, bool), [], 0, 0
        for _ in range(6):
            pile = np.flatnonzero(waits)
            drawn = chance.choice(pile, 10, replace=False)
            batches.append((len(pile), gone, found, relevant[drawn]))
            waits[drawn] = False
            ranked = order[waits[order]][:80]
            waits[ranked] = False
            gone, found = gone + 90, found + int(relevant[drawn].sum() + relevant[ranked].sum())
        looked = [
            Looked(relevant=bool(hit), probability=10 / size, waiting=size, judged=gone - before, found=found - known)
            for size, before, known, hits in batches
            for hit in hits
        ]
        said = unseen(looked, int(waits.sum()), found)
        covered += said.low <= int(relevant[waits].sum()) <= said.high
    assert covered / rounds >= 0.75
