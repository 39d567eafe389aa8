"""How likely two headlines that share words tell one event: a few things weighed together. Pure.

The weights are those of a logistic regression over about a thousand pairs of real headlines that were judged by
reading. In words: the rarer the rarest shared word, the larger the shared part and the sooner one follows the other,
the likelier. A deed that both tell, or the same first word, helps; an opinion on a report, a "may" in only one of them
and one outlet for both (it tells what came next) speak against it. So does it where two titles share one word of the
news itself and countries at most, and else what only goes along with it: "amid", "as", "ahead of" something.
"""

import math

NOTHING_KNOWN = -3.8
SHARED, TOLD, RAREST = 4.6, 0.5, 4.5  # of the cosine, of the rarity of all shared words, of the rarest one's
MOST_TOLD = 4.0
LATER, AT_ONCE = 1.33, 4.0  # for each time that the hours between them grow e-fold, these few added
SAME_DEED, SAME_START = 0.7, 0.6
A_VIEW, ONE_MAY_BE, ONE_OUTLET = 1.0, 0.5, 2.0
ONLY_ASIDE = 1.5  # chosen, not fitted: real pairs like this are too few
SAME_LEAD = 3.0  # of the part of the first sentence, above half, that both summaries share


def weighed(cosine: float, told: float, rarest: float) -> float:
    """What the shared words say, in log-odds."""
    return NOTHING_KNOWN + SHARED * cosine + TOLD * min(told, MOST_TOLD) + RAREST * rarest


def later(hours: float) -> float:
    """What the time between says, in log-odds."""
    return -LATER * math.log(AT_ONCE + hours)


def chance(odds: float) -> float:
    """Log-odds as a chance, 0..1."""
    return 1.0 / (1.0 + math.exp(-odds))
