"""Which scenario agrees with the evidence, by how much, and because of which factor."""

from datetime import date
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, binom

from signpost.nouns.fit import Expectation
from signpost.trends.fit import expectation, fit

DAY = date(2026, 11, 22)
HIGH, LOW = Expectation(middle=0.8, firmness=12.0), Expectation(middle=0.3, firmness=12.0)
EXPECTED = {"stays": {"money": HIGH, "views": HIGH}, "leaves": {"money": LOW, "views": HIGH}}


def shares(found):
    return {one.scenario_id: one.share for one in found.standings}


def test_without_evidence_every_scenario_keeps_its_prior():
    found = fit(DAY, {"money": (0.0, 0.0)}, EXPECTED)
    assert shares(found) == pytest.approx({"stays": 1 / 3, "leaves": 1 / 3, "": 1 / 3})
    priors = {"stays": 2, "leaves": 1, "": 1}
    assert shares(fit(DAY, {}, EXPECTED, priors)) == pytest.approx({"stays": 0.5, "leaves": 0.25, "": 0.25})


def test_the_share_is_the_tempered_marginal_likelihood():
    k, n = 9, 12
    one, other = (
        quad(lambda p, m=m: binom.pmf(k, n, p) * beta.pdf(p, 12 * m, 12 * (1 - m)), 0, 1)[0] for m in (0.8, 0.3)
    )
    none = quad(lambda p: binom.pmf(k, n, p), 0, 1)[0]
    weight = {"stays": one**0.7, "leaves": other**0.7, "": none**0.7}
    expected = {name: value / sum(weight.values()) for name, value in weight.items()}
    assert shares(fit(DAY, {"money": (float(k), float(n))}, EXPECTED)) == pytest.approx(expected, rel=1e-6)


def test_what_no_scenario_expects_fits_none_of_these():
    found = fit(DAY, {"money": (0.5, 30.0), "views": (0.5, 30.0)}, EXPECTED)
    assert found.best.scenario_id == ""
    assert found.standings[0].against == ("money", "views")
    assert found.standings[1].outside == ("money", "views")


def test_a_factor_on_which_all_expect_the_same_tells_nothing_apart():
    found = fit(DAY, {"money": (10.0, 12.0), "views": (10.0, 12.0)}, EXPECTED)
    assert found.telling["views"] == 0.0
    assert found.telling["money"] > 1.0


def test_the_parts_make_up_the_whole():
    found = fit(DAY, {"money": (6.5, 9.0), "views": (3.0, 8.0)}, EXPECTED)
    of = {one.scenario_id: one for one in found.standings}
    ratio = of["stays"].share / of[""].share
    assert log(ratio) == pytest.approx(sum(of["stays"].speaks.values()))


@pytest.mark.parametrize(
    "priors",
    [{}, {"stays": 1, "leaves": 1}, {"stays": -1, "leaves": 1, "": 1}, dict.fromkeys(["stays", "leaves", ""], 0)],
)
def test_priors_that_do_not_fit_are_refused(priors):
    with pytest.raises(ValueError, match="priors"):
        fit(DAY, {}, EXPECTED, priors)


def test_a_scenario_that_was_given_no_chance_gets_none():
    found = fit(DAY, {"money": (12.0, 12.0)}, EXPECTED, {"stays": 0, "leaves": 1, "": 1})
    assert shares(found)["stays"] == 0.0


@pytest.mark.parametrize(
    ("low", "high", "middle", "firmness"),
    [
        pytest.param(32, 68, 0.5, 11.6, id="18 points either way is about 12 stories"),
        pytest.param(80, 100, 0.9, 13.7, id="high and narrow"),
        pytest.param(50, 50, 0.5, 60.0, id="no width at all: as firm as it gets"),
        pytest.param(0, 100, 0.5, 2.0, id="anything: as loose as it gets"),
    ],
)
def test_a_stated_range_becomes_middle_and_firmness(low, high, middle, firmness):
    read = expectation(low, high)
    assert (read.middle, read.firmness) == pytest.approx((middle, firmness), abs=0.06)


def test_a_stated_range_holds_about_four_fifths_of_what_it_expects():
    read = expectation(65, 95)
    up, down = read.firmness * read.middle, read.firmness * (1 - read.middle)
    assert beta.cdf(0.95, up, down) - beta.cdf(0.65, up, down) == pytest.approx(0.8, abs=0.03)


@given(st.floats(0, 1), st.floats(0, 500), st.floats(0, 1), st.floats(0, 500))
def test_shares_always_add_up(p, n, q, m):
    found = fit(DAY, {"money": (p * n, n), "views": (q * m, m)}, EXPECTED)
    assert sum(one.share for one in found.standings) == pytest.approx(1.0)
    assert all(0 <= value <= 1 for one in found.standings for value in one.agrees.values())
    assert exp(sum(found.standings[-1].speaks.values())) == 1.0
