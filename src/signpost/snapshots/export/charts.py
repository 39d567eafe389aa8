"""The charts of a snapshot as Vega-Lite specifications, each readable alone: bottom line above, marks below."""

import re
import textwrap
import unicodedata
from datetime import timedelta
from typing import Any

from signpost.nouns.framework_file import parse
from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.compare import reckoned
from signpost.snapshots.marks import SHORT_DIGEST, filter_words, framework_words, known_words, one_line
from signpost.snapshots.reckon import options_of
from signpost.snapshots.thaw import filters_of, framework_of, notes_of, shifts_of, trends_of
from signpost.trends.charts import trend_chart
from signpost.trends.fit import evidence_over, expectation, fit
from signpost.trends.scenario_charts import fit_chart

TITLE_CHARS, TEXT_CHARS, SOURCE_CHARS = 84, 118, 140  # what a line of the plot's width holds
MARK = "\u200e"
STEP = 7  # days between two points of the scenarios' chart
WHOLE = 760, 380
PANEL = 360, 170  # one factor's plot where each has its own
BRIEF = 700, 250
BRIEF_TYPE = "Libertinus Serif"  # what the PDF's text is set in

Spec = dict[str, Any]


def trends_chart(snapshot: Snapshot, *, multiples: bool = False) -> Spec:
    """The trends in one plot, or with a plot for each factor; the source then stands above, where lines have room."""
    framework = framework_of(snapshot)
    width, height = PANEL if multiples else WHOLE
    said = wrapped(snapshot.document["sentence"], TEXT_CHARS)
    chart = trend_chart(
        trends_of(snapshot),
        framework,
        theme="light",
        layout="multiples" if multiples else "together",
        title=wrapped(snapshot.title or framework.title, TITLE_CHARS),
        subtitle=f"{said}\n{source(snapshot)}" if multiples else said,
        caption="" if multiples else source(snapshot),
        notes=notes_of(snapshot),
        shifts=shifts_of(snapshot),
        width=width,
        height=height,
    )
    spec: Spec = lines(chart.to_dict())
    return spec


def scenarios_chart(snapshot: Snapshot) -> Spec | None:
    """How the fit of the scenarios moved over the days shown, by the evidence of the snapshot; None without any."""
    document = snapshot.document
    expected, text = document.get("expected"), document["framework"].get("file", "")
    if not expected or not document.get("fit") or not text:
        return None
    seen = filters_of(snapshot)
    sums = reckoned(snapshot, seen.factors, options_of(document)).sums
    days = [seen.last - timedelta(days=back) for back in range(0, (seen.last - seen.first).days + 1, STEP)][::-1]
    ranges = {s: {f: expectation(*both) for f, both in told.items()} for s, told in expected["ranges"].items()}
    told = evidence_over(sums, days)
    framework = parse(text, snapshot.framework_id)
    chart = fit_chart(
        [fit(day, told[day], ranges, expected["priors"]) for day in days],
        framework,
        title=wrapped(f"How the scenarios stand: {snapshot.title or framework.title}", TITLE_CHARS),
        subtitle="Points of fit between the evidence and what each scenario expects; not a probability",
        caption=source(snapshot),
    )
    spec: Spec = lines(chart.to_dict())
    return spec


def brief_chart(snapshot: Snapshot) -> Spec:
    """The trends for the page of a brief, which says the rest itself."""
    chart = trend_chart(
        trends_of(snapshot),
        framework_of(snapshot),
        theme="light",
        width=BRIEF[0],
        height=BRIEF[1],
        notes=notes_of(snapshot),
        shifts=shifts_of(snapshot),
    )
    spec: Spec = shorter(chart.to_dict())
    spec["config"] |= {"background": "#ffffff", "padding": 2, "font": BRIEF_TYPE}
    return spec


def shorter(spec: Any) -> Any:
    """The specification with short words at the axis: those of the page's chart are longer than a brief's is high."""
    if isinstance(spec, list):
        return [shorter(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: re.sub(r"\s+·\s+evidence balance\s+·\s+", " · ", value)
        if key == "title" and isinstance(value, str)
        else (value if key == "datasets" else shorter(value))
        for key, value in spec.items()
    }


def source(snapshot: Snapshot) -> str:
    """The lines beneath a chart."""
    document = snapshot.document
    told = (
        framework_words(snapshot),
        f"As of {snapshot.as_of} · known at {known_words(snapshot)} · handling {document['framework']['tlp']}",
        f"Filters: {filter_words(snapshot)}",
        f"Evidence balance with 80 % bands, method {document['signpost']['method_version']} · "
        f"snapshot {snapshot.id} · digest {snapshot.digest[:SHORT_DIGEST]}… · Signpost",
    )
    return "\n".join(wrapped(line, SOURCE_CHARS) for line in told)


def wrapped(text: str, chars: int) -> str:
    """The text in lines of at most so many characters; those of East Asian scripts are twice as wide.

    A left-to-right mark at both ends of a right-to-left line keeps it from being reordered across lines: the renderer
    takes all lines of a heading for one paragraph and would draw them over each other.
    """
    text = one_line(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    told = textwrap.wrap(text, chars // 2 if wide > len(text) / 4 else chars)
    return "\n".join(f"{MARK}{line}{MARK}" if leftwards(line) else line for line in told)


def leftwards(text: str) -> bool:
    """Whether any letter of the text is written right to left."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def lines(spec: Any) -> Any:
    """The specification with titles of several lines as Vega wants them: as lists."""
    if isinstance(spec, list):
        return [lines(part) for part in spec]
    if not isinstance(spec, dict):
        return spec
    return {
        key: value.split("\n")
        if key in ("title", "text", "subtitle") and isinstance(value, str) and "\n" in value
        else (value if key == "datasets" else lines(value))
        for key, value in spec.items()
    }
