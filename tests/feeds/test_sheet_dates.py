"""Dates as people write them in spreadsheets."""

import doctest
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.feeds import sheet_dates
from signpost.feeds.sheet_dates import DateOrder, date_cell, order_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_examples_hold() -> None:
    assert doctest.testmod(sheet_dates).failed == 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-04-03T14:30:00Z", "2026-04-03T14:30:00Z"),
        ("03.04.2026 14:30", "2026-04-03T14:30:00+00:00"),
        ("3/4/26", "2026-04-03"),
        ("13-4-2026", "2026-04-13"),
        ("4/13/2026", "2026-04-13"),
        ("2026/4/3", "2026-04-03"),
        ("3 апреля 2026 г.", "2026-04-03"),
        ("Fri, 03 Apr 2026 10:00:00 +0300", "2026-04-03T07:00:00+00:00"),
        ("٠٣/٠٤/٢٠٢٦", "2026-04-03"),
        ("46115", "2026-04-03"),
        ("46115,25", "2026-04-03T06:00:00+00:00"),
        ("", ""),
    ],
)
def test_a_cell_names_a_moment(text: str, meant: str) -> None:
    assert date_cell(text) == meant


@pytest.mark.parametrize(
    "text", ["soon", "31.02.2026", "April 2026", "1732278000", "1405/01/12", "99/99/2026", "46115.5.1"]
)
def test_what_names_no_moment_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"no date|another calendar"):
        date_cell(text)


@pytest.mark.parametrize(
    ("cells", "day_first", "sure"),
    [
        pytest.param(["03/04/2026", "25/04/2026"], True, True, id="a day beyond twelve"),
        pytest.param(["03/04/2026", "04/25/2026"], False, True, id="a month cannot be 25"),
        pytest.param(["03/04/2026"], True, False, id="both ways"),
        pytest.param(["03.04.2026"], True, True, id="with points the day comes first"),
        pytest.param(["2026-04-03", "04/04/2026"], True, True, id="nothing to ask"),
        pytest.param(["11/12/2026", "11/11/2026"], False, False, id="day first would lie in the future"),
        pytest.param(["01/02/2026", "01/05/2026", "01/09/2026", "02/01/2026"], False, False, id="in order month first"),
    ],
)
def test_a_column_says_how_day_and_month_stand(cells: list[str], day_first: bool, sure: bool) -> None:
    order = order_of(cells, NOW)
    assert (order.day_first, order.sure) == (day_first, sure)
    assert bool(order.example) is not sure


def test_no_dates_leave_nothing_to_ask() -> None:
    assert order_of(["", "soon"], NOW) == DateOrder()


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)), st.booleans(), st.sampled_from("/.-"))
def test_a_date_written_in_an_order_is_read_in_it(day: date, day_first: bool, point: str) -> None:
    parts = (day.day, day.month) if day_first else (day.month, day.day)
    assert date_cell(point.join(f"{n:02d}" for n in (*parts, day.year)), day_first=day_first) == day.isoformat()


@given(st.integers(25569, 73050))
def test_a_serial_number_is_a_day(serial: int) -> None:
    assert date_cell(str(serial)) == (date(1899, 12, 30) + timedelta(days=serial)).isoformat()


@given(st.text(max_size=40) | st.text(alphabet="0123456789/.-: ", max_size=20))
def test_any_text_is_a_moment_or_a_reason(text: str) -> None:
    try:
        assert isinstance(date_cell(text), str)
    except ValueError:
        return
