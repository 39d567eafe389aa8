"""How fast older stories fade: by half in two weeks, or faster where the balance itself wanders and the news shows it.

    γ(t) = min(2^(-1/14), 1 / (1 + c N)),  c = q² / 0.25,  N = S + W of the day before       N effective stories
    q²(t) = Σ weight(i) q(i)² over q = 0.5, 1, 2 and 4 points a day
    weight(i) ∝ exp Σ 2^(-(t-d)/60) ln P(stories of day d | memory i until the day before)   beta-binomial

Where the balance walks at random by q points a day, evidence of N stories is worth N / (1 + c N) a day later: a large
heap of old stories says less about today than its size. How much it walks is learned from the factor itself: four
memories, one for each q, compete by how well each foretold the following days' stories. With few stories (N under about
14) none of this shows, and the half-life is two weeks.
Source: the local-level model (West & Harrison, Bayesian Forecasting and Dynamic Models, ch. 2) in the metric of a
discounted Beta; discount factors weighed by their predictive likelihood (ibid., ch. 12, multi-process models).
Assumes what the day clustering assumes. The level stays an exact weighted average: a story of day d weighs f(d) times
the product of the fades since. What is said of a day needs no later day.

>>> ones = np.ones(3)
>>> sums = DailySums(
...     factor_id="f", days=np.array([0, 1, 2]), n=ones, k=ones, n0=0 * ones, contested=0 * ones, copies=ones,
...     outlets=("A",), outlet_n=ones[:, None], outlet_k=ones[:, None], analysts=(1,), analyst_n=ones[:, None],
...     analyst_k=ones[:, None])
>>> remember(sums, 14).weight(np.array([0, 14]), 14).round(3).tolist()
[0.5, 1.0]
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import exp, log2
from weakref import WeakKeyDictionary

import numpy as np
from scipy.special import betaln

from signpost.indicators import lean
from signpost.indicators.ledger import DailySums, Floats, Ints
from signpost.indicators.options import SHIPPED, Options

DRIFTS = (0.5, 1.0, 2.0, 4.0)  # points a day
JUDGED_HALF_LIFE = 60.0  # days: how long a good or a bad forecast is remembered
SPREAD = 0.25  # variance of a single story's vote at 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Memory:
    """A factor day by day from `first` (days since 1970): all arrays have one place per day.

    `strengthening` S and `weakening` W; `age` how many times the stories of the first day have halved by then.
    """

    first: int
    strengthening: Floats
    weakening: Floats
    age: Floats

    def weight(self, days: Ints, today: int) -> Floats:
        """What stories of these days, none after `today`, still count: 1 for today's, without the day clustering."""
        if not len(days):
            return np.zeros(0)
        return np.asarray(2.0 ** (self.age[days - self.first] - self.age[today - self.first]), dtype=np.float64)

    def half_life(self, today: int) -> float:
        """Days in which a story would fade by half at the pace of `today`."""
        at = today - self.first
        return float(1.0 / (self.age[at] - self.age[at - 1])) if at > 0 else SHIPPED.half_life


# The longest memory made of each sums, by what it depends on: a day says the same in any.
_made: WeakKeyDictionary[DailySums, dict[tuple[bool, float], Memory]] = WeakKeyDictionary()


def remember(sums: DailySums, last: int, options: Options = SHIPPED) -> Memory:
    """The memory from the first story at least until `last`; made once for each `DailySums`."""
    held = _made.setdefault(sums, {})
    key = (options.lean, options.half_life)
    made = held.get(key)
    if made is None or made.first + len(made.age) <= last:
        made = held[key] = _run(sums, last, options)
    return made


def _run(sums: DailySums, last: int, options: Options) -> Memory:
    first = int(sums.days[0]) if len(sums.days) else last
    size = max(last, int(sums.days[-1]) if len(sums.days) else last) - first + 1
    crowded = lean.crowding(sums.n)
    said, told = np.zeros((2, max(size, 1)))
    said[sums.days - first] = crowded * sums.n
    told[sums.days - first] = crowded * lean.straighten(sums, options.lean).k
    against = (said - told).tolist()
    toward: list[float] = told.tolist()
    longest = options.fade
    learning = options.half_life == SHIPPED.half_life
    pace = [drift * drift / 1e4 / SPREAD if learning else 0.0 for drift in DRIFTS]
    scores = [_foretold(toward, against, told, said, c, longest) for c in pace]
    s = w = age = 0.0
    strengthening, weakening, ages = [], [], []
    slowest, slower, faster, fastest = pace
    for up, down, one, two, three, four in zip(toward, against, *scores, strict=True):
        best = max(one, two, three, four)
        first_weight, second, third, fourth = exp(one - best), exp(two - best), exp(three - best), exp(four - best)
        c = first_weight * slowest + second * slower + third * faster + fourth * fastest
        fade = 1.0 / (1.0 + c / (first_weight + second + third + fourth) * (s + w))
        fade = fade if fade < longest else longest
        s, w, age = s * fade + up, w * fade + down, age - log2(fade)
        strengthening.append(s)
        weakening.append(w)
        ages.append(age)
    return Memory(first=first, strengthening=np.array(strengthening), weakening=np.array(weakening), age=np.array(ages))


def _foretold(
    toward: Sequence[float], against: Sequence[float], told: Floats, said: Floats, pace: float, longest: float
) -> Iterator[float]:
    """How well a memory with one pace foretold the stories until the day before, for every day."""
    s = w = 0.0
    ups, downs = [], []
    for up, down in zip(toward, against, strict=True):
        fade = 1.0 / (1.0 + pace * (s + w))
        fade = fade if fade < longest else longest  # min() takes longer than all the rest
        s *= fade
        w *= fade
        ups.append(s)
        downs.append(w)
        s += up
        w += down
    a = np.array(ups) + lean.KAPPA * lean.PRIOR
    b = np.array(downs) + lean.KAPPA * (1.0 - lean.PRIOR)
    gain: list[float] = (betaln(a + told, b + (said - told)) - betaln(a, b)).tolist()
    forget = 2.0 ** (-1.0 / JUDGED_HALF_LIFE)
    return accumulate(gain[:-1], lambda before, new: before * forget + new, initial=0.0)
