"""What a brief says, as plain data: `paper` sets it as PDF, `page` as HTML. Pure.

Everything comes from the snapshot's document; what changed comes from its own evidence, or from comparing it with an
earlier snapshot. All texts are on one line and without control characters; links are http(s) or "".
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from signpost.indicators.board import Board
from signpost.indicators.confidence import Confidence, Resting, confidence
from signpost.indicators.evidence import carrying
from signpost.indicators.options import Options
from signpost.indicators.sentences import (
    band_words,
    change_words,
    counted,
    day_words,
    direction_words,
    evidence_words,
)
from signpost.nouns.fit import Fit, Standing
from signpost.nouns.framework import Factor, Framework
from signpost.nouns.framework_file import parse
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.snapshot import Snapshot
from signpost.nouns.tag import Direction
from signpost.snapshots.compare import reckoned
from signpost.snapshots.compare_words import signed
from signpost.snapshots.export.brief_changes import changes
from signpost.snapshots.export.charts import brief_chart
from signpost.snapshots.export.drawing import INK, ruler, spark, svg_of
from signpost.snapshots.marks import MEANING, SHORT_DIGEST, known_words, marks, one_line, shortened, what_if_words
from signpost.snapshots.reckon import options_of
from signpost.snapshots.thaw import framework_of, indicators_of, notes_of, shifts_of, trends_of
from signpost.trends.message import trend_sentence
from signpost.trends.scenario_words import fit_sentence, name_of, points, telling_sentence
from signpost.trends.sentences import shift_sentence

SHIFTS, NOTES, NAMED = 6, 8, 5  # that are listed
LONGEST_NOTE = 300
STORIES = 4  # that carry a factor, as many as are listed
DEEDS = 5
SAID_ABOVE = ("Title", "Comment", "Bottom line", "What if", "Question")  # marks that the head of the brief has shown
LATELY = 45  # days in which a shift or a note counts as news

Said = dict[str, Any]


def brief_of(snapshot: Snapshot, earlier: Snapshot | None = None) -> Said:
    """The brief of a snapshot; `earlier` is the one that the reader knows. ExportError as in `compare`."""
    document, framework = snapshot.document, whole_framework(snapshot)
    options = options_of(document)
    whole = reckoned(snapshot, document["filters"]["factors"], options)
    return {
        "title": one_line(framework.title),
        "kicker": one_line(snapshot.title),
        "question": one_line(framework.question),
        "comment": one_line(snapshot.comment),
        "handling": one_line(framework.default_tlp),
        "as_of": f"{snapshot.as_of.day} {snapshot.as_of:%B %Y}",
        "day": snapshot.as_of.isoformat(),
        "known": known_words(snapshot),
        "by": one_line(snapshot.created_by),
        "snapshot": snapshot.id,
        "seal": snapshot.digest[:SHORT_DIGEST],
        "chart": svg_of(brief_chart(snapshot), snapshot.id),
        "chart_words": trend_sentence(trends_of(snapshot), framework),
        "sentence": one_line(document["sentence"]),
        "what_if": one_line(f"A what-if, not the reading: {what_if}.") if (what_if := what_if_words(snapshot)) else "",
        "less": direction_words(framework, Direction.WEAKENS),
        "more": direction_words(framework, Direction.STRENGTHENS),
        "indicators": indicator_rows(snapshot, framework),
        "together": together(document["composite"], snapshot.as_of),
        "changes": changes(snapshot, earlier, whole, framework, options),
        "shifts": shift_lines(snapshot, framework),
        "notes": note_lines(snapshot, framework),
        "collection": collection_words(document["health"]),
        "scenarios": scenarios(document, framework, snapshot.as_of),
        "deeds": deeds(document, framework, snapshot.as_of),
        "evidence": [
            evidence(framework.factor(name), whole, snapshot.as_of, options, framework)
            for name in document["filters"]["factors"]
        ],
        "confidence": [
            {"short": one_line(framework.factor(one.factor_id).short), "words": one_line(one.sentence)}
            for one in confidences(snapshot, framework)
        ],
        "limits": limits(document),
        "marks": [
            {"name": name, "text": one_line(text)} for name, text in marks(snapshot).items() if name not in SAID_ABOVE
        ],
    }


def whole_framework(snapshot: Snapshot) -> Framework:
    """The framework with its scenarios and assumptions, where the document holds its file."""
    text = snapshot.document["framework"].get("file", "")
    return parse(text, snapshot.framework_id) if text else framework_of(snapshot)


def indicator_rows(snapshot: Snapshot, framework: Framework) -> list[Said]:
    sure = {one.factor_id: one.level for one in confidences(snapshot, framework)}
    rows = []
    for place, (one, trend) in enumerate(zip(indicators_of(snapshot), trends_of(snapshot), strict=True)):
        factor = framework.factor(one.factor_id)
        rows.append(
            {
                "short": one_line(factor.short),
                "title": one_line(factor.title),
                "color": factor.color.light,
                "ruler": ruler(one, factor.color.light, f"r{place}"),
                "spark": spark(trend, factor.color.light),
                "level": band_words(one) if one.standing != "none" else "no recent evidence",
                "alt": f"{factor.short}: {band_words(one)}, {change_words(one)}",
                "change": change_words(one),
                "evidence": evidence_words(one),
                "confidence": f"{sure[one.factor_id]} confidence",
            }
        )
    return rows


def together(said: Mapping[str, Any], as_of: date) -> Said:
    shares = tuple((one["id"], one["weight"], one["level"], one["points"]) for one in said["shares"])
    numbers = {key: said[key] for key in ("level", "low", "high", "change", "rising", "falling", "weak")}
    one = Composite(as_of=as_of, since=date.fromisoformat(said["since"]), shares=shares, **numbers)
    return {
        "ruler": ruler(one, INK, "rc"),
        "level": band_words(one),
        "change": f"{signed(one.change)} since {day_words(one.since, as_of)}",
        "alt": f"All factors together: {band_words(one)}",
    }


def shift_lines(snapshot: Snapshot, framework: Framework) -> list[Said]:
    """Shifts that are open or were found lately, the newest first."""
    found = [
        one for one in shifts_of(snapshot) if one.closed_on is None or (snapshot.as_of - one.found_on).days <= LATELY
    ]
    found.sort(key=lambda one: one.found_on, reverse=True)
    lines = [
        {
            "short": one_line(framework.factor(one.factor_id).short),
            "color": framework.factor(one.factor_id).color.light,
            "words": shift_sentence(one, framework, snapshot.as_of),
        }
        for one in found[:SHIFTS]
    ]
    return [*lines, *left_out(len(found) - SHIFTS, "more shift", color=INK)]


def note_lines(snapshot: Snapshot, framework: Framework) -> list[Said]:
    """What analysts noted lately, by day."""
    shorts = {factor.id: factor.short for factor in framework.factors}
    found = [one for one in notes_of(snapshot) if (snapshot.as_of - one.day).days <= LATELY]
    lines = [
        {
            "day": day_words(one.day, snapshot.as_of),
            "short": one_line(shorts.get(one.factor_id, "All factors")),
            "words": shortened(one.words, LONGEST_NOTE),
            "by": one_line(one.analyst),
        }
        for one in found[-NOTES:]
    ]
    return [*lines, *left_out(len(found) - NOTES, "more note", day="", by="")]


def left_out(rest: int, what: str, **more: str) -> list[Said]:
    """A last line for what is not listed."""
    return [{"short": "Not listed", "words": f"{counted(rest, what)} in the snapshot", **more}] if rest > 0 else []


def collection_words(health: Mapping[str, Any] | None) -> str:
    """How well the days were heard; "" where the snapshot does not know."""
    if not health or "feeds" not in health:
        return ""
    if not health["feeds"]:
        return "No feed is subscribed: the headlines were brought in by hand or by file."
    well, feeds = health["well"], health["feeds"]
    said = f"{well} of {counted(feeds, 'feed')} {'was' if well == 1 else 'were'} well when this was frozen"
    troubled = [f"{one['outlet']} ({one['state']})" for one in health["troubled"][:NAMED]]
    more = len(health["troubled"]) - len(troubled)
    said += f"; not well: {', '.join(troubled)}{f' and {more} more' if more > 0 else ''}" if troubled else ""
    deaf = health["deaf_days"]
    heard = f" On {counted(len(deaf), 'day')} of those shown, part of the feeds was not heard." if deaf else ""
    return one_line(f"{said}.{heard}")


def scenarios(document: Mapping[str, Any], framework: Framework, as_of: date) -> Said | None:
    """How well the evidence agrees with each scenario, the best first; None without scenarios."""
    said = document.get("fit")
    if not said:
        return None
    fit = Fit(as_of=as_of, standings=tuple(Standing(**one) for one in said["standings"]), telling=dict(said["telling"]))
    worth = {one["id"]: (0.0, one["n_effective"]) for one in document["indicators"]}
    shorts = {factor.id: factor.short for factor in framework.factors}
    ordered = sorted(fit.standings, key=lambda one: (-one.share, one.scenario_id == ""))
    analysts = (document.get("expected") or {}).get("analysts") or 0
    heads = analysts if isinstance(analysts, int) else len(analysts)
    return {
        "sentence": one_line(fit_sentence(fit, worth, framework)),
        "telling": telling_sentence(fit.telling, framework),
        "whose": f"What each scenario expects was rated by {counted(heads, 'analyst')}."
        if heads
        else "What each scenario expects is one person's first guess, kept in the framework's file.",
        "rows": [
            {
                "title": one_line(name_of(framework, one.scenario_id)),
                "points": points(one.share),
                "before": points(one.prior),
                "speaks": speaks(
                    named(shorts, [name for name, value in one.speaks.items() if value >= 1]),
                    named(shorts, one.against),
                ),
            }
            for one in ordered
        ],
    }


def speaks(for_it: str, against_it: str) -> str:
    """On which factors the evidence clearly speaks for or against a scenario."""
    parts = [f"for it on {for_it}"] * bool(for_it) + [f"against it on {against_it}"] * bool(against_it)
    return "; ".join(parts) or "neither way strongly"


def named(shorts: Mapping[str, str], ids: Sequence[str]) -> str:
    return one_line(", ".join(shorts.get(name, name) for name in ids))


def deeds(document: Mapping[str, Any], framework: Framework, as_of: date) -> list[Said]:
    """What was seen to be done, the newest first; `what` and `scenario` are "" where the file is not at hand."""
    known = {deed.id: (deed.text, scenario.title) for scenario in framework.scenarios for deed in scenario.signposts}
    seen = sorted(document.get("deeds", []), key=lambda one: one["at"], reverse=True)
    found = []
    for one in seen[:DEEDS]:
        what, scenario = known.get(one["deed_id"], ("", ""))
        day = day_words(date.fromisoformat(one["at"][:10]), as_of)
        found.append({**story(one, one["outlet"]), "day": day, "what": one_line(what), "scenario": one_line(scenario)})
    return found


def evidence(factor: Factor, whole: Board, as_of: date, options: Options, framework: Framework) -> Said:
    """The stories that carry a factor's level, the weightiest first."""
    told = carrying(whole.evidence, whole.stories, factor.id, as_of, options)
    rows = sorted(told.to_dict("records"), key=lambda row: -abs(row["points"]))
    rest = len(rows) - STORIES
    ways = {1: direction_words(framework, Direction.STRENGTHENS), -1: direction_words(framework, Direction.WEAKENS)}
    return {
        "short": one_line(factor.short),
        "title": one_line(factor.title),
        "color": factor.color.light,
        "rows": [
            {
                **story(row, row["outlets"]),
                "day": day_words(row["day"].date(), as_of),
                "points": signed(row["points"]),
                "way": ways[1 if row["points"] >= 0 else -1],
            }
            for row in rows[:STORIES]
        ],
        "rest": f"and {counted(rest, 'more story', 'more stories')} with less weight" if rest > 0 else "",
    }


