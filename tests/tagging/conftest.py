"""A headline or two to judge."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.store import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def keep(store: Store) -> Callable[..., int]:
    """Keep a headline of this title; its number."""

    def kept(title: str, outlet: str = "Harbour Herald", **more: object) -> int:
        published = datetime(2026, 11, 20, tzinfo=UTC)
        item = {"key": title, "title": title, "published_at": published, "time_flag": TimeFlag.OK} | more
        return store.headlines.keep([Arrival(**item)], outlet=Outlet(name=outlet), now=NOW).ids[0]

    return kept
