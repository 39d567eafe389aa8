"""How confident a reading can be: its basis, and the premises that have lapsed. Never how likely anything is."""

from datetime import date, datetime

from signpost.desk.indicators_coverage import shares
from signpost.desk.premises import resting
from signpost.desk.reckoned import Reckoned
from signpost.desk.server import Desk
from signpost.indicators.confidence import Confidence, confidence


def stated(desk: Desk, reckoned: Reckoned, factor_id: str, today: date, moment: datetime) -> Confidence:
    """The confidence of a factor's reading, with what keeps it from being higher."""
    read = next((one for one in shares(desk, reckoned, today, moment) if one.name == factor_id and one.stories), None)
    return confidence(
        reckoned.indicator(factor_id, today), resting(desk, reckoned, factor_id), read.share if read else None
    )
