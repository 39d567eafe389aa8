"""Writes the demo's two files, headlines.csv and tags.csv, from wording.toml: invented, and the same bytes every time.

    python data/demo/generate.py [FOLDER]       (default: beside this file)

The story it tells, so that pages have something to show: Autonomy turns from "more" to "less hesitant" about
2026-06-08, when a truce in Ukraine frees forces; Economy strengthens slowly all along; Escalation strengthens from
2026-09-14; Alignment is thin; some weeks are quiet. Only `Random.random` is drawn from, which Python keeps stable.
"""

import csv
import math
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

HERE = Path(__file__).resolve().parent
SEED = 20261033  # of a dozen tried, one whose dice show the shifts named above plainly
FIRST, LAST = date(2025, 5, 1), date(2026, 10, 31)
END = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
TRUCE = date(2026, 6, 8)
CARRIERS = date(2026, 9, 14)
QUIET = (date(2025, 8, 11), date(2025, 12, 22), date(2025, 12, 29), date(2026, 4, 6), date(2026, 8, 10))  # Mondays

OUTLETS = {  # name: (languages, perspective, share of its languages' stories)
    "Demo Courier": ("en", "Western", 5),
    "Demo Atlantic Bulletin": ("en", "Western public", 4),
    "Demo Gulf Wire": ("en ar", "Gulf", 4),
    "Demo Moscow Dispatch": ("en ru", "Russian state", 4),
    "Demo Neva Observer": ("en ru", "independent (exile)", 3),
    "Demo Volga Herald": ("ru", "Russian private", 3),
    "Demo Tehran Post": ("en fa", "Iranian state", 3),
    "Demo Caspian Monitor": ("en fa", "Iranian opposition", 2),
    "Demo Levant Times": ("en he", "Israeli centre", 4),
    "Demo Negev Daily": ("he", "Israeli left", 2),
    "Demo Arab Ledger": ("ar", "Gulf", 3),
    "Demo Bosporus Report": ("en", "Turkish", 2),
    "Demo Energy Desk": ("en", "energy trade press", 2),
    "Demo Defence Review": ("en", "think tank", 2),
}
LANGUAGES = {"en": 0.66, "ru": 0.14, "ar": 0.07, "fa": 0.08, "he": 0.05}
ANALYSTS = {"Ada (demo)": 0.44, "Boris (demo)": 0.33, "Chen (demo)": 0.23}
FACTORS = {
    "regional_balance": 0.2,
    "strategic_autonomy": 0.26,
    "economic_diplomatic": 0.25,
    "limited_alignment": 0.04,
    "escalation_avoidance": 0.25,
}
SIGNPOSTS = {  # how often each is met, by factor and direction
    "regional_balance": (
        {"rb_channel_active": 4, "rb_even_handed": 3, "rb_shared_security": 2},
        {"rb_diplomatic_rupture": 1, "rb_israel_arms_ukraine": 2, "rb_direct_friction": 3},
    ),
    "strategic_autonomy": (
        {"sa_no_obligation": 3, "sa_overstretch": 4, "sa_request_declined": 3},
        {"sa_binding_commitment": 3, "sa_capacity_freed": 5, "sa_mandate_built": 1},
    ),
    "economic_diplomatic": (
        {"ed_gulf_courtship": 5, "ed_opec_discipline": 2, "ed_cost_argument": 4},
        {"ed_iran_lock_in": 5, "ed_gulf_break": 3, "ed_nothing_to_lose": 2},
    ),
    "limited_alignment": (
        {"la_open_dispute": 3, "la_iran_distrust": 2, "la_iran_overreach": 2},
        {"la_interdependence": 3, "la_shared_fate": 2, "la_balance_tips": 2},
    ),
    "escalation_avoidance": (
        {"ea_us_in_the_fight": 4, "ea_us_russia_track": 4, "ea_broker_wanted": 4},
        {"ea_us_retrenches": 4, "ea_deniable_route": 2, "ea_already_at_war": 3},
    ),
}
RHETORIC = {"rb_even_handed", "sa_no_obligation", "la_iran_distrust", "la_shared_fate", "la_balance_tips"}
DEEDS = {
    "sp_tr_no_veto": 1,
    "sp_tr_hold": 2,
    "sp_so_host": 5,
    "sp_so_plan": 4,
    "sp_so_civil": 5,
    "sp_pc_veto": 1,
    "sp_pc_blame": 2,
    "sp_pc_summit": 3,
    "sp_cv_intel": 1,
    "sp_cv_parts": 2,
    "sp_cv_ew": 1,
}
HEADLINE_COLUMNS = ("published", "outlet", "title", "url", "summary", "language", "id", "perspective")
TAG_COLUMNS = (
    "headline", "factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason"
)  # fmt: skip
Row = dict[str, str]
T = TypeVar("T")


