"""How many relevant stories still wait unread, estimated from the audits: headlines drawn at random and judged.

Audit i was drawn from a pile of W_i stories with the probability p_i = n_i / W_i. y_i is 1 if it proved relevant. Since
it was drawn, J_i stories of that pile were judged, F_i of them relevant. The pile then held T_i relevant stories, so
E[y_i] = T_i / W_i, and T_i - F_i of them still wait among W_i - J_i. Adding up over the m judged audits, with the share
of relevant stories in what is left taken as the same for what arrived since, gives a ratio (Hájek) estimate over the
W stories that wait now:

    unseen = W * sum(y_i - F_i / W_i) / sum(1 - J_i / W_i)

The only random part is s = sum(y_i). Its band is that of a binomial with m trials, by the quantiles of the Beta
distribution (Clopper and Pearson, Biometrika 26, 1934, 404-413): m * Beta(s, m - s + 1) to m * Beta(s + 1, m - s). It
covers at least 80 % whatever the share.

The estimate with inclusion probabilities is from Horvitz and Thompson (JASA 47, 1952, 663-685) and Hájek (1971).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import betaincinv

from signpost.nouns.queue import Looked
from signpost.store import Store

FEWEST = 20  # audits judged before a number is worth saying
BAND = 0.8
ENOUGH = 0.9  # share of the relevant stories found, at the unfavourable end of the band, at which stopping is offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """`estimate` relevant stories of `waiting` are unread, with 80 % certainty `low` to `high`; from `drawn` audits.

    The three are None while fewer than 20 audits are judged. `found` is how many relevant stories are known. `stop`:
    going on would bring little.
    """

    waiting: int
    drawn: int
    found: int
    estimate: int | None = None
    low: int | None = None
    high: int | None = None

    @property
    def stop(self) -> bool:
        """Whether nine in ten relevant stories are found even at the unfavourable end of the band."""
        return self.high is not None and self.found >= ENOUGH * (self.found + self.high)

    @property
    def sentence(self) -> str:
        """The estimate in words."""
        if not self.waiting:
            return "Nothing waits unread."
        if self.estimate is None or self.low is None or self.high is None:
            judged = f"{self.drawn} of the {FEWEST} random checks" if self.drawn else "none of the random checks"
            return f"How much still matters among what waits is not known yet: {judged} it takes are judged."
        number = f"About {count(self.estimate)}" if self.estimate else "Hardly any"
        stories = "story" if self.estimate == 1 else "stories"
        band = f"probably {count(self.low)} to {count(self.high)}"
        of = f"of the {self.waiting:,} that wait"
        return f"{number} relevant {stories} {of} are still unread ({band}; from {self.drawn} random checks)."

    @property
    def hint(self) -> str:
        """Whether it is worth going on, in words; "" where that is not known."""
        if self.high is None or self.low is None or not self.waiting:
            return ""
        if self.stop:
            return "Going on would bring little: at least nine in ten relevant stories are probably found."
        reach = self.found / (self.found + self.high)
        part = f"{100 * reach:.0f} %" if reach >= 0.01 else "less than 1 %"
        return f"Going on is worth it: perhaps only {part} of the relevant stories are found."


def unseen(looked: Sequence[Looked], waiting: int, found: int) -> Unseen:
    """The estimate, from the judged audits, what waits now, and the relevant stories that are known. Pure."""
    drawn = len(looked)
    left = sum(1 - each.judged / each.waiting for each in looked)
    if drawn < FEWEST or left <= 0:
        return Unseen(waiting=waiting, drawn=drawn, found=found)
    relevant = sum(each.relevant for each in looked)
    known = sum(each.found / each.waiting for each in looked)
    low, high = band(relevant, drawn)
    middle, least, most = (
        min(waiting, max(0.0, waiting * (drawn * share - known) / left)) for share in (relevant / drawn, low, high)
    )
    return Unseen(
        waiting=waiting, drawn=drawn, found=found, estimate=round(middle), low=int(least), high=-int(-most // 1)
    )


def band(hits: int, trials: int, certainty: float = BAND) -> tuple[float, float]:
    """The exact band of a share (Clopper-Pearson)."""
    tail = (1 - certainty) / 2
    low = float(betaincinv(hits, trials - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, trials - hits, 1 - tail)) if hits < trials else 1.0
    return low, high


def still_unseen(store: Store) -> Unseen:
    """The estimate for a store as it is now."""
    return unseen(store.draws.looked(), store.inbox.waiting(), store.draws.found())


def count(number: int) -> str:
    """A number as precise as an estimate deserves: two figures."""
    digits = max(0, len(str(number)) - 2)
    return f"{round(number, -digits):,}"
