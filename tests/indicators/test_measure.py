import json
from datetime import timedelta

import numpy as np
import pytest

from signpost.indicators.lean import straighten
from signpost.indicators.ledger import daily
from signpost.indicators.measure import PARAMETERS, composite, measure


def words(indicator):
    return f"{indicator.level:.0f} ({indicator.low:.0f}–{indicator.high:.0f})"


@pytest.fixture
def measured(tag, evidence, today):
    def measured(rows, **given):
        return measure(daily(evidence(rows), "money"), given.pop("as_of", today), **given)

    return measured


def test_no_data_is_even_and_wide(measured):
    indicator = measured([])
    assert (words(indicator), indicator.standing, indicator.n_effective) == ("50 (10–90)", "none", 0.0)
    assert (indicator.change.points, indicator.change.clear) == (0.0, None)


def test_only_neutral_tags_measure_as_no_data_and_are_counted(tag, measured):
    indicator = measured([tag(story, direction="neutral") for story in range(12)])
    assert (words(indicator), indicator.standing) == ("50 (10–90)", "none")
    assert (indicator.evidence.neutral, indicator.evidence.stories, indicator.evidence.copies) == (12, 0, 0.0)


def test_one_strengthening_story(tag, measured):
    indicator = measured([tag(1)])
    assert (words(indicator), indicator.standing) == ("67 (32–95)", "thin")


def test_one_contested_story(tag, measured):
    indicator = measured([tag(1, analyst_id=1), tag(1, analyst_id=2, direction="weakens")])
    assert words(indicator) == "50 (16–84)"
    assert indicator.evidence.contested == 1.0


@pytest.mark.parametrize("outlets", [pytest.param(1, id="one outlet"), pytest.param(10, id="ten outlets")])
def test_ten_unanimous_stories_one_a_day(tag, measured, outlets):
    indicator = measured([tag(s, day=s, outlet=f"Outlet {s % outlets}") for s in range(10)])
    assert (words(indicator), indicator.standing) == ("90 (78–99)", "solid")


def test_thirty_stories_of_one_day_count_as_sixteen(tag, measured):
    assert measured([tag(story) for story in range(30)]).n_effective == pytest.approx(16.04, abs=0.01)