@dataclass
class Chance:
    """Draws that need nothing but `Random.random`."""

    random: Random

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.random.random()

    def one(self, things: Sequence[T]) -> T:
        return things[int(self.random.random() * len(things))]

    def weighed(self, things: Mapping[T, float]) -> T:
        left = self.random.random() * sum(things.values())
        for thing, weight in things.items():
            left -= weight
            if left < 0:
                return thing
        return list(things)[-1]

    def count(self, mean: float) -> int:
        """A Poisson number (Knuth)."""
        limit, product, count = math.exp(-mean), self.random.random(), 0
        while product > limit:
            product *= self.random.random()
            count += 1
        return count

    def wait(self, mean_hours: float, longest_hours: float) -> timedelta:
        hours = min(longest_hours, 0.1 - mean_hours * math.log(1 - self.random.random()))
        return timedelta(seconds=round(hours * 3600))


@dataclass
class Story:
    """What happened: `subject` is a signpost, a deed, a factor (no shift) or "none"."""

    subject: str
    factor: str
    direction: str
    members: list[Row] = field(default_factory=list)


def strengthening(factor: str, day: date) -> float:
    """The share of a factor's stories that strengthen it on a day: what the measured level should come out as."""
    along = (day - FIRST).days / (LAST - FIRST).days
    return {
        "regional_balance": 0.6,
        "strategic_autonomy": 0.76 if day < TRUCE else 0.22,
        "economic_diplomatic": 0.38 + 0.4 * along,
        "limited_alignment": 0.5,
        "escalation_avoidance": 0.5 if day < CARRIERS else 0.95,
    }[factor]


def subject_of(chance: Chance, day: date) -> Story:
    if chance.happens(0.04):
        return Story(chance.weighed(DEEDS), "", "")
    if chance.happens(0.3):
        return Story("none", "", "")
    attention = (
        {"escalation_avoidance": 0.45} if day >= CARRIERS else {"strategic_autonomy": 0.36} if day >= TRUCE else {}
    )
    factor = chance.weighed(FACTORS | attention)
    if chance.happens(0.12):
        return Story(factor, factor, "neutral")
    up = chance.happens(strengthening(factor, day))
    signposts: dict[str, float] = dict(SIGNPOSTS[factor][0 if up else 1])
    if "sa_capacity_freed" in signposts:
        signposts["sa_capacity_freed"] = 6 if day >= TRUCE else 0.5
    if "sa_overstretch" in signposts and day >= TRUCE:
        signposts["sa_overstretch"] = 1
    if "ea_us_in_the_fight" in signposts and day >= CARRIERS:
        signposts["ea_us_in_the_fight"] = 9
    return Story(chance.weighed(signposts), factor, "strengthens" if up else "weakens")


class Wording:
    """Fills templates; a title is never given twice."""

    def __init__(self, chance: Chance, words: dict[str, Any]) -> None:
        self.chance, self.words = chance, words
        self.used: set[str] = set()

    def title(self, subject: str) -> tuple[str, str]:
        """(language, title)."""
        say = self.words["say"][subject]
        for _ in range(400):
            language = self.chance.weighed({name: share for name, share in LANGUAGES.items() if name in say})
            slots = {name: self.chance.one(known) for name, known in self.words["slots"][language].items()}
            title = self.chance.one(say[language]).format(**slots)
            title = title[:1].upper() + title[1:]
            if title not in self.used:
                self.used.add(title)
                return language, title
        raise ValueError(f"wording.toml has too few titles for {subject}")


def stories_on(chance: Chance, day: date) -> int:
    along = (day - FIRST).days / (LAST - FIRST).days
    weekend = 0.55 if day.weekday() >= 5 else 1.15
    quiet = 0.15 if day - timedelta(days=day.weekday()) in QUIET else 1.0
    return chance.count((1.7 + 2.4 * along) * weekend * quiet)


def headlines(chance: Chance, words: dict[str, Any]) -> list[Story]:
    wording = Wording(chance, words)
    stories: list[Story] = []
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        for _ in range(stories_on(chance, day)):
            story = subject_of(chance, day)
            language, title = wording.title(story.subject)
            minutes = int(60 * (chance.between(4, 14) + chance.between(0, 7)))
            at = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)
            publish(chance, words, story, language, title, at)
            stories.append(story)
    ordered = sorted((row for story in stories for row in story.members), key=lambda row: row["published"])
    for number, row in enumerate(ordered, 1):
        row["id"] = f"demo-{number:04}"
        slug = row["outlet"].removeprefix("Demo ").lower().replace(" ", "-")
        row["url"] = f"https://demo.invalid/{slug}/{row['published'][:10].replace('-', '/')}/{number:04}"
    return stories


