"""Numbers in words an analyst says aloud. All words on direction come from the framework; no factor is named here."""

from collections.abc import Iterable, Sequence
from datetime import date

from signpost.nouns.framework import Framework
from signpost.nouns.indicator import Composite, Evidence, Indicator
from signpost.nouns.tag import Direction

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SPAN = "six weeks"  # that a story counts, unless another half-life is asked for (`Options.span`)


def day_words(day: date, today: date | None = None) -> str:
    """A date as "23 Oct", with its year where that is not the year of `today`."""
    plain = f"{day.day} {MONTHS[day.month - 1]}"
    return plain if today is None or day.year == today.year else f"{plain} {day.year}"


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 story", "12 stories": `many` is `one` with an s unless given."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """ "59 %" for 0.59."""
    return f"{100 * share:.0f} %"


def direction_words(framework: Framework, direction: Direction) -> str:
    """What the framework calls a direction, as it stands within a sentence."""
    label = framework.directions[direction].label
    return label[:1].lower() + label[1:]


def band_words(indicator: Indicator | Composite) -> str:
    """ "62 (55–69)"."""
    return f"{indicator.level:.0f} ({indicator.low:.0f}–{indicator.high:.0f})"


def evidence_words(indicator: Indicator) -> str:
    """ "12 stories from 7 outlets, 3 analysts"; what there is instead where no story points either way."""
    evidence = indicator.evidence
    if evidence.stories:
        return (
            f"{counted(evidence.stories, 'story', 'stories')} from {voices_words(evidence)}, "
            f"{counted(evidence.analysts, 'analyst')}"
        )
    neutral = f"{counted(evidence.neutral, 'neutral mention')}" if evidence.neutral else ""
    if indicator.standing == "none":
        return neutral or "no recent evidence"
    return f"no story in six weeks{', ' + neutral if neutral else ''}"


def voices_words(evidence: Evidence) -> str:
    """ "17 independent publishers"; outlets where it is not told who stands behind them."""
    if evidence.publishers:
        return counted(evidence.publishers, "independent publisher")
    return counted(evidence.outlets, "outlet")


def change_words(indicator: Indicator) -> str:
    """ "up 8 points since 23 Oct", or "no clear change"."""
    change = indicator.change
    if change.clear is None:
        return "no clear change"
    points = counted(round(abs(change.points)), "point")
    return f"{change.clear} {points} since {day_words(change.since, indicator.as_of)}"


def level_sentence(indicator: Indicator, framework: Framework, *, span: str = SPAN) -> str:
    """The level, its band and what it rests on, in one sentence (two where doubt needs saying). `span` is the time that
    the evidence is counted over."""
    evidence = indicator.evidence
    head = f"{indicator.level:.0f} (80 % range {indicator.low:.0f}–{indicator.high:.0f})"
    more = direction_words(framework, Direction.STRENGTHENS)
    neutral = f" {counted(evidence.neutral, 'neutral mention')}." if evidence.neutral else ""
    if indicator.standing == "none":
        return f"{head}: no recent evidence, so neither way is likelier.{neutral}"
    if not evidence.stories:
        return f"{head}: no story in the last {span}; what is left of older ones is thin evidence.{neutral}"
    voices = voices_words(evidence)
    if indicator.standing == "thin":
        stories = counted(evidence.stories, "independent story", "independent stories")
        text = f"{head}: thin evidence, {stories} from {voices} in the last {span}."
    else:
        of = counted(evidence.stories, "independent story", "independent stories")
        text = (
            f"{head}: of the {of} from {voices} in the last {span}, newer ones counting more, "
            f"about {indicator.level:.0f} % say “{more}”."
        )
    disputed = round(evidence.contested * evidence.stories)
    if disputed:
        text += f" Analysts disagree on {'it' if evidence.stories == 1 else disputed}."
    return text


def opening_sentence(
    indicators: Sequence[Indicator],
    composite: Composite,
    framework: Framework,
    latest: date | None = None,
    *,
    span: str = SPAN,
) -> str:
    """The bottom line of a morning: which factors changed clearly and which way, or that none did, and on what.

    `latest` is the day of the newest story that counts, to tell old evidence from none; `span` the time that the
    evidence is counted over.
    """
    names = {indicator.factor_id: framework.factor(indicator.factor_id).short for indicator in indicators}
    if all(indicator.standing == "none" for indicator in indicators):
        if latest is not None:
            newest = day_words(latest, composite.as_of)
            return f"No recent evidence: the newest tagged story is of {newest}, and stories count for about {span}."
        neutral = sum(indicator.evidence.neutral for indicator in indicators)
        said = f", only {counted(neutral, 'neutral mention')}" if neutral else ""
        return f"No evidence yet{said}: tag the first headlines, and the levels will show which way they point."
    since = day_words(composite.since, composite.as_of)
    moved = sorted((one for one in indicators if one.change.clear), key=lambda one: -abs(one.change.points))
    if not moved:
        return f"Quiet: no factor changed clearly since {since}. {_standing_words(indicators, names, span)}"
    clauses = [
        f"{names[one.factor_id]} moved {counted(round(abs(one.change.points)), 'point')} towards "
        f"“{_towards(one, framework)}”"
        for one in moved
    ]
    rest = len(indicators) - len(moved)
    tail = ""
    if rest:
        tail = f"; {_small(rest)} {'other shows' if rest == 1 else 'others show'} no clear change"
    return f"Since {since} {_listed(clauses)}{tail}. {_standing_words(indicators, names, span)}"


def _towards(indicator: Indicator, framework: Framework) -> str:
    up = indicator.change.clear == "up"
    return direction_words(framework, Direction.STRENGTHENS if up else Direction.WEAKENS)


def _standing_words(indicators: Sequence[Indicator], names: dict[str, str], span: str) -> str:
    """On how much evidence all this stands."""
    solid = [one for one in indicators if one.standing == "solid"]
    if len(solid) == len(indicators):
        fewest = min(one.evidence.stories for one in indicators)
        most = max(one.evidence.stories for one in indicators)
        if fewest == most:
            return f"Each factor rests on {counted(fewest, 'story', 'stories')} of the last {span}."
        return f"Each factor rests on {fewest:,} to {most:,} stories of the last {span}."
    thin = [names[one.factor_id] for one in indicators if one.standing == "thin"]
    none = [names[one.factor_id] for one in indicators if one.standing == "none"]
    doubts = []
    if thin:
        doubts.append(f"thin for {_listed(thin)}")
    if none:
        doubts.append(f"missing for {_listed(none)}")
    if len(indicators) == 1:
        return "The evidence is thin."
    number = _small(len(solid)) if solid else "none"
    start = f"{number[:1].upper()}{number[1:]} of {_small(len(indicators))} factors"
    verb = "stands" if len(solid) < 2 else "stand"
    return f"{start} {verb} on solid evidence; it is {' and '.join(doubts)}."


def _small(number: int) -> str:
    return SMALL[number] if number < len(SMALL) else str(number)


def _listed(parts: Iterable[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    *head, last = parts
    return f"{', '.join(head)} and {last}" if head else last
