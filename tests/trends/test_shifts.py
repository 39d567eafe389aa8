"""When a shift is found, when it is over, and when it is none."""

from datetime import date, timedelta

import pytest
from bridge import _evidence, _tag
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.indicators.ledger import daily
from signpost.trends.shifts import shifts

START = date(2026, 1, 1)


@pytest.fixture(scope="module")
def found():
    def found(plan, *, until=None, outlets=4, factor="money", **given):
        """`plan` lists (days, stories a day, share strengthening); stories alternate evenly by the share."""
        rows, day, story, owed = [], START, 0, 0.0
        for days, stories, share in plan:
            for _ in range(days):
                for _ in range(stories):
                    owed += share
                    up = owed >= 0.5
                    owed -= up
                    story += 1
                    outlet = f"Outlet {story % outlets}"
                    rows.append(_tag(story, day=day, direction="strengthens" if up else "weakens", outlet=outlet))
                day += timedelta(days=1)
        return shifts(daily(_evidence(rows), factor), until or day - timedelta(days=1), **given)

    return found


def test_nothing_was_ever_said(found):
    assert found([(1, 0, 0.5)]) == ()


def test_a_steady_factor_has_no_shift(found):
    assert found([(200, 3, 0.4)]) == ()


@pytest.mark.parametrize(("before", "after", "way"), [(0.25, 0.75, "up"), (0.75, 0.25, "down")])
def test_a_step_is_found_and_dated(found, before, after, way):
    (one,) = found([(90, 3, before), (20, 3, after)])
    assert one.way == way
    assert abs((one.since - (START + timedelta(days=90))).days) <= 2
    assert one.since <= one.found_on <= START + timedelta(days=105)
    assert one.closed_on is None
    assert one.share_before == pytest.approx(before, abs=0.05)
    assert one.share_since == pytest.approx(after, abs=0.08)
    assert (one.stories >= 54, one.outlets) == (True, 4)
    assert one.low < one.level < one.high


def test_one_outlet_alone_makes_no_shift(found):
    assert found([(90, 3, 0.25), (20, 3, 0.75)], outlets=1) == ()


def test_one_loud_day_makes_no_shift(found):
    assert found([(90, 3, 0.4), (1, 40, 1.0), (3, 3, 0.4)]) == ()


def test_it_is_over_when_the_new_level_has_become_usual_or_after_sixty_days(found):
    (one,) = found([(90, 3, 0.25), (120, 3, 0.75)])
    assert one.closed_on is not None
    assert 14 <= (one.closed_on - one.found_on).days <= 60


def test_a_turn_back_closes_it_and_is_a_shift_of_its_own(found):
    ways = [one.way for one in found([(90, 4, 0.2), (30, 4, 0.9), (60, 4, 0.1)])]
    assert ways == ["up", "down"]


def test_a_lower_threshold_finds_no_fewer(found):
    plan = [(90, 2, 0.4), (25, 2, 0.7)]
    assert len(found(plan, threshold=1.9)) >= len(found(plan)) >= len(found(plan, threshold=4.0))


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4), st.sampled_from([0.1, 0.5, 0.9])), max_size=5))
def test_what_was_open_on_a_day_does_not_depend_on_what_came_later(found, plan):
    plan = [(40, 3, 0.3), *plan]
    day = START + timedelta(days=sum(days for days, *_ in plan) - 1)
    then = found(plan, until=day)
    later = found([*plan, (30, 4, 0.9)], until=day)
    assert then == later
