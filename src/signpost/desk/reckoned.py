"""What pages show of the tags, reckoned up once and remembered until the tags change.

Everything here is a pure function of the evidence as known at a moment, so that moment is the key: a change of tags
moves the store's knowledge clock on, and what was remembered under the old moment is simply not asked for again. What
analysts state (notes, premises, acknowledged shifts) moves the same clock.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pandas as pd

from signpost.desk.remembered import Remembered
from signpost.indicators.board import Board, board
from signpost.indicators.diagnostics import net_push
from signpost.indicators.evidence import carrying, signpost_counts
from signpost.indicators.following import Following
from signpost.indicators.ledger import EPOCH, DailySums
from signpost.indicators.measure import CARRYING_DAYS, measure
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.robust import fragile, fragile_sentence
from signpost.nouns.acknowledgement import Acknowledgement
from signpost.nouns.framework import Factor, Framework
from signpost.nouns.indicator import Composite, Indicator
from signpost.nouns.note import Note
from signpost.nouns.premise import Premise
from signpost.nouns.shift import Shift
from signpost.nouns.trend import Trend
from signpost.store import Store
from signpost.store.evidence import Mark
from signpost.trends.shifts import THRESHOLD, shifts
from signpost.trends.split import By, split
from signpost.trends.trace import moved, trace

T = TypeVar("T")


@dataclass(slots=True)
class Followed:
    """The newest state of knowledge that was reckoned up, what outlets and analysts were called in it, and how far the
    tables went then or before."""

    at: datetime
    names: tuple[tuple[Any, ...], ...]
    upto: Mark | None
    following: Following


class Reckoned:
    """The evidence as known at one moment, and what follows from it by the method, or by the method with `options`."""

    def __init__(
        self,
        store: Store,
        framework: Framework,
        boards: Remembered,
        views: Remembered,
        at: datetime,
        options: Options = SHIPPED,
    ) -> None:
        self._store, self._framework, self._boards, self._views, self.at = store, framework, boards, views, at
        self.options = options

    def under(self, options: Options) -> "Reckoned":
        """The same evidence with something left out or changed."""
        return Reckoned(self._store, self._framework, self._boards, self._views, self.at, options)

    @property
    def board(self) -> Board:
        ids = [factor.id for factor in self._framework.active]
        if self.options == SHIPPED:
            return self._boards.once(self.at, lambda: self._followed(ids))
        whole = self.under(SHIPPED).board

        def reckoned() -> Board:
            return replace(board(whole.evidence, ids, self.options), versions=whole.versions)

        return self._boards.once((self.at, self.options), reckoned)

    def _followed(self, ids: Sequence[str]) -> Board:
        """The board of this moment: from the last one where only a few stories changed since, else read anew."""
        tags, held = self._store.tags, self._boards.latest
        names, mark = tags.names(), tags.mark()
        upto = mark if mark.at <= self.at else None  # somebody tags on: then it is too late for this moment
        if isinstance(held, Followed) and held.at <= self.at and held.names == names:
            changed = tags.evidence_since(held.at, self.at, upto=held.upto)
            if changed is not None:
                made = held.following.told(*changed)
                held.at, held.upto = self.at, upto or held.upto
                return made
        following = Following(ids)
        made = following.start(tags.evidence(self.at))
        if held is None or self.at >= held.at:  # an earlier view is looked at, not followed
            self._boards.latest = Followed(at=self.at, names=names, upto=upto, following=following)
        return made

    def once(self, *key: Hashable, make: Callable[[], T]) -> T:
        """Anything else that is made of this evidence alone, by a key of the caller's."""
        return self._views.once((self.at, self.options, *key), make)

    def of(self, factor_id: str, *key: Hashable, make: Callable[[], T]) -> T:
        """What is made of a factor's own evidence alone: a change of another factor leaves it as it is."""
        return self.of_several((factor_id,), *key, make=make)

    def of_several(self, factor_ids: Sequence[str], *key: Hashable, make: Callable[[], T]) -> T:
        """The same of some factors together, as their one chart."""
        versions = tuple(self.board.versions[one] for one in factor_ids)
        return self._views.once((versions, self.options, *key), make)

    def indicators(self, today: date) -> tuple[Indicator, ...]:
        def one(sums: DailySums) -> Indicator:
            return self.of(sums.factor_id, "indicator", today, make=lambda: measure(sums, today, None, self.options))

        return self.once("indicators", today, make=lambda: tuple(map(one, self.board.sums.values())))

    def indicator(self, factor_id: str, today: date) -> Indicator:
        return next(one for one in self.indicators(today) if one.factor_id == factor_id)

    def composite(self, today: date) -> Composite:
        return self.once("composite", today, make=lambda: self.board.composite(self.indicators(today)))

    def latest(self, today: date) -> date | None:
        return self.once("latest", today, make=lambda: self.board.latest(today))

    def trend(self, factor_id: str, first: date, last: date) -> Trend:
        return self.of(
            *(factor_id, "trend", first, last),
            make=lambda: trace(self.board.sums[factor_id], factor_id, first, last, self.options),
        )

    def shifts(self, factor_id: str, today: date, threshold: float = THRESHOLD) -> tuple[Shift, ...]:
        """All that were found up to a day, oldest first."""
        return self.of(
            *(factor_id, "shifts", today, threshold),
            make=lambda: shifts(self.board.sums[factor_id], today, threshold, self.options),
        )

    def moved(self, factor_id: str, day: date, before: date, most: int | None = None) -> pd.DataFrame:
        """`trends.trace.moved`, with the factor's id in a column of its own."""

        def make() -> pd.DataFrame:
            rows, entries = self._about(factor_id, before, day)
            sums = self.board.sums[factor_id]
            told = moved(rows, entries, factor_id, day, before, self.options, most, sums)
            return told.assign(factor_id=factor_id)

        return self.of(factor_id, "moved", day, before, most, make=make)

    def moved_most(self, factor_ids: Sequence[str], day: date, before: date, kind: str, most: int) -> pd.DataFrame:
        """The rows of one kind over several factors, largest effect first."""

        def make() -> pd.DataFrame:
            told = [self.moved(one, day, before, most) for one in factor_ids]
            together = pd.concat(told, ignore_index=True)
            together = together[(together["kind"] == kind).to_numpy(dtype=bool)]
            return together.sort_values("points", key=lambda points: -points.abs(), kind="stable").head(most)

        return self.once("moved most", tuple(factor_ids), day, before, kind, most, make=make)

    def split(self, factor_id: str, day: date, before: date, by: By) -> pd.DataFrame:
        """`trends.split.split`."""

        def make() -> pd.DataFrame:
            return split(*self._about(factor_id, EPOCH, day), factor_id, day, before, by, self.options)

        return self.of(factor_id, "split", day, before, by, make=make)

    def carrying(self, factor_id: str, today: date) -> pd.DataFrame:
        """`indicators.evidence.carrying`, with the factor's id in a column of its own."""

        def make() -> pd.DataFrame:
            rows, entries = self._about(factor_id, today - timedelta(days=self.options.carrying_days + 1), today)
            told = carrying(rows, entries, factor_id, today, self.options, self.board.sums[factor_id])
            return told.assign(factor_id=factor_id)

        return self.of(factor_id, "carrying", today, make=make)

    def _about(self, factor_id: str, after: date, until: date) -> tuple[pd.DataFrame, pd.DataFrame]:
        """A factor's evidence of the days after one and up to another, and its ledger."""
        entries = self.board.entries(factor_id, after, until)
        return self.board.rows(entries, factor_id), entries

    def signposts(self, factor: Factor, today: date) -> pd.DataFrame:
        def make() -> pd.DataFrame:
            rows, _ = self._about(factor.id, today - timedelta(days=CARRYING_DAYS + 1), today)
            return signpost_counts(rows, factor, today)

        return self.of(factor.id, "signposts", today, make=make)

    def recent(self, after: date, until: date) -> dict[str, int]:
        """How many stories count for each factor on the days after one and up to another."""

        def count(factor_id: str) -> int:
            return self.of(
                *(factor_id, "recent", after, until), make=lambda: len(self.board.entries(factor_id, after, until))
            )

        return {factor_id: count(factor_id) for factor_id in self.board.sums}

    def fragile(self, factor_id: str, today: date) -> str:
        """How much hangs on one outlet and one analyst, in a sentence."""
        bands = self._framework.level_bands

        def make() -> str:
            rows, _ = self._about(factor_id, EPOCH, today)
            return fragile_sentence(fragile(rows, factor_id, today, bands, self.board.sums[factor_id]))

        return self.of(factor_id, "fragile", today, make=make)

    def net_push(self, factor_id: str, since: date, today: date) -> float:
        """Strengthening less weakening stories after a day."""
        return self.of(
            *(factor_id, "net push", since, today),
            make=lambda: net_push(self.board.entries(factor_id, since, today), factor_id, since, today),
        )

    def voices(self) -> tuple[tuple[str, ...], tuple[str, ...], dict[int, str]]:
        """Who speaks in the evidence: outlets and perspectives by name, analysts' names by id."""

        def make() -> tuple[tuple[str, ...], tuple[str, ...], dict[int, str]]:
            rows = self.under(SHIPPED).board.evidence
            outlets, perspectives = (tuple(sorted(set(rows[name]) - {""})) for name in ("outlet", "perspective"))
            named = rows[["analyst_id", "analyst"]].drop_duplicates("analyst_id").sort_values("analyst")
            return outlets, perspectives, dict(zip(named["analyst_id"].tolist(), named["analyst"], strict=True))

        return self._views.once((self.at, "voices"), make)

    def notes(self, first: date, last: date) -> tuple[Note, ...]:
        """The notes at these days, as known at this moment."""
        return self._views.once(
            (self.at, "notes", first, last), lambda: tuple(self._store.notes.between(first, last, self.at))
        )

    def premises(self) -> dict[str, Premise]:
        """What analysts said of the assumptions, as known at this moment."""
        return self._views.once((self.at, "premises"), lambda: self._store.premises.standing(self.at))

    def acknowledged(self) -> tuple[Acknowledgement, ...]:
        """Which shifts somebody owns, as known at this moment."""
        return self._views.once((self.at, "acknowledged"), lambda: tuple(self._store.acknowledged.all(self.at)))
