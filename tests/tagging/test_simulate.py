"""The queue is tried on labelled headlines before anybody trusts it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from signpost.cli import main
from signpost.errors import TagError
from signpost.nouns.framework_file import load
from signpost.tagging.simulate import Labelled, measured, priors_of, read_labels, replay

FRAMEWORK = load(Path(__file__).parents[2] / "data" / "scenarios" / "hesitation.toml")
ABOUT = [f"Moscow and Tehran {what}" for what in ("talk of drones", "sign a treaty", "trade oil", "drift apart")]
OTHER = [f"{who} {what}" for who in ("Choir", "Team", "Bakery", "Zoo") for what in ("wins", "opens", "paints", "rests")]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = ["id,published,source,title,summary,factors"]
    lines += [f"a{i},2026-01-0{i + 1},,{text},,limited_alignment" for i, text in enumerate(ABOUT)]
    lines += [f"o{i},2026-01-01,,{text},," for i, text in enumerate(OTHER)]
    (tmp_path / "labels.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "labels.csv"


def test_from_zero_tags_the_frameworks_words_find_what_matters_first(file: Path) -> None:
    rows = read_labels(file)
    done = replay(rows, FRAMEWORK)
    assert sorted(done.order[:4]) == [0, 1, 2, 3]
    assert done.recall == {2: 0.25, 5: 0.25, 10: 0.5, 20: 1.0, 50: 1.0}
    assert done.wss95 == pytest.approx(0.95 - 4 / 20)


def test_without_a_framework_it_starts_from_one_headline_of_each_kind_that_count_in_no_figure(file: Path) -> None:
    rows = read_labels(file)
    priors = priors_of(rows, 3)
    assert [bool(rows[at].factors) for at in priors] == [True, False]
    done = replay(rows, None, priors=priors)
    assert not set(done.order) & set(priors)
    assert done == replay(rows, None, priors=priors)
    assert sum(bool(rows[at].factors) for at in done.order) == 3


def test_the_figures_are_those_of_their_definitions() -> None:
    recall, saved = measured([True, False, True, False, False, True, *[False] * 10, True], 100)
    assert recall == {2: 0.25, 5: 0.5, 10: 0.75, 20: 1.0, 50: 1.0}
    assert saved == pytest.approx(0.95 - 0.17)


def test_the_command_prints_the_figures(file: Path) -> None:
    answer = CliRunner().invoke(main, ["queue", "simulate", str(file), "--seed", "1", "--json"])
    document = json.loads(answer.stdout)
    assert (answer.exit_code, document["start"], document["relevant"]) == (0, "framework", 4)
    assert document["recall"] == {"2": 0.25, "5": 0.25, "10": 0.5, "20": 1.0, "50": 1.0}


@pytest.mark.parametrize(
    ("options", "start"),
    [(["--topic", "limited_alignment"], "priors"), (["--priors", "a1,o2"], "framework"), ([], "framework")],
)
def test_a_topic_starts_from_priors(file: Path, options: list[str], start: str) -> None:
    answer = CliRunner().invoke(main, ["queue", "simulate", str(file), *options, "--json"])
    assert json.loads(answer.stdout)["start"] == start


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param("id,title\n1,A\n", "missing: factors", id="no factors"),
        pytest.param("id,title,factors\n1,A,\n", "no headline is relevant", id="nothing relevant"),
        pytest.param("id,title,factors\n1,A,x\n", "every headline is relevant", id="all relevant"),
        pytest.param("", "missing: id, title, factors", id="empty"),
    ],
)
def test_a_file_that_cannot_be_replayed_is_refused_with_the_reason(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "bad.csv").write_text(content, encoding="utf-8")
    with pytest.raises(TagError, match=says):
        read_labels(tmp_path / "bad.csv")


def test_an_unknown_prior_is_named(file: Path) -> None:
    answer = CliRunner().invoke(main, ["queue", "simulate", str(file), "--priors", "nope"])
    assert answer.exit_code == 1
    assert "nope" in answer.stderr


def test_labels_of_other_topics_are_learnt_from_priors_alone() -> None:
    from signpost.tagging.simulate import fits

    assert not fits([Labelled("1", "A", frozenset({"grain"}))], FRAMEWORK)
