"""The training set: invented headlines with agreed answers, to calibrate a new analyst before the first real tag.

It lies in a folder `training` beside the framework's folder (or in it), in a file that names the framework's id. A
framework without one simply has no training.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from signpost.errors import FrameworkError
from signpost.nouns.framework import Framework
from signpost.nouns.tag import WEIGHTS, Direction
from signpost.store.training import Answer
from signpost.tagging.agreement import Agreement, agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An invented headline and its agreed answer; factor "" and no direction mean not relevant. `rule` is the id of
    the codebook line that decides it, "" if none."""

    id: str
    title: str
    outlet: str
    factor_id: str
    direction: Direction | None
    weight: int
    why: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an analyst's answers compare: of `answered` items `factors` right, of those with the right factor
    `directions` and `weights` right. `by_factor` has (right, asked) by factor id, "" not relevant. `rules` are the ids
    of the codebook lines behind wrong answers, in the set's order; `missed` the items answered wrong."""

    answered: int
    asked: int
    factors: int
    directions: int
    with_direction: int
    weights: int
    by_factor: Mapping[str, tuple[int, int]]
    rules: tuple[str, ...]
    missed: tuple[str, ...]
    alpha: Agreement


def training_file(framework: Framework, file: Path) -> Path | None:
    """The training file of a framework whose own file this is; None if there is none."""
    for folder in (file.parent / "training", file.parent.parent / "training"):
        for candidate in sorted(folder.glob("*.toml")):
            if read(candidate).get("framework") == framework.id:
                return candidate
    return None


def training_set(framework: Framework, file: Path) -> tuple[Item, ...]:
    """The items for a framework whose own file this is; empty if there is no set. Raises FrameworkError.

    They come mixed, in an order that is always the same: a file that goes through the factors one by one would give
    its answers away.
    """
    found = training_file(framework, file)
    if found is None:
        return ()
    items = read(found).get("items", [])
    if not isinstance(items, list):
        raise FrameworkError(found, "items", "must be a list of tables")
    made = tuple(item_of(found, number, each, framework) for number, each in enumerate(items, start=1))
    if len({item.id for item in made}) < len(made):
        raise FrameworkError(found, "items", "two of them have the same id")
    return tuple(sorted(made, key=lambda item: hashlib.blake2b(item.id.encode(), digest_size=8).digest()))


def read(file: Path) -> dict[str, Any]:
    """What a file says now; read again only when it was written again."""
    try:
        told = file.stat()
        return parsed(file, told.st_mtime_ns, told.st_size)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FrameworkError(file, "", f"cannot be read ({error})") from error


@lru_cache(maxsize=16)
def parsed(file: Path, written: int, size: int) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def item_of(file: Path, number: int, table: Any, framework: Framework) -> Item:
    where = f"items[{number}]"
    if not isinstance(table, dict):
        raise FrameworkError(file, where, "must be a table")

    def text(name: str, *, needed: bool = True) -> str:
        value = table.get(name, "")
        if not isinstance(value, str) or (needed and not value.strip()):
            raise FrameworkError(file, f"{where}.{name}", "must be a text")
        return value.strip()

    factor, direction, weight = text("factor", needed=False), None, 0
    if factor:
        if factor not in {f.id for f in framework.active}:
            raise FrameworkError(file, f"{where}.factor", f"“{factor}” is no factor of this framework")
        try:
            direction = Direction(text("direction"))
        except ValueError:
            raise FrameworkError(file, f"{where}.direction", "must be strengthens, neutral or weakens") from None
        weight = table.get("weight", 2)
        if weight not in WEIGHTS:
            raise FrameworkError(file, f"{where}.weight", "must be 1, 2 or 3")
    rule = text("rule", needed=False)
    if rule and rule not in {each.id for each in framework.codebook}:
        raise FrameworkError(file, f"{where}.rule", f"the codebook has no line “{rule}”")
    return Item(
        id=text("id"),
        title=text("title"),
        outlet=text("outlet", needed=False),
        factor_id=factor,
        direction=direction,
        weight=weight,
        why=text("why"),
        rule=rule,
    )


def outcome(items: Sequence[Item], answers: Mapping[str, Answer], framework: Framework) -> Outcome:
    """What an analyst's answers come to."""
    done = [(item, answers[item.id]) for item in items if item.id in answers]
    right = [(item, answer) for item, answer in done if item.factor_id == answer.factor_id]
    tagged = [(item, answer) for item, answer in right if item.factor_id]
    wrong = [(item, answer) for item, answer in done if not agrees(item, answer)]
    by_factor: dict[str, tuple[int, int]] = {}
    for factor in (*(f.id for f in framework.active), ""):
        asked = [answer for item, answer in done if item.factor_id == factor]
        by_factor[factor] = (sum(answer.factor_id == factor for answer in asked), len(asked))
    names = {factor: number for number, factor in enumerate(by_factor)}
    values = np.array(
        [[names[i.factor_id] for i, _ in done], [names.get(a.factor_id, -1) for _, a in done]], dtype=float
    )
    return Outcome(
        answered=len(done),
        asked=len(items),
        factors=len(right),
        directions=sum(item.direction == answer.direction for item, answer in tagged),
        with_direction=len(tagged),
        weights=sum(item.weight == answer.weight for item, answer in tagged),
        by_factor=by_factor,
        rules=tuple(dict.fromkeys(item.rule for item, _ in wrong if item.rule)),
        missed=tuple(item.id for item, _ in wrong),
        alpha=agreement(values.reshape(2, -1), len(names)),
    )


def agrees(item: Item, answer: Answer) -> bool:
    """Factor and direction are as agreed; the weight is told, but a slip in it is no wrong answer."""
    return (item.factor_id, item.direction) == (answer.factor_id, answer.direction)
