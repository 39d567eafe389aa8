"""The shift statistic against a plain reckoning, and what it must never do."""

from datetime import date, timedelta
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.ledger import DailySums, day_of
from signpost.indicators.measure import bands, measure, pools
from signpost.indicators.watch import watch

FIRST = 20000


def sums_of(days, outlets=("Harbour Post",)):
    """Daily sums of (day number, stories, strengthening ones) with every story from the outlets in turn."""
    held = [(d, float(n), float(k)) for d, n, k in days if n]
    n = np.array([one[1] for one in held])
    k = np.array([one[2] for one in held])
    share = np.full((len(held), len(outlets)), 1.0 / len(outlets))
    return DailySums(
        factor_id="money",
        days=np.array([FIRST + one[0] for one in held], dtype=np.int64),
        n=n,
        k=k,
        n0=np.zeros(len(held)),
        contested=np.zeros(len(held)),
        copies=n,
        outlets=tuple(outlets),
        outlet_n=share * n[:, None],
        outlet_k=share * k[:, None],
        analysts=(1,),
        analyst_n=n[:, None],
        analyst_k=k[:, None],
    )


def plain(days, today):
    """Z and its day, reckoned story by story: one outlet and one analyst have no lean to take off."""
    eff = {d: n / (1 + max(n - 1, 0) * 0.03) for d, n, _ in days if n}
    k = {d: eff[d] * k / n for d, n, k in days if n}

    def like(k, n):
        return sum(x * log(x / n) for x in (k, n - k) if x > 0)

    best = (0.0, -1)
    for c in range(today, today - 60, -1):
        na = sum(eff[d] for d in eff if c <= d <= today)
        ka = sum(k[d] for d in k if c <= d <= today)
        nb = sum(eff[d] * 2 ** (-(c - d) / 240) for d in eff if d < c)
        kb = sum(k[d] * 2 ** (-(c - d) / 240) for d in k if d < c)
        if na < 3 - 1e-9 or nb < 8 - 1e-9:
            continue
        na, ka, nb, kb = na + 8, ka + 4, nb + 8, kb + 4
        z = sqrt(max(0.0, 2 * (like(ka, na) + like(kb, nb) - like(ka + kb, na + nb))))
        if z > abs(best[0]) + 1e-9:
            best = (z if ka * nb >= kb * na else -z, c)
    return best


def counts(size):
    one = st.integers(0, 7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))
    return st.lists(one, min_size=1, max_size=size).map(lambda all_: [(d, n, k) for d, (n, k) in enumerate(all_)])


@settings(deadline=None)
@given(counts(100))
def test_the_statistic_is_the_likelihood_ratio_of_the_best_day(days):
    today = days[-1][0]
    seen = watch(sums_of(days), day_of(FIRST + today), day_of(FIRST + today))
    z, since = plain(days, today)
    assert float(seen.z[0]) == pytest.approx(z, abs=1e-6)
    if abs(z) > 0.5:  # below, many days are as good as one another
        again = watch(sums_of(days), day_of(FIRST + today), day_of(FIRST + today))
        assert int(again.since[0]) == int(seen.since[0]) >= FIRST
        assert since >= 0


@settings(deadline=None)
@given(counts(60), counts(30))
def test_what_is_said_of_a_day_needs_no_later_day(days, later):
    today = day_of(FIRST + days[-1][0])
    whole = days + [(days[-1][0] + 1 + d, n, k) for d, n, k in later]
    now, after = watch(sums_of(days), today, today), watch(sums_of(whole), today, today + timedelta(days=20))
    assert float(now.z[0]).hex() == float(after.z[0]).hex()
    assert float(now.robust[0]).hex() == float(after.robust[0]).hex()
    assert int(now.since[0]) == int(after.since[0])


def test_before_the_first_story_there_is_nothing_to_say():
    seen = watch(sums_of([(0, 3, 1)]), day_of(FIRST - 5), day_of(FIRST + 1))
    assert seen.z.tolist() == [0.0] * 7
    assert seen.since.tolist() == [-1] * 7
    assert watch(sums_of([]), date(2026, 1, 1), date(2026, 1, 2)).z.tolist() == [0.0, 0.0]


def test_a_step_is_dated():
    days = [(d, 4, 1 if d < 60 else 3) for d in range(80)]
    seen = watch(sums_of(days), day_of(FIRST + 79), day_of(FIRST + 79))
    assert seen.z[0] > 2.8
    assert seen.since[0] == FIRST + 60


def test_two_loud_days_alone_do_not_carry_it():
    days = [(d, 4, 2) for d in range(60)] + [(60, 30, 30), (61, 30, 30)]
    seen = watch(sums_of(days), day_of(FIRST + 61), day_of(FIRST + 61))
    assert seen.z[0] > 2.8
    assert abs(seen.robust[0]) < 0.1


def test_an_empty_stretch_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        watch(sums_of([(0, 1, 1)]), date(2026, 1, 2), date(2026, 1, 1))


@settings(deadline=None)
@given(counts(90))
def test_the_band_only_widens_while_a_factor_may_be_moving(days):
    sums = sums_of(days)
    first, last = day_of(FIRST), day_of(FIRST + days[-1][0])
    whole = pools(sums, first, last)
    low, high = bands(sums, first, last)
    assert (low <= whole.quantile(0.1)).all()
    assert (high >= whole.quantile(0.9)).all()
    calm = np.abs(watch(sums, first, last).z) <= 0.5 * 2.8
    assert (low[calm] == whole.quantile(0.1)[calm]).all()
    one = measure(sums, last)
    assert (one.low.hex(), one.high.hex()) == (float(low[-1]).hex(), float(high[-1]).hex())


def test_after_a_step_the_band_reaches_to_what_the_new_stories_say():
    days = [(d, 4, 1 if d < 60 else 4) for d in range(66)]
    sums = sums_of(days)
    one = measure(sums, day_of(FIRST + 65))
    since = 24 + 1  # six days of four stories, and the prior's one
    assert one.high > 90
    assert one.level < 80
    assert since / 26 * 100 > one.level