def test_sixty_days_without_tags_widen_the_band(tag, measured, today):
    rows = [tag(s, day=60 + s // 6, direction="weakens" if s % 3 else "strengthens") for s in range(900)]
    before, after = measured(rows, as_of=today - timedelta(days=60)), measured(rows)
    assert after.n_effective == pytest.approx(before.n_effective * 2 ** (-60 / 14), rel=1e-9)
    assert before.high - before.low < 15
    assert after.high - after.low > 40
    assert after.change.clear is None
    assert after.evidence.stories == 0


def test_fading_alone_is_no_clear_change(tag, measured):
    rows = [tag(story, day=45 + story // 4) for story in range(120)]
    indicator = measured(rows)
    assert indicator.change.points < -5
    assert indicator.change.clear is None


def test_later_stories_do_not_count(tag, measured, today):
    rows = [tag(1, day=3), tag(2, day=1, direction="weakens")]
    assert measured(rows, as_of=today - timedelta(days=2)) == measured(rows[:1], as_of=today - timedelta(days=2))


def test_copies_are_attention_and_never_move_the_level(tag, measured):
    once, often = measured([tag(1)]), measured([tag(1, copies=60)])
    assert once.level == often.level
    assert often.evidence.copies == 60


def test_a_story_weighs_an_eighth_after_three_half_lives(tag, measured):
    assert measured([tag(1, day=42)]).evidence.stories == 1
    assert measured([tag(1, day=43)]).evidence.stories == 0
    assert measured([tag(1, day=42)]).n_effective == pytest.approx(1 / 8)


def test_a_clear_change_needs_both_points_and_certainty(tag, measured):
    rows = [tag(s, day=s, direction="weakens" if s > 25 else "strengthens") for s in range(60)]
    change = measured(rows).change
    assert (change.clear, change.points > 5, change.p_up > 0.9) == ("up", True, True)
    even = [tag(s, day=31 + s // 2, direction="weakens" if s % 2 else "strengthens") for s in range(40)]
    assert measured([*even, tag(99)]).change.clear is None  # one story up is not certain


def test_the_reference_day_must_lie_before(measured, today):
    with pytest.raises(ValueError, match="not before"):
        measured([], reference=today)


def test_a_lone_analyst_and_a_lone_outlet_have_no_lean(tag, evidence):
    rows = [tag(s, day=s % 9, direction="weakens" if s % 4 == 0 else "strengthens") for s in range(50)]
    sums = daily(evidence(rows), "money")
    straight = straighten(sums)
    assert straight.k.tobytes() == sums.k.tobytes()
    assert not straight.outlet_tilt.any()
    assert not straight.analyst_tilt.any()


def test_an_outlet_that_floods_with_one_direction_moves_the_level_less(tag, evidence, today):
    usual = [
        tag(s, day=s % 100, outlet=f"Outlet {s % 6}", direction="weakens" if s // 6 % 2 else "strengthens")
        for s in range(600)
    ]
    flood = [tag(1000 + s, day=s % 20, outlet="Loud Gazette") for s in range(80)]
    sums = daily(evidence(usual + flood), "money")
    weight = 0.5 ** ((sums.days[-1] - sums.days) / 14)
    raw = 100 * (sums.k * weight).sum() / (sums.n * weight).sum()
    level = measure(sums, today).level
    assert raw > 65
    assert level < 59
    assert (straighten(sums).k <= sums.n).all()


def test_the_parts_by_story_add_up_to_the_adjusted_day(tag, evidence):
    rng = np.random.default_rng(3)
    rows = [
        tag(
            s,
            day=s % 30,
            outlet=f"Outlet {s % 7}",
            analyst_id=a,
            direction=("strengthens", "weakens")[int(rng.integers(2))],
        )
        for s in range(200)
        for a in range(1 + s % 3)
    ]
    sums = daily(evidence(rows), "money")
    straight = straighten(sums)
    taken = (sums.outlet_n * straight.outlet_tilt).sum(axis=1) + (sums.analyst_n * straight.analyst_tilt).sum(axis=1)
    assert sums.k - taken == pytest.approx(straight.k, abs=1e-12)


def test_an_empty_factor_stays_in_the_composite_with_its_prior(tag, measured, evidence, today):
    full = measured([tag(s, day=s) for s in range(40)])
    empty = measure(daily(evidence([]), "river"), today)
    both = composite([full, empty])
    assert both.level == pytest.approx((full.level + 50) / 2)
    assert both.high - both.low > composite([full]).high - composite([full]).low
    assert both.weak
    assert not composite([full]).weak


def test_the_composite_change_is_the_sum_of_its_parts(tag, evidence, today):
    rows = [
        tag(s, factor_id=f, day=s % 50, direction="weakens" if s % 5 < i else "strengthens")
        for i, f in enumerate("abc")
        for s in range(60)
    ]
    parts = [measure(daily(evidence(rows), f), today) for f in "abc"]
    whole = composite(parts, {"a": 0.5, "b": 0.25, "c": 0.25})
    assert whole.change == pytest.approx(
        sum(share * one.change.points for share, one in zip((0.5, 0.25, 0.25), parts, strict=True))
    )
    assert sum(points for *_, points in whole.shares) == pytest.approx(whole.change, abs=1e-12)
    assert not whole.weak


def test_five_empty_factors_keep_the_shared_part_of_their_doubt(evidence, today):
    whole = composite([measure(daily(evidence([]), f), today) for f in "abcde"])
    sd = 100 * (1 / 12) ** 0.5 * (0.7 / 5 + 0.3) ** 0.5
    assert (whole.level, whole.high - whole.level) == (pytest.approx(50), pytest.approx(1.28 * sd))
    assert (whole.weak, whole.rising, whole.falling) == (True, 0, 0)


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param({"money": 0.5}, id="do not sum to one"),
        pytest.param({"river": 1.0}, id="name another factor"),
        pytest.param({"money": 0.5, "river": 0.5}, id="name a factor that is not there"),
    ],
)
def test_weights_that_do_not_fit_are_refused(measured, weights):
    with pytest.raises(ValueError, match="weights"):
        composite([measured([])], weights)


def test_a_composite_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        composite([])


def test_the_parameters_are_plain_json():
    assert json.loads(json.dumps(dict(PARAMETERS)))["half_life_days"] == 14
