"""The queue tried on headlines whose judgements are known: how early does it show what matters?

The labelled headlines stand in for an analyst who judges whatever the queue puts first, each at once. Two figures come
of it, both usual for screening by machine (van de Schoot et al., Nature Machine Intelligence 2021): *recall* at p %,
the share of the relevant headlines seen when p % were read; and *WSS@95*, work saved over sampling: the share that need
not be read to see 95 % of the relevant ones, less the 5 % that reading at random would save. Headlines known from the
start (priors) count in neither.
"""

import csv
import gzip
import io
import math
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from signpost.errors import TagError
from signpost.nouns.framework import Framework
from signpost.tagging.learn import Pool, due, learn, text_of

SHARES = (2, 5, 10, 20, 50)
COLUMNS = ("id", "title")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A headline with the factors (or topics) it was judged to be about; none: not relevant."""

    id: str
    text: str
    factors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a simulation: the rows in the order they were read (as far as the last relevant one)."""

    order: tuple[int, ...]
    priors: tuple[int, ...]
    recall: dict[int, float]
    wss95: float


def read_labels(file: Path, topic: str = "") -> list[Labelled]:
    """The rows of a CSV file with id, title, factors (or categories) and, if there is one, summary.

    With a `topic`, only that one makes a headline relevant. Raises TagError.
    """
    try:
        content = file.read_bytes()
        text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as error:
        raise TagError(str(file), f"it is no CSV file in UTF-8 ({error})") from error
    columns = reader.fieldnames or ()
    about = next((name for name in ("factors", "categories") if name in columns), None)
    missing = [name for name in COLUMNS if name not in columns]
    if about is None or missing:
        wanted = ", ".join([*missing, *([] if about else ["factors"])])
        raise TagError(str(file), f"its first line must name the columns id, title, factors; missing: {wanted}")
    found = []
    for row in rows:
        factors = {part.strip() for part in (row[about] or "").split(";")} - {""}
        factors = factors & {topic} if topic else factors
        read = text_of(row["title"] or "", row.get("summary") or "")
        found.append(Labelled(row["id"] or "", read, frozenset(factors)))
    relevant = sum(bool(row.factors) for row in found)
    if not relevant or relevant == len(found):
        kind = f"about “{topic}”" if topic else "relevant (has factors)"
        raise TagError(str(file), f"{'no' if not relevant else 'every'} headline is {kind}: there is nothing to find")
    return found


def fits(rows: Sequence[Labelled], framework: Framework) -> bool:
    """Whether the labels are about this framework: some of them are factors of it."""
    ours = {factor.id for factor in framework.factors}
    return any(row.factors & ours for row in rows)


def priors_of(rows: Sequence[Labelled], seed: int) -> tuple[int, int]:
    """One relevant and one other row, drawn at random: what ASReview's simulations start from."""
    draw = random.Random(seed)  # noqa: S311 (a replay, no secret)
    relevant = draw.choice([at for at, row in enumerate(rows) if row.factors])
    return relevant, draw.choice([at for at, row in enumerate(rows) if not row.factors])


def replay(
    rows: Sequence[Labelled],
    framework: Framework | None,
    *,
    priors: Collection[int] = (),
    seed: int = 0,
    learning: bool = True,
    progress: Callable[[int], None] = lambda found: None,
) -> Replayed:
    """Read the rows in the queue's order, learning as the queue does, until everything relevant was seen.

    Starts from the framework's words, or from the `priors` (rows) alone where there is no framework. Without `learning`
    the first order stays.
    """
    pool = Pool(framework)
    pool.add(range(len(rows)), [row.text for row in rows])
    labels: dict[int, Collection[str]] = {at: rows[at].factors for at in priors}
    order: list[int] = []
    relevant = sum(bool(row.factors) for row in rows)
    missing = relevant - sum(bool(rows[at].factors) for at in priors)
    waiting: list[int] = []
    learnt_at = -1
    while missing and len(labels) < len(rows):
        if learnt_at < 0 or (learning and due(len(labels), learnt_at)):
            learnt = learn(pool, labels, seed, hints=False).relevance
            waiting = [at for at in np.argsort(learnt, kind="stable").tolist() if at not in labels]
            learnt_at = len(labels)
        at = waiting.pop()
        labels[at] = rows[at].factors
        order.append(at)
        if rows[at].factors:
            missing -= 1
            progress(relevant - missing)
    found = [bool(rows[at].factors) for at in order]
    return Replayed(tuple(order), tuple(priors), *measured(found, len(rows) - len(priors)))


def measured(found: Sequence[bool], total: int) -> tuple[dict[int, float], float]:
    """Recall at each of SHARES and WSS@95, from what was relevant in the order of reading, out of `total` rows."""
    seen = np.cumsum(np.asarray(found, int))
    of = int(seen[-1]) if len(seen) else 0
    if not of:
        return dict.fromkeys(SHARES, 1.0), 0.95
    recall = {share: float(seen[min(len(seen), max(1, round(total * share / 100))) - 1]) / of for share in SHARES}
    read = int(np.argmax(seen >= math.ceil(0.95 * of))) + 1
    return recall, 0.95 - read / total
