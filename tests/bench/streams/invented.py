"""A factor's news, invented with its truth.

Stories a day: Poisson around a weekly cycle (weekends 0.55) and a lag-1 autocorrelated mood of the press. A story
points up with the probability expit(truth + the day's agenda + its outlet's lean + its analyst's lean); 8 % of tags are
wrong. Copies: 45 % of stories have some, a heavy tail of up to 40; the clusterer finds `recall` of them, the others
stand as stories of their own, tagged by anybody. Truth: what the usual outlets and analysts would say on average,
without the day's noise. Calibrated on counts of real headlines (variance to mean 1.7 within a weekday at 15 a day,
lag-1 autocorrelation 0.5, effective number of outlets 10); errors, leans, agenda and copies are assumptions.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from signpost.indicators.ledger import DailySums, Floats, Ints

FIRST = 20454  # the day number of the stream's first day, a Thursday
OUTLETS, ANALYSTS = 40, 3
WRONG = 0.08
RECALL = 0.95  # of the copies
AGENDA = 0.35  # logit, a day: gives stories of one day a correlation of about 0.03
OUTLET_LEAN, ANALYST_LEAN = 0.5, 0.3
MOOD, MOOD_KEPT = 0.22, 0.7
WEEK = np.array([1.15, 1.2, 1.2, 1.2, 1.15, 0.55, 0.55])
GRID = np.linspace(-8.0, 8.0, 801)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)


def expit(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-x))


@dataclass(frozen=True, eq=False)
class World:
    """Who writes and who tags: `mix` of the outlets (sums to 1), their lean and the analysts', centred."""

    mix: Floats
    outlet_lean: Floats
    analyst_lean: Floats
    shown: Floats  # the truth in shares for every place of GRID
    agenda: float


def world(rng: np.random.Generator, agenda: float = AGENDA) -> World:
    mix = 1.0 / np.arange(1, OUTLETS + 1) ** 1.05
    mix /= mix.sum()
    outlet = rng.normal(0.0, OUTLET_LEAN, OUTLETS)
    outlet -= mix @ outlet
    analyst = rng.normal(0.0, ANALYST_LEAN, ANALYSTS)
    analyst -= analyst.mean()
    offset = outlet[:, None, None] + analyst[None, :, None] + agenda * NODES[None, None, :]
    weight = mix[:, None, None] / ANALYSTS * (WEIGHTS / WEIGHTS.sum())[None, None, :]
    shown = np.array([(weight * expit(place + offset)).sum() for place in GRID])
    return World(mix, outlet, analyst, WRONG + (1 - 2 * WRONG) * shown, agenda)


@dataclass(frozen=True, eq=False)
class Stream:
    """Stories as the store would hold them, votes as two columns (-1: no second analyst), and every headline.

    `draw` tells for how much the story speaks (0-1): a second look at it is no second draw.
    """

    size: int
    truth: Floats
    day: Ints
    outlet: Ints
    analyst: Ints
    second: Ints
    up: NDArray[np.bool_]
    up_second: NDArray[np.bool_]
    head_day: Ints
    head_outlet: Ints
    head_up: NDArray[np.bool_]

    def only(self, kept: NDArray[np.bool_], heads: NDArray[np.bool_]) -> "Stream":
        names = ("day", "outlet", "analyst", "second", "up", "up_second")
        cut = {name: getattr(self, name)[kept] for name in names}
        return replace(self, **cut, **{f"head_{n}": getattr(self, f"head_{n}")[heads] for n in ("day", "outlet", "up")})

    def with_stories(self, day: Ints, outlet: Ints, up: NDArray[np.bool_], rng: np.random.Generator) -> "Stream":
        """More stories, each a single headline tagged by one of the analysts."""
        size = len(day)
        return replace(
            self,
            day=np.append(self.day, day),
            outlet=np.append(self.outlet, outlet),
            analyst=np.append(self.analyst, rng.integers(0, ANALYSTS, size)),
            second=np.append(self.second, np.full(size, -1)),
            up=np.append(self.up, up),
            up_second=np.append(self.up_second, np.zeros(size, dtype=bool)),
        )

    def with_headlines(self, day: Ints, outlet: Ints, up: NDArray[np.bool_]) -> "Stream":
        return replace(
            self,
            head_day=np.append(self.head_day, day),
            head_outlet=np.append(self.head_outlet, outlet),
            head_up=np.append(self.head_up, up),
        )


def intensity(rng: np.random.Generator, size: int, volume: float, surge: tuple[int, int, float] | None) -> Floats:
    moods = np.empty(size)
    mood = rng.normal(0.0, MOOD)
    for day, push in enumerate(rng.normal(0.0, MOOD * np.sqrt(1 - MOOD_KEPT**2), size)):
        mood = MOOD_KEPT * mood + push
        moods[day] = mood
    told = volume * WEEK[(np.arange(size) + 3) % 7] / WEEK.mean() * np.exp(moods - MOOD**2 / 2)
    if surge:
        told[surge[0] : surge[0] + surge[1]] *= surge[2]
    return told


