"""A framework's TOML file: read, checked as a whole, and refused with the place and a sentence where it is wrong.

A small file is enough: `[framework]` with id, title, version and question, and two to five `[[factors]]` with id,
title and short. Everything else has a neutral default. `data/scenarios/hesitation.toml` shows all of it.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from signpost.errors import FrameworkError
from signpost.nouns.framework import (
    Assumption,
    Baseline,
    Claim,
    Color,
    Deed,
    Factor,
    Framework,
    LevelBand,
    Rule,
    Scenario,
    Signpost,
    Words,
)
from signpost.nouns.framework_defaults import COLORS, DIRECTIONS, LEVEL_BANDS, WEIGHT_WORDS
from signpost.nouns.table import Table, nearest
from signpost.nouns.tag import WEIGHTS, Direction

MOST_FACTORS = 5
LONGEST_SHORT = 16
RATINGS = ("HL", "L", "C", "U", "HU")  # highly likely, likely, could be, unlikely, highly unlikely
STATES = ("holds", "caveated", "unsupported", "unchecked")
CONFIDENCES = ("low", "moderate", "high")
TLPS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")

TOP = (
    "schema_version",
    "scenario_order",
    "framework",
    "source",
    "level_scale",
    "directions",
    "weights",
    "entities",
    "relevance_gate",
    "assumptions",
    "codebook",
    "factors",
    "scenarios",
)
SOURCE = ("kind", "title", "author", "published", "source_reliability", "information_credibility", "note")
FACTOR = ("id", "number", "title", "short", "color", "summary", "claims", "baseline", "signposts", "retired")
SIGNPOST = ("id", "title", "statement", "direction", "claims", "expect", "keywords", "retired")
SCENARIO = ("id", "number", "title", "summary", "role", "expected", "telltale", "signposts", "retired")


def load(path: Path) -> Framework:
    """The framework in the file at `path`; FrameworkError where it cannot be read or is wrong."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise FrameworkError(path, "", "there is no such file") from None
    except OSError as error:
        raise FrameworkError(path, "", f"cannot be read: {error.strerror or error}") from error
    return parse(data, path)


def parse(data: bytes | str, file: Path | str = "framework") -> Framework:
    """The framework that `data` (a file's bytes, or its text) says; `file` only names it in a FrameworkError."""
    raw = data.encode() if isinstance(data, str) else data
    top = Table(file, "", _toml(raw, file), TOP)
    top.whole("schema_version", 1, 1, default=1)
    head = top.table("framework", ("id", "title", "version", "language", "question", "default_tlp"))
    name, title, version, question = head.id(), head.text("title"), head.text("version"), head.text("question")
    source = top.table("source", SOURCE).text("kind", "source")
    taken: dict[str, str] = {}
    order = _scenario_order(top)
    factors = _factors(top, taken, order)
    entities = _entities(top)
    return Framework(
        id=name,
        title=title,
        version=version,
        language=head.text("language", "en"),
        question=question,
        source=source,
        default_tlp=head.choice("default_tlp", TLPS, "TLP:CLEAR"),
        directions=_directions(top),
        weights=_weights(top),
        level_bands=_level_bands(top),
        entities=entities,
        pairs=_pairs(top, tuple(entities)),
        factors=factors,
        scenarios=_scenarios(top, taken, factors),
        assumptions=_assumptions(top, taken, tuple(factor.id for factor in factors)),
        codebook=_codebook(top, taken),
        digest=hashlib.sha256(raw).hexdigest(),
        text=raw.decode("utf-8"),
    )


def _toml(raw: bytes, file: Path | str) -> dict[str, object]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FrameworkError(file, f"line {line}", "is not UTF-8 text; save the file as UTF-8") from None
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        raise FrameworkError(file, "", "is nested too deeply to be a framework") from None
    except ValueError as error:  # tomllib.TOMLDecodeError, and Python's own limit on the length of a number
        words = str(error)
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", words)
        if place is None:
            raise FrameworkError(file, "", f"is not TOML: {words}") from None
        line = int(place[1]) if place[1] else text.rstrip().count("\n") + 1
        raise FrameworkError(file, f"line {line}", f"is not TOML: {words[: place.start()]}") from None


def _own_id(table: Table, taken: dict[str, str]) -> str:
    """An id that nothing else has: factors, signposts, scenarios, deeds, premises and rules share one space."""
    name = table.id()
    if name in taken:
        table.refuse("id", f"“{name}” is already the id of {taken[name]}; ids are unique in the whole file")
    taken[name] = table.path
    return name


