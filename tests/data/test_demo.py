"""The demo's files are invented, plainly so, fit the framework, and are the same bytes every time."""

import csv
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load

DATA = Path(__file__).parents[2] / "data"
DEMO = DATA / "demo"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HEADLINES = rows("headlines.csv")
TAGS = rows("tags.csv")
BY_ID = {row["id"]: row for row in HEADLINES}
WORDING = tomllib.loads((DEMO / "wording.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load(DATA / "scenarios" / "hesitation.toml")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_generating_again_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DEMO / "generate.py"), str(tmp_path)], check=True)
    for name in ("headlines.csv", "tags.csv"):
        assert (tmp_path / name).read_bytes() == (DEMO / name).read_bytes(), name


def test_the_columns_are_those_that_imports_read() -> None:
    assert list(HEADLINES[0]) == ["published", "outlet", "title", "url", "summary", "language", "id", "perspective"]
    assert list(TAGS[0]) == [
        "headline",
        "factor",
        "direction",
        "weight",
        "analyst",
        "tagged_at",
        "kind",
        "signpost",
        "note",
        "reason",
    ]


def test_every_row_is_plainly_a_demo() -> None:
    for row in HEADLINES:
        assert row["outlet"].startswith("Demo ")
        assert row["url"].startswith("https://demo.invalid/")
        assert row["summary"] == "" or row["summary"].startswith("Invented for the demo: ")
    assert {row["analyst"] for row in TAGS} == {"Ada (demo)", "Boris (demo)", "Chen (demo)"}


def test_ids_and_links_are_unique_and_each_outlet_has_one_perspective() -> None:
    assert len(BY_ID) == len({row["url"] for row in HEADLINES}) == len(HEADLINES)
    assert len({(row["outlet"], row["perspective"]) for row in HEADLINES}) == len({row["outlet"] for row in HEADLINES})


def test_it_spans_eighteen_months_and_ends_on_the_fixed_day() -> None:
    published = [moment(row["published"]) for row in HEADLINES]
    assert published == sorted(published)
    assert published[0].date().isoformat() <= "2025-05-05"
    assert published[-1].date().isoformat() == "2026-10-31"
    assert max(moment(row["tagged_at"]) for row in TAGS) < datetime(2026, 11, 1, tzinfo=UTC)


def test_the_proportions_are_those_of_a_working_desk() -> None:
    copies = 1 - len({row["title"] for row in HEADLINES}) / len(HEADLINES)
    assert 1200 <= len(HEADLINES) <= 1800
    assert 0.12 < copies < 0.18
    assert 0.4 < len({row["headline"] for row in TAGS}) / len(HEADLINES) < 0.5
    assert {row["language"] for row in HEADLINES} == {"en", "ru", "ar", "fa", "he"}
    kinds = Counter(row["kind"] for row in TAGS)
    assert set(kinds) == {"tag", "not_relevant", "deed", "ruling"}
    assert min(kinds["not_relevant"], kinds["deed"]) > 40
    assert sum(row["note"] != "" for row in TAGS) > 40


def test_copies_of_a_story_stand_in_other_outlets_and_close_in_time() -> None:
    stories = defaultdict(list)
    for row in HEADLINES:
        stories[row["title"]].append(row)
    for copies in stories.values():
        assert len({row["outlet"] for row in copies}) == len(copies)
        assert len({row["language"] for row in copies}) == 1
        assert moment(copies[-1]["published"]) - moment(copies[0]["published"]) < timedelta(days=3)


def test_about_one_second_opinion_in_eight_differs() -> None:
    opinions: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in TAGS:
        if row["kind"] == "tag":
            opinions[BY_ID[row["headline"]]["title"], row["factor"]][row["analyst"]] = row["direction"]
    shared = [each for each in opinions.values() if len(each) > 1]
    assert len(shared) > 100
    assert 0.08 < sum(len(set(each.values())) > 1 for each in shared) / len(shared) < 0.16


def test_every_judgement_came_after_the_headline_and_within_the_week_unless_it_rules() -> None:
    for row in TAGS:
        waited = moment(row["tagged_at"]) - moment(BY_ID[row["headline"]]["published"])
        assert timedelta() < waited
        assert waited < timedelta(days=7) or row["kind"] == "ruling"


def test_every_judgement_fits_the_framework_and_the_words_of_its_headline(framework: Framework) -> None:
    signposts = {signpost.id: (f.id, signpost.direction) for f in framework.active for signpost in f.signposts}
    deeds = {deed.id for scenario in framework.scenarios for deed in scenario.signposts}
    for row in TAGS:
        if row["kind"] == "not_relevant":
            assert [row[name] for name in ("factor", "direction", "weight", "signpost")] == [""] * 4
        elif row["kind"] == "deed":
            assert row["signpost"] in deeds
        else:
            assert row["factor"] in {factor.id for factor in framework.active}
            assert row["weight"] in ("1", "2", "3")
            if row["signpost"]:
                assert (row["factor"], row["direction"]) == signposts[row["signpost"]], row
        assert bool(row["reason"]) == (row["kind"] == "ruling")


def test_the_wording_knows_every_signpost_and_nothing_else(framework: Framework) -> None:
    signposts = {signpost.id for factor in framework.active for signpost in factor.signposts}
    deeds = {deed.id for scenario in framework.scenarios for deed in scenario.signposts}
    factors = {factor.id for factor in framework.active}
    said = set(WORDING["say"])
    assert signposts | factors | {"none"} <= said
    assert said <= signposts | factors | deeds | {"none"}


@pytest.mark.parametrize(
    ("factor", "before", "after", "change"),
    [
        pytest.param("strategic_autonomy", "2026-06-08", "2026-06-08", -0.35, id="autonomy turns in June"),
        pytest.param("escalation_avoidance", "2026-09-14", "2026-09-14", 0.3, id="escalation turns in September"),
        pytest.param("economic_diplomatic", "2025-11-01", "2026-05-01", 0.15, id="economy strengthens slowly"),
    ],
)
def test_the_shifts_it_promises_are_in_it(factor: str, before: str, after: str, change: float) -> None:
    def share(early: bool) -> float:
        told = [
            row["direction"] == "strengthens"
            for row in TAGS
            if row["factor"] == factor and row["direction"] != "neutral" and row["kind"] == "tag"
            if (BY_ID[row["headline"]]["published"] < before if early else BY_ID[row["headline"]]["published"] >= after)
        ]
        return sum(told) / len(told)

    moved = share(early=False) - share(early=True)
    assert moved <= change if change < 0 else moved >= change


def test_one_factor_is_thin() -> None:
    count = Counter(row["factor"] for row in TAGS if row["kind"] == "tag")
    assert min(count, key=lambda name: count[name]) == "limited_alignment"
    assert count["limited_alignment"] < 0.4 * sorted(count.values())[1]