def copies_of(rng: np.random.Generator, size: int) -> Ints:
    tail = np.minimum(40, np.floor(rng.pareto(1.3, size) + 1)).astype(np.int64)
    return np.where(rng.random(size) < 0.45, tail, 0)


def stream(
    rng: np.random.Generator,
    who: World,
    shares: Floats,
    volume: float,
    *,
    recall: float = RECALL,
    surge: tuple[int, int, float] | None = None,
    newcomer: tuple[int, float, float] | None = None,
) -> Stream:
    """A stream whose truth is `shares` (0-1) day by day.

    `surge` (first day, days, times) raises the volume; `newcomer` (first day, share, lean) is an analyst who from then
    on tags that share of the stories.
    """
    size = len(shares)
    latent = np.interp(shares, who.shown, GRID) + rng.normal(0.0, who.agenda, size)
    day = np.repeat(np.arange(size), rng.poisson(intensity(rng, size, volume, surge)))
    leans = np.append(who.analyst_lean, newcomer[2] if newcomer else 0.0)
    draw = rng.random(len(day))

    def tagged(story: Ints, outlet: Ints, analyst: Ints) -> NDArray[np.bool_]:
        points = draw[story] < expit(latent[day[story]] + who.outlet_lean[outlet] + leans[analyst])
        wrong = rng.random(len(story)) < WRONG
        return np.asarray(points ^ wrong)

    def analysts(when: Ints) -> Ints:
        usual = rng.integers(0, ANALYSTS, len(when))
        if not newcomer:
            return usual
        return np.where((when >= newcomer[0]) & (rng.random(len(when)) < newcomer[1]), ANALYSTS, usual)

    story = np.arange(len(day))
    outlet = rng.choice(OUTLETS, len(day), p=who.mix)
    analyst = analysts(day)
    up = tagged(story, outlet, analyst)
    second = np.where(rng.random(len(day)) < 0.2, (analyst + 1) % ANALYSTS, -1)
    up_second = tagged(story, outlet, np.maximum(second, 0))

    of = np.repeat(story, copies_of(rng, len(day)))
    copy_outlet = rng.choice(OUTLETS, len(of), p=who.mix)
    copy_day = np.minimum(size - 1, day[of] + rng.integers(0, 3, len(of)))
    lost = rng.random(len(of)) >= recall
    copy_analyst = analysts(copy_day)
    copy_up = tagged(of, copy_outlet, copy_analyst)
    return Stream(
        size=size,
        truth=shares,
        day=np.append(day, copy_day[lost]),
        outlet=np.append(outlet, copy_outlet[lost]),
        analyst=np.append(analyst, copy_analyst[lost]),
        second=np.append(second, np.full(int(lost.sum()), -1)),
        up=np.append(up, copy_up[lost]),
        up_second=np.append(up_second, np.zeros(int(lost.sum()), dtype=bool)),
        head_day=np.append(day, copy_day),
        head_outlet=np.append(outlet, copy_outlet),
        head_up=np.append(up, copy_up),
    )


@cache
def _names(count: int) -> tuple[str, ...]:
    return tuple(f"Outlet {i:02}" for i in range(count))


def sums(one: Stream, *, headlines: bool = False) -> DailySums:
    """The stream as the ledger would sum it: its stories, or (`headlines`) every headline as if it were a story."""
    if headlines:
        nobody = np.full(len(one.head_day), -1)
        day, outlet, up, first = one.head_day, one.head_outlet, one.head_up, np.zeros_like(one.head_day)
        second, up_second = nobody, np.zeros(len(nobody), dtype=bool)
    else:
        day, outlet, first, up, second, up_second = one.day, one.outlet, one.analyst, one.up, one.second, one.up_second
    both = second >= 0
    share = np.where(both, 0.5, 1.0)
    y = np.where(both, (up.astype(float) + up_second) / 2, up)
    held, at = np.unique(day, return_inverse=True)
    outlets, analysts = int(outlet.max()) + 1, int(first.max()) + 1
    size = len(held)

    def table(row: Ints, column: Ints, values: Floats, width: int) -> Floats:
        return np.bincount(row * width + column, values, size * width).reshape(size, width)

    ones = np.ones(len(day))
    votes = [(at, first, share, share * up), (at[both], second[both], share[both], (share * up_second)[both])]
    return DailySums(
        factor_id="f",
        days=held + FIRST,
        n=np.bincount(at, ones, size),
        k=np.bincount(at, y, size),
        n0=np.zeros(size),
        contested=np.bincount(at, both & (up != up_second), size).astype(float),
        copies=np.bincount(at, ones, size),
        outlets=_names(outlets),
        outlet_n=table(at, outlet, ones, outlets),
        outlet_k=table(at, outlet, y, outlets),
        analysts=tuple(range(analysts)),
        analyst_n=sum(table(row, who, n, analysts) for row, who, n, _ in votes),
        analyst_k=sum(table(row, who, k, analysts) for row, who, _, k in votes),
    )