def _scenario_order(top: Table) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The scenarios' ids in the file's order, and for each its place in every `expect` list."""
    found = top.tables("scenarios", SCENARIO)
    ids = tuple(table.id() for table in found)
    if not top.has("scenario_order"):
        return ids, tuple(range(len(ids)))
    order = top.texts("scenario_order", ids, "scenario")
    for name in ids:
        if order.count(name) != 1:
            top.refuse(
                "scenario_order", f"must name each scenario once; “{name}” stands in it {order.count(name)} times"
            )
    return ids, tuple(order.index(name) for name in ids)


def _factors(top: Table, taken: dict[str, str], order: tuple[tuple[str, ...], tuple[int, ...]]) -> tuple[Factor, ...]:
    tables = top.tables("factors", FACTOR, optional=False)
    claims_taken: dict[str, str] = {}
    factors = tuple(_factor(table, number, taken, claims_taken, order) for number, table in enumerate(tables, 1))
    active = sum(factor.retired is None for factor in factors)
    if active > MOST_FACTORS:
        top.refuse("factors", f"the tagging keys hold at most five; this file has {active}")
    if active < 2:
        top.refuse("factors", f"at least two factors must be watched; this file has {active}")
    numbers: dict[int, str] = {}
    shorts: dict[str, str] = {}
    for table, factor in zip(tables, factors, strict=True):
        if factor.number in numbers:
            table.refuse("number", f"{factor.number} is already the number of “{numbers[factor.number]}”")
        numbers[factor.number] = factor.id
        if factor.retired is None and factor.short.casefold() in shorts:
            table.refuse("short", f"“{factor.short}” is already the short name of “{shorts[factor.short.casefold()]}”")
        if factor.retired is None:
            shorts[factor.short.casefold()] = factor.id
    return factors


def _factor(
    table: Table,
    number: int,
    taken: dict[str, str],
    claims_taken: dict[str, str],
    order: tuple[tuple[str, ...], tuple[int, ...]],
) -> Factor:
    name = _own_id(table, taken)
    claims = _claims(table, claims_taken)
    short = table.text("short")
    if len(short) > LONGEST_SHORT:
        table.refuse("short", f"must fit on a key: at most {LONGEST_SHORT} characters, this one has {len(short)}")
    color = COLORS[(number - 1) % len(COLORS)]
    if table.has("color"):
        colors = table.table("color", ("light", "dark"))
        color = Color(light=colors.color("light"), dark=colors.color("dark"))
    baseline = Baseline(level=50, confidence="low", reading="")
    if table.has("baseline"):
        own = table.table("baseline", ("level", "confidence", "reading"))
        baseline = Baseline(
            level=own.whole("level", 0, 100),
            confidence=own.choice("confidence", CONFIDENCES, "low"),
            reading=own.text("reading", ""),
        )
    claim_ids = tuple(claim.id for claim in claims)
    return Factor(
        id=name,
        number=table.whole("number", 1, 999, default=number),
        title=table.text("title"),
        short=short,
        color=color,
        summary=table.text("summary", ""),
        claims=claims,
        baseline=baseline,
        signposts=tuple(_signpost(each, taken, claim_ids, order) for each in table.tables("signposts", SIGNPOST)),
        retired=table.day("retired"),
    )


def _claims(table: Table, taken: dict[str, str]) -> tuple[Claim, ...]:
    """Claims carry ids as an author numbers them ("1.3"), in a space of their own."""
    claims = []
    for each in table.tables("claims", ("id", "text")):
        claim = Claim(id=each.text("id"), text=each.text("text"))
        if claim.id in taken:
            each.refuse("id", f"“{claim.id}” is already the id of {taken[claim.id]}")
        taken[claim.id] = each.path
        claims.append(claim)
    return tuple(claims)


def _signpost(
    table: Table, taken: dict[str, str], claims: Sequence[str], order: tuple[tuple[str, ...], tuple[int, ...]]
) -> Signpost:
    name = _own_id(table, taken)
    direction = table.text("direction")
    if direction not in tuple(Direction):
        table.refuse("direction", f"“{direction}” is no direction; {nearest(direction, tuple(Direction))}")
    ids, places = order
    expect = table.texts("expect", RATINGS, "rating")
    if expect and len(expect) != len(ids):
        table.refuse("expect", f"must hold one rating for each of the {len(ids)} scenarios, not {len(expect)}")
    title = table.text("title")
    return Signpost(
        id=name,
        title=title,
        statement=table.text("statement", title),
        direction=Direction(direction),
        claims=table.texts("claims", claims, "claim"),
        expect=tuple(expect[place] for place in places) if expect else (),
        keywords=_lower(table.texts("keywords")),
        retired=table.day("retired"),
    )


def _scenarios(top: Table, taken: dict[str, str], factors: Sequence[Factor]) -> tuple[Scenario, ...]:
    ids = tuple(factor.id for factor in factors)
    scenarios: list[Scenario] = []
    for number, table in enumerate(top.tables("scenarios", SCENARIO), 1):
        scenario = Scenario(
            id=_own_id(table, taken),
            number=table.whole("number", 1, 999, default=number),
            title=table.text("title"),
            summary=table.text("summary", ""),
            role=table.text("role", ""),
            expected=_expected(table, ids),
            telltale=table.texts("telltale", ids, "factor"),
            signposts=tuple(
                Deed(
                    id=_own_id(each, taken),
                    text=each.text("text"),
                    keywords=_lower(each.texts("keywords")),
                    retired=each.day("retired"),
                )
                for each in table.tables("signposts", ("id", "text", "keywords", "retired"))
            ),
            retired=table.day("retired"),
        )
        for other in scenarios:
            if other.number == scenario.number:
                table.refuse("number", f"{other.number} is already the number of “{other.id}”")
        missing = [factor.id for factor in factors if factor.retired is None and factor.id not in scenario.expected]
        if missing and scenario.retired is None:
            table.refuse("expected", f"says nothing about {', '.join(f'“{name}”' for name in missing)}")
        scenarios.append(scenario)
    return tuple(scenarios)


def _expected(table: Table, factors: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    levels = table.table("expected", ())
    expected: dict[str, tuple[int, int]] = {}
    for name in levels.data:
        if name not in factors:
            levels.refuse(name, f"there is no factor “{name}”; {nearest(name, factors)}")
        pair = levels.items(name)
        right = all(isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= 100 for level in pair)
        if len(pair) != 2 or not right or pair[0] > pair[1]:
            levels.refuse(name, "must be [low, high]: two whole numbers from 0 to 100, the lower one first")
        expected[name] = (pair[0], pair[1])
    return expected


def _assumptions(top: Table, taken: dict[str, str], factors: Sequence[str]) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(
            id=_own_id(table, taken),
            text=table.text("text"),
            factors=table.texts("factors", factors, "factor"),
            state=table.choice("state", STATES, "unchecked"),
            note=table.text("note", ""),
        )
        for table in top.tables("assumptions", ("id", "text", "factors", "state", "note"))
    )


def _codebook(top: Table, taken: dict[str, str]) -> tuple[Rule, ...]:
    tables = top.tables("codebook", ("id", "rule"))
    return tuple(Rule(id=_own_id(table, taken), rule=table.text("rule")) for table in tables)


def _directions(top: Table) -> Mapping[Direction, Words]:
    given = top.table("directions", tuple(Direction))
    return {direction: _words(given, direction, DIRECTIONS[direction]) for direction in Direction}


def _weights(top: Table) -> Mapping[int, Words]:
    """Always the three; a file may only word them, and repeat a weight's number beside its name."""
    given = top.table("weights", tuple(WEIGHTS.values()))
    for value, name in WEIGHTS.items():
        if given.has(name):
            table = given.table(name, ("value", "label", "help"))
            if table.whole("value", 1, 3, default=value) != value:
                table.refuse("value", f"{name} is always {value}: slight 1, moderate 2, major 3")
    return {value: _words(given, name, WEIGHT_WORDS[value], ("value",)) for value, name in WEIGHTS.items()}