def story(row: Mapping[Any, Any], outlet: str) -> Said:
    url = str(row["url"])
    return {
        "title": shortened(str(row["title"])),
        "url": one_line(url) if url.startswith(("http://", "https://")) else "",
        "outlet": one_line(str(outlet)),
        "rtl": bool(row["rtl"]),
    }


def confidences(snapshot: Snapshot, framework: Framework) -> list[Confidence]:
    said = {one["assumption_id"]: one["state"] for one in snapshot.document.get("premises", [])}

    def resting(one: Indicator) -> list[Resting]:
        return [
            Resting(text=each.text, state=said.get(each.id, each.state))
            for each in framework.assumptions
            if one.factor_id in each.factors
        ]

    return [confidence(one, resting(one)) for one in indicators_of(snapshot)]


def limits(document: Mapping[str, Any]) -> list[str]:
    """What a reader must not take this for."""
    lines = [
        MEANING,
        "Fit says how well the balance of recent evidence agrees with what one would see under a scenario, compared "
        "with the others. It is not the probability that the scenario happens.",
        "Confidence says how broad and undisputed the evidence is, not how likely anything is.",
        "The headlines are those that the team collected and judged; what was not collected or not read is not in it.",
    ]
    return lines if document.get("fit") else [lines[0], *lines[2:]]
