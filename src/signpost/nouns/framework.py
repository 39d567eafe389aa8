"""A framework: the question that is watched, its factors, signposts, scenarios, assumptions and codebook.

Ids are stable for ever: an entry that is no longer wanted is retired with a date, never removed or renamed.
`framework_file.load` makes these from a TOML file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from signpost.nouns.tag import Direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of the argument that a factor stands for."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The source's own reading of a factor, 0-100: a stock, another quantity than the measured level."""

    level: int
    confidence: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Color:
    """A factor's colour as #rrggbb, one for each theme."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """An observable event type of a factor; `direction` is what it usually says about the factor."""

    id: str
    title: str
    statement: str
    direction: Direction
    claims: tuple[str, ...] = ()
    expect: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One of the reasons: a driver (why), never a deed (what was done)."""

    id: str
    number: int
    title: str
    short: str
    color: Color
    summary: str
    claims: tuple[Claim, ...]
    baseline: Baseline
    signposts: tuple[Signpost, ...]
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A signpost of a scenario: something done, that would be seen while the scenario unfolds."""

    id: str
    text: str
    keywords: tuple[str, ...] = ()
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A possible course. `expected` maps each factor's id to the (low, high) level one would measure under it."""

    id: str
    number: int
    title: str
    summary: str
    role: str
    expected: Mapping[str, tuple[int, int]]
    telltale: tuple[str, ...]
    signposts: tuple[Deed, ...]
    retired: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A premise that factors rest on. `state`: holds, caveated, unsupported or unchecked."""

    id: str
    text: str
    factors: tuple[str, ...]
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line of the codebook: which factor does a headline belong to?"""

    id: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a direction or weight is called on screen, and what it means."""

    label: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelBand:
    """The words for levels up to `upto` (0-100)."""

    id: str
    upto: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """The whole file. `digest` is the SHA-256 of its bytes, `text` what they say; `factors` includes the retired ones.

    `source` is the kind of text the argument is from ("essay"), as the screen names it.
    `entities` names the groups of names (lower case) that `pairs` combines: a headline that names both sides of a
    pair is shown earlier in the queue.
    """

    id: str
    title: str
    version: str
    language: str
    question: str
    source: str
    default_tlp: str
    directions: Mapping[Direction, Words]
    weights: Mapping[int, Words]
    level_bands: tuple[LevelBand, ...]
    entities: Mapping[str, tuple[str, ...]]
    pairs: tuple[tuple[str, str], ...]
    factors: tuple[Factor, ...]
    scenarios: tuple[Scenario, ...]
    assumptions: tuple[Assumption, ...]
    codebook: tuple[Rule, ...]
    digest: str
    text: str = ""

    @property
    def active(self) -> tuple[Factor, ...]:
        """The factors that are watched now, in the file's order."""
        return tuple(factor for factor in self.factors if factor.retired is None)

    def factor(self, factor_id: str) -> Factor:
        """The factor with this id, retired or not; KeyError if there is none."""
        for factor in self.factors:
            if factor.id == factor_id:
                return factor
        raise KeyError(factor_id)

    def level_words(self, level: float) -> str:
        """What a level says, in the framework's own words."""
        return next((band.label for band in self.level_bands if level <= band.upto), self.level_bands[-1].label)
