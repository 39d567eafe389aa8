"""Words into events: what a page or a file says an analyst did, checked against the framework.

A refused event keeps its reason, the others are saved: one bad key never holds up the rest.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from signpost.errors import TagError
from signpost.nouns.framework import Framework
from signpost.nouns.tag import WEIGHTS, Action, Analyst, Direction, Event
from signpost.store import Saved, Store

LONGEST_NOTE = 2_000
LONGEST_UID = 100
CLOCK_SLACK = timedelta(days=400)  # an outbox may wait long, but not for years


def record(
    store: Store, framework: Framework, analyst: Analyst, sent: Sequence[Mapping[str, Any]], now: datetime
) -> Saved:
    """Save what was sent, in its order. Every uid is either acknowledged or refused with a reason."""
    good: list[Event] = []
    refused: dict[str, str] = {}
    for words in sent:
        try:
            good.append(event_of(words, framework, now))
        except TagError as error:
            refused[str(words.get("uid", ""))[:LONGEST_UID]] = error.reason
    saved = store.tags.save(good, analyst, now) if good else Saved()
    return Saved(acknowledged=saved.acknowledged, refused=refused | saved.refused)


def event_of(words: Mapping[str, Any], framework: Framework, now: datetime) -> Event:
    """One event; raises TagError with the reason. A time ahead of `now` becomes now: a browser's clock may be wrong."""
    uid = text_of(words, "uid", LONGEST_UID)
    if not uid:
        raise TagError("event", "it has no uid")
    try:
        action = Action(text_of(words, "action", 20))
    except ValueError:
        raise TagError(uid, f"“{words.get('action')}” is nothing an analyst can do") from None
    headline = number_of(words.get("headline"))
    if not headline:
        raise TagError(uid, "it names no headline")
    undoes = text_of(words, "undoes", LONGEST_UID)
    if action in (Action.UNDO, Action.WITHDRAW) and not undoes:
        raise TagError(uid, "it does not say what to take back")
    factor, direction, weight, signpost = "", None, 2, ""
    if action in (Action.TAG, Action.RULING):
        factor = checked_factor(uid, text_of(words, "factor", 100), framework)
        direction = ruled_direction(uid, action.value, text_of(words, "direction", 20))
        weight = checked_weight(uid, words.get("weight", 2))
        signpost = checked_signpost(uid, text_of(words, "signpost", 100), factor, framework)
    elif action is Action.DEED:
        signpost = checked_deed(uid, text_of(words, "signpost", 100), framework)
    if action is Action.RULING and not text_of(words, "reason", LONGEST_NOTE):
        raise TagError(uid, "a ruling needs a reason")
    return Event(
        uid=uid,
        action=action,
        headline_id=headline,
        at=moment_of(words.get("at"), now),
        factor_id=factor,
        direction=direction,
        weight=weight,
        signpost_id=signpost,
        note=text_of(words, "note", LONGEST_NOTE),
        reason=text_of(words, "reason", LONGEST_NOTE),
        undoes=undoes,
        other_id=number_of(words.get("other")) if action in (Action.SAME, Action.APART) else 0,
    )


def number_of(value: Any) -> int:
    """The number of a headline; 0 for anything that cannot be one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63 else 0


def text_of(words: Mapping[str, Any], name: str, longest: int) -> str:
    value = words.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TagError(str(words.get("uid", "event"))[:LONGEST_UID], f"its {name} is not a text")
    if len(value) > longest:
        raise TagError(str(words.get("uid", "event"))[:LONGEST_UID], f"its {name} is longer than {longest} characters")
    return value.replace("\x00", "").strip()


def moment_of(value: Any, now: datetime) -> datetime:
    """When it was pressed: as the sender says, if that is believable, else now."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else now
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return now
    return moment if now - CLOCK_SLACK <= moment <= now else now


def checked_factor(subject: str, factor: str, framework: Framework) -> str:
    if factor not in {f.id for f in framework.factors}:
        raise TagError(subject, f"this framework has no factor “{factor}”")
    if framework.factor(factor).retired is not None:
        raise TagError(subject, f"the factor “{factor}” is retired")
    return factor


def checked_direction(subject: str, direction: str) -> Direction:
    try:
        return Direction(direction)
    except ValueError:
        raise TagError(subject, f"“{direction}” is no direction (strengthens, neutral, weakens)") from None


def ruled_direction(subject: str, kind: str, direction: str) -> Direction | None:
    """A direction; a ruling may say with "" that the story does not bear on the factor."""
    return None if kind == Action.RULING and not direction else checked_direction(subject, direction)


def checked_weight(subject: str, weight: Any) -> int:
    if isinstance(weight, bool) or not isinstance(weight, int) or weight not in WEIGHTS:
        raise TagError(subject, f"“{str(weight)[:40]}” is no weight (1 slight, 2 moderate, 3 major)")
    return weight


def checked_signpost(subject: str, signpost: str, factor: str, framework: Framework) -> str:
    if signpost and signpost not in {s.id for s in framework.factor(factor).signposts}:
        raise TagError(subject, f"the factor “{factor}” has no signpost “{signpost}”")
    return signpost


def checked_deed(subject: str, signpost: str, framework: Framework) -> str:
    if signpost not in {deed.id for scenario in framework.scenarios for deed in scenario.signposts}:
        raise TagError(subject, f"no scenario of this framework has a signpost “{signpost}”")
    return signpost
