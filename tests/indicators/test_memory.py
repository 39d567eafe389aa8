"""How fast older stories fade: two weeks, faster where the balance wanders and there are stories enough to see it."""

from dataclasses import replace
from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums
from signpost.indicators.memory import remember
from signpost.indicators.options import SHIPPED, Options

FIRST = 20000


def sums_of(days, n, k):
    ones = np.ones(len(n))
    n, k = np.asarray(n, dtype=float), np.asarray(k, dtype=float)
    return DailySums(
        factor_id="f",
        days=FIRST + np.asarray(days),
        n=n,
        k=k,
        n0=0 * ones,
        contested=0 * ones,
        copies=n,
        outlets=("A",),
        outlet_n=n[:, None],
        outlet_k=k[:, None],
        analysts=(1,),
        analyst_n=n[:, None],
        analyst_k=k[:, None],
    )


def drawn(shares, stories, seed=5):
    rng = np.random.default_rng(seed)
    n = np.full(len(shares), stories)
    return sums_of(np.arange(len(shares)), n, rng.binomial(n, shares))


def test_a_still_factor_keeps_two_weeks_and_a_wandering_one_forgets_faster():
    days = np.arange(300)
    still, wandering = (drawn(shares, 12) for shares in (np.full(300, 0.5), 0.5 + 0.3 * np.sin(days / 15)))
    last = FIRST + 299
    assert remember(still, last).half_life(last) > 10
    assert remember(wandering, last).half_life(last) < 7


def test_with_few_stories_the_half_life_is_two_weeks_whatever_they_say():
    few = drawn(np.where(np.arange(200) % 60 < 30, 0.0, 1.0), 1)
    ages = remember(few, FIRST + 60).age[:14]
    assert np.diff(ages) == pytest.approx(1 / 14)


def test_another_half_life_is_kept_as_it_is_asked_for():
    wandering = drawn(0.5 + 0.3 * np.sin(np.arange(200) / 15), 12)
    for asked in (7.0, 30.0):
        assert np.diff(remember(wandering, FIRST + 199, Options(half_life=asked)).age) == pytest.approx(1 / asked)


counts = st.lists(
    st.tuples(st.integers(0, 70), st.integers(1, 40), st.floats(0, 1)),
    min_size=1,
    max_size=25,
    unique_by=lambda d: d[0],
).map(sorted)


@settings(deadline=None, max_examples=40)
@given(counts, st.integers(1, 70))
def test_a_day_needs_no_later_day_and_the_stories_weights_make_the_pools(told, cut):
    days, n, share = (np.array(column) for column in zip(*told, strict=True))
    whole = sums_of(days, n, np.floor(n * share))
    last = FIRST + int(days[-1]) + cut
    long, today = remember(whole, last), FIRST + int(days[len(days) // 2])
    until = whole.days <= today
    early = remember(sums_of(days[until], n[until], np.floor(n * share)[until]), today)
    size = len(early.age)
    for name in ("strengthening", "weakening", "age"):
        assert getattr(long, name)[:size].tobytes() == getattr(early, name).tobytes()
    weight = lean.crowding(whole.n[until]) * long.weight(whole.days[until], today)
    at = today - long.first
    assert fsum(weight * whole.n[until]) == pytest.approx(long.strengthening[at] + long.weakening[at], abs=1e-9)
    assert remember(replace(whole), last).half_life(today) <= SHIPPED.half_life + 1e-9
