"""The address of a view: kept in a snapshot when it is frozen, and opened from it again.

A page keeps its choices in its own address, under its own names. What a snapshot knows better stands above that: its
factors and days, what was left out, and the moment whose knowledge it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from signpost.desk.moments import AS_OF, KNOWN
from signpost.desk.robustness import PARAMS, params_of
from signpost.indicators.options import Options
from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Filters

RANGES = {"30 days": 30, "90 days": 90, "6 months": 182, "1 year": 365, "2 years": 730}
FILES = {
    "indicators": "1_indicators.py",
    "tagging": "2_tagging.py",
    "trends": "3_trends.py",
    "scenarios": "4_scenarios.py",
    "headlines": "5_headlines.py",
    "feeds": "6_feeds.py",
    "team": "7_team.py",
}
BESIDE = {"indicators": ("factor", *PARAMS), "trends": PARAMS, "headlines": ("headline",), "feeds": ("feed",)}
DATED = ("indicators", "scenarios")  # pages that show the day and the knowledge that their address names
LONGEST, MOST = 400, 60  # of one text, and of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`page` is its file, `params` its address."""

    page: str
    params: dict[str, list[str]]


def view_of(page: str, address: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What a snapshot keeps of the address from which it was frozen: the page's own choices."""
    names = sorted(name for name in address if name.startswith(f"{page}_") or name in BESIDE.get(page, ()))
    return {"page": page, "params": {name: [str(one)[:LONGEST] for one in address[name][:MOST]] for name in names}}


def link_of(view: Any, filters: Filters, as_of: date, known: datetime, options: Options, framework: Framework) -> Link:
    """The way back to what a snapshot saw; for one that was not frozen from a page, to its trends."""
    page, params = read(view)
    params |= params_of(options)
    moment = {KNOWN: [f"{known.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"]}
    if page in DATED:
        return Link(page=FILES[page], params={**params, AS_OF: [as_of.isoformat()], **moment})
    if page != "trends":
        return Link(page=FILES[page], params=params)
    params["trends_as_of"] = [filters.last.isoformat()]
    params["trends_range"] = [range_of((filters.last - filters.first).days)]
    shorts = [factor.short for factor in framework.active if factor.id in filters.factors]
    if len(shorts) < len(framework.active):
        params["trends_factors"] = shorts
    return Link(page=FILES[page], params={**params, **moment})


def in_todays_words(link: Link, labels: Sequence[str]) -> Link:
    """The link with a sensitivity as it is called now: "Strict: …", whatever it was measured to cost then."""
    heads = {label.partition(":")[0]: label for label in labels}
    params = {
        name: [heads.get(one.partition(":")[0], one) for one in said] if name.endswith("_sensitivity") else said
        for name, said in link.params.items()
    }
    return Link(page=link.page, params=params)


def range_of(days: int) -> str:
    """The shortest range of the trends that holds so many days."""
    return next((name for name, length in RANGES.items() if length >= days), [*RANGES][-1])


def read(view: Any) -> tuple[str, dict[str, list[str]]]:
    """The page and choices of a kept view; what is none is passed over (a snapshot may come from elsewhere)."""
    if not isinstance(view, Mapping) or view.get("page") not in FILES or not isinstance(view.get("params"), Mapping):
        return "trends", {}
    page = str(view["page"])
    texts = {
        name: [one for one in said if isinstance(one, str)]
        for name, said in view["params"].items()
        if isinstance(said, Sequence) and not isinstance(said, str)
    }
    return page, dict(view_of(page, texts)["params"])
