"""The team's agreement and disagreements in words; nothing here knows the screen."""

from collections.abc import Iterable, Sequence
from math import isnan

from signpost.indicators.sentences import counted, direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.tag import WEIGHTS, Direction, Judgement
from signpost.store.acts import Act
from signpost.store.rulings import Reading
from signpost.tagging.agreement import FEW, RELIABLE, TENTATIVE, Agreement
from signpost.tagging.disagreements import Conflict
from signpost.tagging.leaning import Leaning
from signpost.tagging.second_readings import Said
from signpost.tagging.side_by_side import Compared

BEARS_NOT = "Does not bear on it"
ENDINGS = {"changed": "changed since", "withdrawn": "taken back since", "merged": "moved to another name since"}


def number(value: float) -> str:
    """Two places, a real minus; "–" where it cannot be said."""
    return "–" if isnan(value) else f"{value:.2f}".replace("-", "−")


def verdict(found: Agreement) -> str:
    """What an alpha allows (Krippendorff's limits)."""
    if found.standing == "none":
        return "nothing to compare yet" if not found.n else "all say the same: nothing to tell apart"
    if found.standing == "thin":
        return "too few to say"
    if found.alpha >= RELIABLE:
        return "good enough to rely on"
    if found.alpha >= TENTATIVE:
        return "good enough for tentative conclusions"
    return "too low to rely on" if found.alpha_range[1] > 0 else "no better than chance"


def alpha_words(found: Agreement) -> str:
    """ "0.71 (0.60–0.80)"."""
    low, high = found.alpha_range
    within = "" if isnan(low) else f" ({number(low)}–{number(high)})"
    return f"{number(found.alpha)}{within}"


def beside_words(found: Agreement, unit: tuple[str, str] = ("story", "stories")) -> str:
    """What always stands beside an alpha: positive agreement, AC1, n."""
    parts = [] if isnan(found.positive) else [f"agreed on {100 * found.positive:.0f} % of what anybody tagged"]
    parts += [] if isnan(found.ac1) else [f"AC{2 if found.ordinal else 1} {number(found.ac1)}"]
    return " · ".join([*parts, counted(found.n, *unit)])


def opening(analysts: Sequence[str], found: Compared, blind: int, waiting: int) -> str:
    """The bottom line of the page."""
    if not found.stories:
        if len(analysts) > 1:
            return "No story has been read by two analysts yet, so agreement cannot be said."
        return "Agreement needs a second reader: about one headline in ten is shown to two."
    read = counted(found.stories, "story was", "stories were")
    said = [f"{read} read by two or more analysts, {blind} of them blind."]
    if found.stories < FEW:
        said.append("That is too few to say how far they agree.")
    else:
        matters = verdict(found.relevant) if found.relevant.standing == "solid" else "complete"
        way = f", on direction {verdict(found.direction)}" if found.direction.standing == "solid" else ""
        said.append(f"Agreement on what matters is {matters}{way}.")
    if waiting:
        waits = "disagreement waits", "disagreements wait"
        said.append(f"{counted(waiting, *waits)} for a ruling.")
    return " ".join(said)


def conflict_words(conflict: Conflict, short: str) -> str:
    return {
        Conflict.OPPOSITE: f"Opposite directions on {short}",
        Conflict.RELEVANCE: f"{short}, or not relevant at all",
        Conflict.FACTOR: f"{short}, or another factor",
        Conflict.SHIFT: f"A shift on {short}, or none",
    }[conflict]


def word_on(framework: Framework, said: Said, factor_ids: Iterable[str]) -> list[tuple[str, str]]:
    """What one analyst says: (what, note) for each tag, those on `factor_ids` first."""
    if not said.relevant:
        return [("not relevant", "")]
    first = set(factor_ids)
    tags = sorted(said.tags.values(), key=lambda tag: tag.factor_id not in first)
    told = [(tag_words(framework, tag.factor_id, tag.direction, tag.weight), tag.note) for tag in tags]
    return told or [("a deed was observed, no factor", "")]


def tag_words(framework: Framework, factor_id: str, direction: Direction | None, weight: int | None) -> str:
    """ "Balance: more hesitant, moderate"."""
    short = framework.factor(factor_id).short
    if direction is None:
        return f"{short}: does not bear on it"
    heavy = f", {WEIGHTS[weight]}" if weight else ""
    return f"{short}: {direction_words(framework, direction)}{heavy}"


def ruling_words(framework: Framework, ruling: Reading) -> str:
    return tag_words(framework, ruling.factor_id, ruling.direction, ruling.weight)


def act_words(framework: Framework, act: Act) -> tuple[str, str, str]:
    """What was said, what it took the place of, and how it ended (each "" where there is none)."""
    before = "; ".join(judgement_words(framework, each) for each in act.before)
    return judgement_words(framework, act.judgement), before, ENDINGS.get(act.ended, "")


def judgement_words(framework: Framework, judgement: Judgement) -> str:
    kind = judgement.kind.value
    if kind == "not_relevant":
        return "not relevant"
    if kind == "deed":
        deeds = {deed.id: deed.text for scenario in framework.scenarios for deed in scenario.signposts}
        return f"observed: {deeds.get(judgement.signpost_id or '', 'a deed')}"
    told = tag_words(framework, judgement.factor_id or "", judgement.direction, judgement.weight)
    return f"ruling on {told}" if kind == "ruling" else told


def leaning_words(framework: Framework, found: Leaning) -> str:
    """An analyst's usual lean, in a sentence with its numbers."""
    more, less = (direction_words(framework, way) for way in (Direction.STRENGTHENS, Direction.WEAKENS))
    if found.n < 10:
        way = f"too few shared tags to say a direction ({found.n})"
    else:
        lean = {1: f"leans to “{more}”", -1: f"leans to “{less}”", 0: "no lean to speak of"}[found.way]
        told = f"of {found.n} shared tags {found.more} say “{more}” more than colleagues do, {found.less} less"
        way = f"{lean}: {told}"
    keeps = {
        1: "Calls more stories relevant than colleagues do",
        -1: "Calls fewer stories relevant than colleagues do",
        0: "Calls as many stories relevant as colleagues do",
    }[found.keeps]
    alone = f"alone kept {found.kept}, alone left out {found.dropped}"
    return f"{way}. {keeps}: of {found.stories} {alone}."
