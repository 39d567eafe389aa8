"""What several feeds brought is kept together where it is little, and nobody fails for another."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from signpost.errors import StoreBusy, StoreError
from signpost.feeds.keeper import Keeper
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival
from signpost.store import TOGETHER, Bundle, Kept

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Shelf:
    """A store that notes which feeds came in which transaction; some it refuses."""

    def __init__(self, refused: Sequence[int] = (), error: Exception | None = None) -> None:
        self.together: list[list[int]] = []
        self._refused, self._error = refused, error or StoreError("shelf", "too heavy")

    def keep_feeds(self, bundles: Sequence[Bundle], *, now: datetime) -> list[Kept]:
        return [self._kept(bundles, bundle.arrivals) for bundle in bundles[:1]] + [
            Kept(added=len(bundle.arrivals)) for bundle in bundles[1:]
        ]

    def keep(
        self, arrivals: Sequence[Arrival], *, outlet: Outlet, feed_id: int, now: datetime, unread: int | None
    ) -> Kept:
        return self._kept([Bundle(feed_id=feed_id, outlet=outlet, arrivals=arrivals)], arrivals)

    def _kept(self, bundles: Sequence[Bundle], arrivals: Sequence[Arrival]) -> Kept:
        ids = [bundle.feed_id for bundle in bundles]
        self.together.append(ids)
        if set(ids) & set(self._refused):
            raise self._error
        return Kept(added=len(arrivals))


def kept(shelf: Shelf, *brought: tuple[int, int]) -> list[Any]:
    """What came of feeds (id, number of items) that end at the same time: how many were added, or the error."""

    async def run() -> list[Any]:
        with ThreadPoolExecutor(1) as thread:
            keeper = Keeper(SimpleNamespace(headlines=shelf), thread, lambda: NOW)  # type: ignore[arg-type]
            feeds = [
                keeper.keep(
                    SimpleNamespace(id=i, outlet=Outlet(name="A")),  # type: ignore[arg-type]
                    [Arrival(key=f"{n}", title="Grain") for n in range(many)],
                )
                for i, many in brought
            ]
            return [r.added if isinstance(r, Kept) else r for r in await asyncio.gather(*feeds, return_exceptions=True)]

    return asyncio.run(run())


def test_feeds_that_bring_little_share_a_transaction() -> None:
    shelf = Shelf()
    assert kept(shelf, (1, 3), (2, 4), (3, TOGETHER), (4, 1)) == [3, 4, TOGETHER, 1]
    assert shelf.together == [[1, 2], [3], [4]]


def test_one_feed_is_never_twice_in_a_transaction() -> None:
    shelf = Shelf()
    assert kept(shelf, (1, 3), (2, 1), (1, 3)) == [3, 1, 3]
    assert shelf.together == [[1, 2], [1]]


def test_a_feed_that_cannot_be_kept_fails_alone() -> None:
    shelf = Shelf(refused=[2])
    first, second, third = kept(shelf, (1, 3), (2, 4), (3, 5))
    assert (first, third, type(second)) == (3, 5, StoreError)
    assert shelf.together == [[1, 2, 3], [1], [2], [3]]


@pytest.mark.parametrize("error", [StoreBusy("shelf", "somebody is at it")])
def test_a_store_that_is_busy_is_not_asked_for_each_feed(error: Exception) -> None:
    shelf = Shelf(refused=[1], error=error)
    assert kept(shelf, (1, 3), (2, 4)) == [error, error]
    assert shelf.together == [[1, 2]]
