"""A framework file is taken whole or refused with the place and a sentence."""

import copy
import json
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.errors import FrameworkError
from signpost.nouns.framework import Framework
from signpost.nouns.framework_file import load, parse
from signpost.nouns.tag import Direction

SCENARIOS = Path(__file__).parents[2] / "data" / "scenarios"
SHIPPED = SCENARIOS / "hesitation.toml"
OTHER = SCENARIOS / "example_other_question.toml"

SMALL = """
[framework]
id = "small"
title = "Small"
version = "1"
question = "What?"
[[factors]]
id = "one"
title = "First reason"
short = "One"
[[factors]]
id = "two"
title = "Second reason"
short = "Two"
"""
SIGNPOST = '[[factors.signposts]]\nid = "two_up"\ntitle = "Up"\ndirection = "strengthens"\n'
SCENARIO = '[[scenarios]]\nid = "out"\ntitle = "Out"\nexpected = { one = [0, 50], two = [50, 100] }\n'


def more_factors(count: int) -> str:
    return "".join(f'[[factors]]\nid = "f{n}"\ntitle = "T"\nshort = "S{n}"\n' for n in range(count))


def changed(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


def refused(text: str | bytes) -> FrameworkError:
    with pytest.raises(FrameworkError) as caught:
        parse(text, "a.toml")
    assert caught.value.file == "a.toml"
    return caught.value


def top(text: str) -> str:
    """Keys of the whole file stand before its first table."""
    return text + SMALL


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        pytest.param("a = = 1\n", "line 1", "is not TOML", id="no TOML, with its line"),
        pytest.param(SMALL + 'x = "open\n', "line 15", "is not TOML", id="a text that is never closed"),
        pytest.param(SMALL + "[framework]\n", "line 15", "is not TOML", id="a table written twice"),
        pytest.param(b"a = 1\nb = '\xff'\n", "line 2", "is not UTF-8 text", id="not UTF-8"),
        pytest.param("a = " + "[" * 5000, "", "nested too deeply", id="nested too deeply"),
        pytest.param("a = " + "9" * 9000, "", "is not TOML", id="a number without end"),
        pytest.param("", "framework.id", "is missing", id="an empty file"),
        pytest.param(changed("question", "qestion"), "framework.qestion", "did you mean “question”?", id="a typo"),
        pytest.param(top("[[factor]]\n"), "factor", "did you mean “factors”?", id="a typo in a table's name"),
        pytest.param(changed('short = "Two"', 'brief = "Two"'), "factors[1].brief", "known here: id,", id="far off"),
        pytest.param(changed('title = "Second reason"', ""), "factors[1].title", "is missing (in “two”)", id="missing"),
        pytest.param(changed('"Small"', '" "'), "framework.title", "must not be empty", id="blank text"),
        pytest.param(
            changed('"Small"', "3"), "framework.title", "must be text, not a whole number", id="number as text"
        ),
        pytest.param(changed('"Small"', "true"), "framework.title", "not true or false", id="boolean as text"),
        pytest.param(changed('"Small"', "2026-01-01T00:00:00Z"), "framework.title", "a date with a time", id="time"),
        pytest.param(top("framework = 1\n").replace("[framework]", "[x]"), "x", "is unknown", id="a foreign table"),
        pytest.param(top("schema_version = 2\n"), "schema_version", "must lie between 1 and 1", id="a later schema"),
        pytest.param(top("entities = 1\n"), "entities", "must be a table, not a whole number", id="number as table"),
        pytest.param(top("codebook = {}\n"), "codebook", "must be a list, not a table", id="table as list"),
        pytest.param(top("codebook = [1]\n"), "codebook[0]", "must be a table", id="a number among tables"),
        pytest.param(changed('"small"', '"Small one"'), "framework.id", "is no id: start with", id="id form"),
        pytest.param(changed('"two"', '"2two"'), "factors[1].id", "“2two” is no id", id="id begins with a digit"),
        pytest.param(
            changed('"two"', '"one"'), "factors[1].id", "already the id of factors[0]", id="a factor's id twice"
        ),
        pytest.param(
            SMALL + SIGNPOST.replace("two_up", "one"),
            "factors[1].signposts[0].id",
            "“one” is already the id of factors[0]",
            id="a signpost with a factor's id",
        ),
        pytest.param(
            SMALL + SCENARIO + 'signposts = [{ id = "two", text = "Done" }]\n',
            "scenarios[0].signposts[0].id",
            "already the id of factors[1]",
            id="a deed with a factor's id",
        ),
        pytest.param(
            SMALL + SCENARIO.replace('"out"', '"two"'), "scenarios[0].id", "already the id", id="a scenario likewise"
        ),
        pytest.param(
            SMALL + SIGNPOST.replace("strengthens", "strenghtens"),
            "factors[1].signposts[0].direction",
            "is no direction; did you mean “strengthens”? (in “two_up”)",
            id="a misspelt direction",
        ),
        pytest.param(
            SMALL + SIGNPOST.replace("strengthens", "up"),
            "factors[1].signposts[0].direction",
            "known here: strengthens, neutral, weakens",
            id="an unknown direction",
        ),
        pytest.param(
            SMALL + more_factors(4), "factors", "the tagging keys hold at most five; this file has 6", id="six factors"
        ),
        pytest.param(
            SMALL + "retired = 2026-01-01\n",
            "factors",
            "at least two factors must be watched; this file has 1",
            id="one",
        ),
        pytest.param(
            changed('"Two"', '"ONE"'), "factors[1].short", "already the short name of “one”", id="short twice"
        ),
        pytest.param(changed('"Two"', '"A name too long to fit"'), "factors[1].short", "must fit on a key", id="long"),
        pytest.param(SMALL + "number = 1\n", "factors[1].number", "already the number of “one”", id="number twice"),
        pytest.param(SMALL + "number = 0\n", "factors[1].number", "must lie between 1 and 999", id="number nought"),
        pytest.param(
            SMALL + 'color = { light = "blue", dark = "#ffffff" }\n',
            "factors[1].color.light",
            "“blue” is no colour: write #rrggbb",
            id="a colour by name",
        ),
        pytest.param(
            SMALL + 'color = { light = "#ffffff" }\n', "factors[1].color.dark", "is missing", id="half a colour"
        ),
        pytest.param(
            SMALL + "baseline = { level = 101 }\n", "factors[1].baseline.level", "between 0 and 100", id="baseline 101"
        ),
        pytest.param(
            SMALL + 'baseline = { level = 10, confidence = "hgh" }\n',
            "factors[1].baseline.confidence",
            "did you mean “high”?",
            id="an unknown confidence",
        ),
        pytest.param(
            SMALL + 'retired = "2026-01-01"\n', "factors[1].retired", "must be a date such as", id="retired as text"
        ),
        pytest.param(
            SMALL + "retired = 2026-01-01T00:00:00Z\n", "factors[1].retired", "not a date with a time", id="with a time"
        ),
        pytest.param(
            SMALL + 'claims = [{ id = "1", text = "a" }, { id = "1", text = "b" }]\n',
            "factors[1].claims[1].id",
            "already the id of factors[1].claims[0]",
            id="a claim's id twice",
        ),
        pytest.param(
            SMALL + SIGNPOST + 'claims = ["9.9"]\n',
            "factors[1].signposts[0].claims[0]",
            "there is no claim “9.9”",
            id="a claim that is not there",
        ),
        pytest.param(
            SMALL + SIGNPOST + "keywords = [1]\n",
            "factors[1].signposts[0].keywords[0]",
            "must be text",
            id="a number as keyword",
        ),
        pytest.param(
            SMALL + SIGNPOST + 'expect = ["HL", "L"]\n' + SCENARIO,
            "factors[1].signposts[0].expect",
            "one rating for each of the 1 scenarios, not 2",
            id="too many ratings",
        ),
        pytest.param(
            SMALL + SIGNPOST + 'expect = ["XL"]\n' + SCENARIO,
            "factors[1].signposts[0].expect[0]",
            "there is no rating “XL”",
            id="an unknown rating",
        ),
        pytest.param(
            top('scenario_order = ["uot"]\n') + SCENARIO,
            "scenario_order[0]",
            "there is no scenario “uot”; did you mean “out”?",
            id="an order with a stranger",
        ),
        pytest.param(
            top("scenario_order = []\n") + SCENARIO, "scenario_order", "must name each scenario once", id="no order"
        ),
        pytest.param(
            SMALL + SCENARIO.replace("[0, 50]", "[50, 0]"), "scenarios[0].expected.one", "[low, high]", id="high, low"
        ),
        pytest.param(
            SMALL + SCENARIO.replace("[0, 50]", "[0, 101]"), "scenarios[0].expected.one", "[low, high]", id="level 101"
        ),
        pytest.param(
            SMALL + SCENARIO.replace("[0, 50]", "[0]"), "scenarios[0].expected.one", "[low, high]", id="one level"
        ),
        pytest.param(
            SMALL + SCENARIO.replace("[0, 50]", "[true, 2]"), "scenarios[0].expected.one", "[low, high]", id="true"
        ),
        pytest.param(
            SMALL + SCENARIO.replace("one =", "onne ="),
            "scenarios[0].expected.onne",
            "there is no factor “onne”; did you mean “one”?",
            id="a level for a stranger",
        ),
        pytest.param(
            SMALL + SCENARIO.replace("one = [0, 50], ", ""),
            "scenarios[0].expected",
            "says nothing about “one”",
            id="a factor without a level",
        ),
        pytest.param(
            SMALL + SCENARIO + 'telltale = ["tow"]\n', "scenarios[0].telltale[0]", "did you mean “two”?", id="telltale"
        ),
        pytest.param(
            SMALL + SCENARIO + "number = 2\n" + SCENARIO.replace('"out"', '"in"'),
            "scenarios[1].number",
            "2 is already the number of “out”",
            id="a scenario's number twice",
        ),
        pytest.param(
            SMALL + '[[assumptions]]\nid = "as_x"\ntext = "T"\nfactors = ["tow"]\n',
            "assumptions[0].factors[0]",
            "there is no factor “tow”; did you mean “two”?",
            id="a premise of a stranger",
        ),
        pytest.param(
            SMALL + '[[assumptions]]\nid = "as_x"\ntext = "T"\nstate = "hold"\n',
            "assumptions[0].state",
            "did you mean “holds”?",
            id="an unknown state",
        ),
        pytest.param(top('[entities]\na = ["x"]\nb = []\n'), "entities.b", "at least one name", id="an empty group"),
        pytest.param(
            top('[relevance_gate]\npairs = [["a", "b"]]\n[entities]\na = ["x"]\n'),
            "relevance_gate.pairs[0]",
            "there is no group “b” under entities",
            id="a pair with a stranger",
        ),
        pytest.param(
            top('[relevance_gate]\npairs = [["a", "a"]]\n[entities]\na = ["x"]\n'),
            "relevance_gate.pairs[0]",
            "needs two different groups",
            id="a pair of one",
        ),
        pytest.param(
            top('[relevance_gate]\npairs = [["a"]]\n[entities]\na = ["x"]\n'),
            "relevance_gate.pairs[0]",
            "must be two names",
            id="half a pair",
        ),
        pytest.param(
            top('[[level_scale.bands]]\nid = "a"\nupto = 60\nlabel = "A"\n'),
            "level_scale.bands",
            "must reach 100",
            id="bands that stop early",
        ),
        pytest.param(
            top(
                '[level_scale]\nbands = [{ id = "a", upto = 60, label = "A" }, { id = "b", upto = 40, label = "B" }]\n'
            ),
            "level_scale.bands[1].upto",
            "must be above the band before it (60), not 40",
            id="bands that fall",
        ),
        pytest.param(top("[level_scale]\n"), "level_scale.bands", "is missing", id="a scale without bands"),
        pytest.param(
            top('[weights]\nslight = { value = 4, label = "S" }\n'),
            "weights.slight.value",
            "must lie between 1 and 3, not 4",
            id="weight four",
        ),
        pytest.param(
            top('[weights]\nslight = { value = 2, label = "S" }\n'),
            "weights.slight.value",
            "slight is always 1",
            id="a weight renumbered",
        ),
        pytest.param(top("[weights.huge]\n"), "weights.huge", "known here: slight, moderate, major", id="weight huge"),
        pytest.param(
            top("[directions.weaken]\n"), "directions.weaken", "did you mean “weakens”?", id="a direction's words"
        ),
        pytest.param(
            changed('question = "What?"', 'question = "What?"\ndefault_tlp = "TLP:CLAER"'),
            "framework.default_tlp",
            "did you mean “TLP:CLEAR”?",
            id="an unknown marking",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place_and_a_sentence(text: str | bytes, key: str, reason: str) -> None:
    error = refused(text)
    assert error.key == key
    assert reason in error.reason


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FrameworkError, match="there is no such file"):
        load(tmp_path / "none.toml")
    with pytest.raises(FrameworkError, match="cannot be read"):
        load(tmp_path)


def test_the_message_names_file_place_and_reason() -> None:
    error = refused(SMALL + "retired = 1\n")
    assert str(error).startswith("a.toml: factors[1].retired: must be a date such as 2026-10-31")


def test_a_small_file_gets_neutral_defaults() -> None:
    framework = parse(SMALL)
    assert [words.label for words in framework.directions.values()] == ["Strengthens", "No shift", "Weakens"]
    assert [framework.weights[value].label for value in (1, 2, 3)] == ["Slight", "Moderate", "Major"]
    assert framework.level_words(100) == "Nearly all evidence says it strengthens"
    assert [(factor.number, factor.summary, factor.signposts) for factor in framework.factors] == [
        (1, "", ()),
        (2, "", ()),
    ]
    assert framework.factors[0].color != framework.factors[1].color
    assert framework.scenarios == framework.assumptions == framework.codebook == framework.pairs == ()
    assert framework.default_tlp == "TLP:CLEAR"


def test_given_words_replace_the_default_ones() -> None:
    framework = parse(
        top('[directions]\nweakens = { label = "Less" }\n[weights]\nmajor = { value = 3, label = "Huge" }\n')
    )
    assert framework.directions[Direction.WEAKENS].label == "Less"
    assert framework.directions[Direction.STRENGTHENS].label == "Strengthens"
    assert framework.weights[3].label == "Huge"


def test_ratings_follow_the_scenarios_whatever_order_they_are_written_in() -> None:
    scenarios = SCENARIO + SCENARIO.replace('"out"', '"in"')
    text = top('scenario_order = ["in", "out"]\n') + SIGNPOST + 'expect = ["HU", "HL"]\n' + scenarios
    assert parse(text).factors[1].signposts[0].expect == ("HL", "HU")


def test_a_retired_factor_is_kept_but_not_watched() -> None:
    framework = parse(SMALL + more_factors(4) + "retired = 2026-02-03\n")
    assert framework.factors[-1].retired == date(2026, 2, 3)
    assert len(framework.active) == 5


def test_a_byte_order_mark_and_windows_line_ends_are_taken() -> None:
    assert parse(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()).id == "small"


def test_the_digest_is_of_the_bytes() -> None:
    assert parse(SMALL).digest == parse(SMALL.encode()).digest != parse(SMALL + "\n").digest


@pytest.fixture(scope="module")
def shipped() -> Framework:
    return load(SHIPPED)


def test_the_shipped_framework_holds_five_factors_with_six_signposts_each(shipped: Framework) -> None:
    assert [factor.id for factor in shipped.active] == [
        "regional_balance",
        "strategic_autonomy",
        "economic_diplomatic",
        "limited_alignment",
        "escalation_avoidance",
    ]
    for factor in shipped.active:
        directions = [signpost.direction for signpost in factor.signposts]
        assert directions == [Direction.STRENGTHENS] * 3 + [Direction.WEAKENS] * 3, factor.id
        assert factor.summary
        assert factor.baseline.reading
        assert {claim for signpost in factor.signposts for claim in signpost.claims} == {c.id for c in factor.claims}
        assert all(signpost.keywords and len(signpost.expect) == 5 for signpost in factor.signposts)
    assert [scenario.id for scenario in shipped.scenarios] == [
        "trade_off",
        "stay_out",
        "political_cover",
        "covert_support",
        "overt_support",
    ]
    assert len(shipped.assumptions) >= 5
    assert len(shipped.codebook) >= 5


def test_ids_in_the_shipped_framework_are_unique(shipped: Framework) -> None:
    ids = [entry.id for entry in (*shipped.factors, *shipped.scenarios, *shipped.assumptions, *shipped.codebook)]
    ids += [signpost.id for factor in shipped.factors for signpost in factor.signposts]
    ids += [deed.id for scenario in shipped.scenarios for deed in scenario.signposts]
    assert len(ids) == len(set(ids))


def test_the_other_example_loads_and_shares_nothing_with_the_first(shipped: Framework) -> None:
    other = load(OTHER)
    assert [factor.short for factor in other.active] == ["Silting", "Passengers", "Money"]
    assert other.id != shipped.id
    assert {factor.id for factor in other.factors}.isdisjoint(factor.id for factor in shipped.factors)


def toml(value: Any) -> str:
    """Enough TOML to write a read file back: everything inline."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def document(data: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in data.items())


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where every key and list entry of a document stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, each in inside for place in ((*path, key), *places(each, (*path, key)))]


DATA = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
PLACES = places(DATA)
OTHERS = ["", "text", 0, -1, 7, 10**30, 2.5, float("nan"), float("inf"), True, [], [[]], ["a"], {}, {"id": "x"}]
OTHERS += [date(2026, 1, 1), datetime(2026, 1, 1)]  # noqa: DTZ001 - TOML's local times are naive


def test_a_read_file_written_back_is_the_same_framework(shipped: Framework) -> None:
    again = parse(document(DATA))
    assert again.factors == shipped.factors
    assert again.scenarios == shipped.scenarios


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(PLACES), st.one_of(st.just(...), st.sampled_from(OTHERS)))
def test_any_one_thing_missing_or_of_another_kind_loads_or_is_refused(place: tuple[str | int, ...], new: Any) -> None:
    data = copy.deepcopy(DATA)
    inner: Any = data
    for key in place[:-1]:
        inner = inner[key]
    if new is ...:
        del inner[place[-1]]
    else:
        inner[place[-1]] = new
    try:
        parse(document(data))
    except FrameworkError as error:
        refusal = error
    else:
        return
    assert refusal.reason
    assert not refusal.key.startswith("line"), refusal