def publish(chance: Chance, words: dict[str, Any], story: Story, language: str, title: str, at: datetime) -> None:
    """The first report, and its copies in other outlets of the same language within a day and a half."""
    outlets = {name: float(share) for name, (spoken, _, share) in OUTLETS.items() if language in spoken.split()}
    first = chance.weighed(outlets)
    copies = chance.one((1, 1, 1, 2, 2, 5)) if story.subject != "none" and chance.happens(0.12) else 0
    copies = copies or int(chance.happens(0.03))
    where = [first]
    while len(where) <= copies and len(where) < len(outlets):
        where.append(chance.weighed({name: share for name, share in outlets.items() if name not in where}))
    for position, outlet in enumerate(where):
        when = at if position == 0 else at + chance.wait(5, 34)
        summary = chance.one(words["extra"]["summaries"]) if language == "en" and chance.happens(0.6) else ""
        if when <= END:
            story.members.append(
                {
                    "published": iso(when),
                    "outlet": outlet,
                    "title": title,
                    "summary": summary,
                    "language": language,
                    "perspective": OUTLETS[outlet][1],
                }
            )


def judgements(chance: Chance, words: dict[str, Any], stories: Sequence[Story]) -> list[Row]:
    rows: list[Row] = []
    for story in stories:
        share = 0.14 if story.subject == "none" else 0.9 if story.subject in DEEDS else 0.7
        if not chance.happens(share):
            continue
        shown = chance.one(story.members) if chance.happens(0.1) else story.members[0]
        who = chance.weighed(ANALYSTS)
        first = judgement(chance, words, story, shown, who)
        rows.append(first)
        if story.factor and chance.happens(0.27):
            rows += second_opinion(chance, words, story, first)
    kept = [row for row in rows if row["tagged_at"] <= iso(END)]
    return sorted(kept, key=lambda row: (row["tagged_at"], row["headline"], row["analyst"]))


def judgement(chance: Chance, words: dict[str, Any], story: Story, shown: Row, who: str) -> Row:
    at = datetime.fromisoformat(shown["published"]) + chance.wait(11, 130)
    row = dict.fromkeys(TAG_COLUMNS, "") | {"headline": shown["id"], "analyst": who, "tagged_at": iso(at)}
    if story.subject == "none":
        return row | {"kind": "not_relevant"}
    note = chance.one(words["extra"]["notes"]) if chance.happens(0.1) else ""
    if story.subject in DEEDS:
        return row | {"kind": "deed", "signpost": story.subject, "weight": "2", "note": note}
    shares = {"1": 0.3, "2": 0.55, "3": 0.15}
    if story.direction == "neutral" or story.subject in RHETORIC:
        shares = {"1": 0.85, "2": 0.15}
    named = story.subject != story.factor and chance.happens(0.85)
    return row | {
        "kind": "tag",
        "factor": story.factor,
        "direction": story.direction,
        "weight": chance.weighed(shares),
        "signpost": story.subject if named else "",
        "note": note,
    }


def second_opinion(chance: Chance, words: dict[str, Any], story: Story, first: Row) -> list[Row]:
    """Another analyst's word on the story; one in eight differs in direction, and some of those are ruled on."""
    who = chance.weighed({name: share for name, share in ANALYSTS.items() if name != first["analyst"]})
    shown = chance.one(story.members)
    row = judgement(chance, words, story, shown, who)
    if not chance.happens(0.12):
        return [row]
    others = {"strengthens": 0.4, "neutral": 0.9, "weakens": 0.4}
    others.pop(story.direction)
    row |= {"direction": chance.weighed(others), "signpost": "", "weight": "1"}
    if not chance.happens(0.4):
        return [row]
    at = datetime.fromisoformat(max(first["tagged_at"], row["tagged_at"])) + chance.wait(60, 240)
    reason = chance.one(words["extra"]["reasons"])
    ruling = first | {"kind": "ruling", "analyst": "Ada (demo)", "tagged_at": iso(at), "reason": reason, "note": ""}
    return [row, ruling]


def iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def write(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def generate(folder: Path) -> None:
    """Writes headlines.csv and tags.csv into `folder`."""
    words = tomllib.loads((HERE / "wording.toml").read_text(encoding="utf-8"))
    chance = Chance(Random(SEED))  # noqa: S311 - a demo's dice, not a secret's
    stories = headlines(chance, words)
    rows = sorted((row for story in stories for row in story.members), key=lambda row: row["id"])
    write(folder / "headlines.csv", HEADLINE_COLUMNS, rows)
    write(folder / "tags.csv", TAG_COLUMNS, judgements(chance, words, stories))


if __name__ == "__main__":
    generate(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
