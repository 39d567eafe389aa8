"""The method in one screen: what the number means, how it is made, what it assumes, what it cannot do, how it tests."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from signpost.desk.server import Desk
from signpost.desk.take_away import file_name, take_away
from signpost.indicators import lean
from signpost.indicators.measure import BAND_SD, CARRYING_DAYS, HALF_LIFE, METHOD_VERSION, SHARED_ERROR, SURE
from signpost.indicators.sentences import percent
from signpost.trends.shifts import THRESHOLD

MEANING = f"""
The level says which way the evidence of the last {CARRYING_DAYS // 7} weeks points: of the independent stories that
point either way, newer ones counting more, the share that says *more* rather than *less*. 50 is evenly split, or
nothing known. It is a **direction of travel**, as in a survey of purchasing managers.

- It is **not a probability** that something will happen.
- It is **not the stock**: a level of 40 after years of build-up says that the build-up now shrinks, not that it is
  small. The *net push since a day*, beside the level, adds up instead.
- **A quiet month is not a drop.** Without stories the level drifts to 50 and its band widens; that is forgetting.
"""
FORMULA = r"""
One story has one vote per analyst: $y_s$ is the mean over its analysts of *more* (1) or *less* (0); a conflict stays
a conflict. With the usual lean of outlets and analysts taken off, and the stories of one day counting as at most
about 33,

$$
\text{level} = 100\,\frac{\kappa/2 + S}{\kappa + S + W},\quad S = \sum_d \gamma^{\,t-d} f_d\,k_d,\quad
W = \sum_d \gamma^{\,t-d} f_d\,(n_d - k_d)
$$

Here n is the stories of day d that point either way and k the sum of their y.
"""


def numbers() -> str:
    """The constants and what is done with them, in words."""
    return (
        f"κ = {lean.KAPPA:g}; γ halves a story's weight in {HALF_LIFE:g} days, or sooner where the balance wanders; "
        f"f is 1 / (1 + (n − 1) · {lean.RHO:g}). The **80 % band** is that of the Beta distribution with these counts, "
        "widened while the factor may be moving. **Up** or **down** is said only where the new stories differ with "
        f"{percent(SURE)} and the level moved by 5 points. A **shift** is a likelihood-ratio test for a change on "
        f"every day of the last 60 (threshold {THRESHOLD:g}); it must hold without its two most telling days. **All "
        f"factors together** is their mean, its band assuming that they share {percent(SHARED_ERROR)} of their error "
        f"(± {BAND_SD:g} standard deviations). Method version {METHOD_VERSION}."
    )


LIMITS = """
- The band covers chance, likeness within a day and drift. It does **not** cover a systematic error of the analysts or
  a biased choice of headlines: the choice of what gets tagged is the largest untreated bias.
- It assumes that copies were put into one story, and that stories of different days are independent.
- Slow ramps are found late by construction; at one story a day a 20-point step is not found reliably.
- One analyst alone cannot be told apart from the world: the usual lean needs a second one.
- All truth in the table below is invented; only the volume of stories is calibrated on real headlines.
"""
COLUMNS = {
    "goal": "What",
    "wanted": "Wanted",
    "measured": "Measured",
    "met": "Met",
    "others": "Others on the same streams",
}


def bench_rows(file: Path) -> tuple[list[dict[str, Any]], str]:
    """The rows of the bench's table (keys of `COLUMNS`) and a line on how it was run; ([], "") without a file.

    The file is what the bench writes: {"method_version", "seed", "recall", "runs", "rows": [{"goal", "wanted",
    "measured", "met" (true, false or null), "others"}]}.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        rows = [row for row in told["rows"] if row["goal"]]
        runs = "all runs" if told["runs"] >= 1 else f"{percent(told['runs'])} of the runs, so coarser figures"
        said = f"Seed {told['seed']}, {runs}, {percent(told['recall'])} of copies found."
        if told["method_version"] != METHOD_VERSION:
            said += f" Measured with method version {told['method_version']}; this is {METHOD_VERSION}."
    except (OSError, ValueError, KeyError, TypeError):
        return [], ""
    return rows, said


def bench_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows with the headings of the screen; `met` in words."""
    met = {True: "yes", False: "no", None: ""}
    return pd.DataFrame(
        [
            {
                title: met.get(row.get(key), "") if key == "met" else str(row.get(key) or "")
                for key, title in COLUMNS.items()
            }
            for row in rows
        ]
    )


def method(desk: Desk) -> None:
    """The whole page."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("### What the number means")
        st.markdown(MEANING)
        st.markdown("### What it assumes, and its limits")
        st.markdown(LIMITS)
    with right:
        st.markdown("### How it is made")
        st.markdown(FORMULA)
        st.markdown(numbers())
    st.markdown("### How it does on invented streams with known truth")
    rows, said = bench_rows(desk.settings.root / "data" / "method_bench.json")
    if not rows:
        st.markdown("The bench's figures are not here. `python3 dev.py bench method` prints them.")
        return
    table = bench_table(rows)
    missed = sum(row.get("met") is False for row in rows)
    goals = sum(row.get("met") is not None for row in rows)
    st.markdown(f"{goals - missed} of {goals} goals are met. {said} Figures by volume are low/mid/high.")
    st.dataframe(table, hide_index=True, key="method_table", height="content")
    take_away(file_name("method_bench"), lambda: table, key="method_bench")