def _words(given: Table, key: str, default: Words, also: tuple[str, ...] = ()) -> Words:
    if not given.has(key):
        return default
    table = given.table(key, ("label", "help", *also))
    return Words(label=table.text("label"), help=table.text("help", default.help))


def _level_bands(top: Table) -> tuple[LevelBand, ...]:
    if not top.has("level_scale"):
        return LEVEL_BANDS
    scale = top.table("level_scale", ("bands",))
    bands: list[LevelBand] = []
    for table in scale.tables("bands", ("id", "upto", "label"), optional=False):
        band = LevelBand(id=table.id(), upto=table.whole("upto", 1, 100), label=table.text("label"))
        if bands and band.upto <= bands[-1].upto:
            table.refuse("upto", f"must be above the band before it ({bands[-1].upto}), not {band.upto}")
        if any(band.id == other.id for other in bands):
            table.refuse("id", f"“{band.id}” is already the id of another band")
        bands.append(band)
    if not bands or bands[-1].upto != 100:
        scale.refuse("bands", "must reach 100 with the last band")
    return tuple(bands)


def _entities(top: Table) -> Mapping[str, tuple[str, ...]]:
    groups = top.table("entities", ())
    for name in groups.data:
        if not groups.texts(name):
            groups.refuse(name, "must hold at least one name")
    return {name: _lower(groups.texts(name)) for name in groups.data}


def _pairs(top: Table, groups: Sequence[str]) -> tuple[tuple[str, str], ...]:
    gate = top.table("relevance_gate", ("pairs",))
    pairs: list[tuple[str, str]] = []
    for position, value in enumerate(gate.items("pairs")):
        where = f"pairs[{position}]"
        if not isinstance(value, list) or len(value) != 2 or not all(isinstance(name, str) for name in value):
            gate.refuse(where, 'must be two names of entity groups, such as ["a", "b"]')
        for name in value:
            if name not in groups:
                gate.refuse(where, f"there is no group “{name}” under entities; {nearest(name, groups)}")
        if value[0] == value[1]:
            gate.refuse(where, f"needs two different groups, not “{value[0]}” twice")
        pairs.append((value[0], value[1]))
    return tuple(pairs)


def _lower(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.lower() for word in words))
