"""A hand that tags with the keys alone: sees what the screen shows, presses a key, and knows what that must mean.

Its own small model of the deck says which events each key must make. `compared` holds that against what the page sent
and what the database stored, event by event.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from signpost.nouns.framework import Framework

GRID = ("QWERT", "ASDFG", "ZXCVB")
SAME_FIELDS = ("action", "headline", "factor", "direction", "weight", "signpost", "note")
NOTES = ("seen in two places", "old news?", "words only, no deed", "ask the desk")
# Every event lies in localStorage from the moment of its key: whoever listens there hears all of them, in order.
LISTEN = """window.pressedEvents = []; window.dry = {longest: 0, since: 0};
const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function (slot, value) {
  if (slot.startsWith("signpost.outbox|") && !slot.endsWith("probe")) window.pressedEvents.push(JSON.parse(value));
  return setItem.call(this, slot, value);
};
const within = (root, name) => {
  const found = root.querySelector(name);
  if (found) return found;
  for (const host of root.querySelectorAll("[data-testid^=stBidi], [data-testid^=stBidi] *")) {
    const inside = host.shadowRoot && within(host.shadowRoot, name);
    if (inside) return inside;
  }
  return null;
};
window.deck = (name) => within(document, ".deck " + name);
setInterval(() => {
  const session = window.signpostSessions && Array.from(window.signpostSessions.values())[0];
  if (!session || session.current) window.dry.since = 0;
  else {
    window.dry.since ||= performance.now();
    window.dry.longest = Math.max(window.dry.longest, performance.now() - window.dry.since);
  }
}, 50);"""
SEE = """() => {
  const session = Array.from(window.signpostSessions.values())[0];
  const card = session.current;
  if (!card) return null;
  const about = session.question;
  const lines = session.listing ? window.deck(".rows").querySelectorAll(".line-title bdi") : [];
  return {
    headline: card.headline, kind: card.kind ?? "", pair: Boolean(card.pair), listing: session.listing,
    title: session.listing ? lines[session.cursor]?.textContent : window.deck(".title").textContent,
    about: about ? about.headline : 0, other: about ? (about.first ?? card).headline : 0,
    rows: session.listing ? session.rows.map((row) => [row.headline, row.kind ?? ""]) : [],
    open: session.listing ? session.rows.filter((row) => session.untouched(row)).map((row) => row.headline) : [],
  };
}"""


@dataclass(slots=True)
class Entry:
    """A judgement that stands on the page; `event` is its place among the hand's events."""

    event: int
    action: str
    headline: int
    group: int = 0


@dataclass
class Hand:
    """`choose(title)` names column, row and weight of a tag, or None for "not relevant"."""

    page: Page
    framework: Framework
    choose: Callable[[str], tuple[int, int, int] | None]
    rng: random.Random
    events: list[dict[str, Any]] = field(default_factory=list)
    history: list[Entry] = field(default_factory=list)
    screens: list[tuple[int, str, str]] = field(default_factory=list)  # headline, kind, title: all that was shown
    wrong: list[str] = field(default_factory=list)  # what the screen did that it should not
    keys: int = 0
    groups: int = 0
    used: dict[str, int] = field(default_factory=dict)

    # ------------------------------------------------------------------ eyes and fingers

    def see(self) -> dict[str, Any] | None:
        seen: dict[str, Any] | None = self.page.evaluate(SEE)
        if seen:
            self.screens.append((seen["headline"], seen["kind"], "" if seen["pair"] else seen["title"]))
            self.screens += [(headline, kind, "") for headline, kind in seen["rows"]]
        return seen

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def headlines(self) -> int:
        """How many were judged or put off."""
        return len({entry.headline for entry in self.history})

    # ------------------------------------------------------------------ what a key must mean

    def make(self, action: str, headline: int, **more: Any) -> int:
        blank = {"factor": None, "direction": None, "weight": None, "signpost": None, "note": "", "undoes": None}
        self.events.append({**blank, "action": action, "headline": headline, **more})
        return len(self.events) - 1

    def judge(self, action: str, headline: int, *, group: int = 0, shown: int = 0, **more: Any) -> None:
        self.history.append(Entry(self.make(action, headline, **more), action, shown or headline, group))

    def forget(self, entry: Entry) -> None:
        self.history.remove(entry)
        self.make("undo", self.events[entry.event]["headline"], undoes=entry.event)

    def given(self, headline: int) -> list[Entry]:
        return [e for e in self.history if e.headline == headline and e.action in ("tag", "deed")]

    def unsay(self, seen: dict[str, Any]) -> None:
        excluded = ("not_relevant", "later") if seen["listing"] else ("not_relevant",)
        for entry in [e for e in self.history if e.headline == seen["headline"] and e.action in excluded]:
            self.forget(entry)

    # ------------------------------------------------------------------ moves: one yield for each key

    def work(self) -> Iterator[None]:
        """Tag on and on. All moves come in turn, the plain ones most often."""
        rare = [self.two, self.undo, self.signpost, self.note, self.deed, self.later, self.clear]
        while True:
            seen = self.see()
            if seen is None:
                yield
            elif seen["pair"]:
                yield from self.pair(seen)
            elif seen["about"] and self.rng.random() < 0.7:
                yield from self.answer(seen)
            elif self.rng.random() < 0.25:
                move = self.rng.choice(rare)
                self.used[move.__name__] = self.used.get(move.__name__, 0) + 1
                yield from move(seen)
            else:
                yield from self.plain(seen)

    def plain(self, seen: dict[str, Any]) -> Iterator[None]:
        chosen = self.choose(seen["title"])
        if chosen is not None:
            yield from self.tag(seen, *chosen)
            return
        self.press("Space")
        self.unsay(seen)
        for entry in self.given(seen["headline"]):
            self.forget(entry)
        self.judge("not_relevant", seen["headline"])
        yield

    def tag(
        self, seen: dict[str, Any], column: int, row: int, weight: int = 2, *, stay: bool = False
    ) -> Iterator[None]:
        if weight != 2:
            self.press(f"Digit{weight}")
            yield
        self.press(("Shift+" if stay else "") + f"Key{GRID[row][column]}")
        self.unsay(seen)
        told = {
            "factor": self.framework.active[column].id,
            "direction": str(list(self.framework.directions)[row]),
            "weight": weight,
        }
        earlier = next(
            (e for e in self.given(seen["headline"]) if self.events[e.event]["factor"] == told["factor"]), None
        )
        same = earlier is not None and all(self.events[earlier.event][name] == value for name, value in told.items())
        if earlier is not None and (not same or stay):
            self.forget(earlier)
        if not same:
            self.judge("tag", seen["headline"], **told)
        yield

    def any_tag(self, seen: dict[str, Any]) -> Iterator[None]:
        yield from self.tag(seen, self.rng.randrange(5), self.rng.randrange(3))

    def two(self, seen: dict[str, Any]) -> Iterator[None]:
        one, other = self.rng.sample(range(5), 2)
        yield from self.tag(seen, one, self.rng.randrange(3), stay=True)
        yield from self.tag(seen, other, self.rng.randrange(3))

    def later(self, seen: dict[str, Any]) -> Iterator[None]:
        self.press("Enter")
        if not self.given(seen["headline"]):
            self.judge("later", seen["headline"])
        yield

    def undo(self, _: dict[str, Any] | None = None) -> Iterator[None]:
        if not self.history:
            return
        last = self.history[-1]
        self.press("Backspace")
        for entry in [e for e in reversed(self.history) if e is last or (last.group and e.group == last.group)]:
            self.forget(entry)
        seen = self.see()
        if seen is None or (last.group == 0 and seen["headline"] != last.headline):
            self.wrong.append(f"after undoing on {last.headline} the screen shows {seen and seen['headline']}")
        yield

    def signpost(self, seen: dict[str, Any]) -> Iterator[None]:
        yield from self.any_tag(seen)
        entry = self.history[-1]
        self.press("KeyP")
        yield
        factor = self.framework.factor(self.events[entry.event]["factor"])
        signposts = [each.id for each in factor.signposts if each.retired is None]
        number = self.rng.randrange(min(9, len(signposts)))
        self.press(f"Digit{number + 1}")
        self.attach(entry, signpost=signposts[number])
        yield

    def note(self, seen: dict[str, Any]) -> Iterator[None]:
        yield from self.any_tag(seen)
        words = self.rng.choice(NOTES)
        self.press("KeyN")
        yield
        self.page.keyboard.type(words)
        self.press("Enter")
        self.attach(self.history[-1], note=words)
        yield

    def attach(self, entry: Entry, **more: str) -> None:
        before = self.events[entry.event]
        if all(before[name] == value for name, value in more.items()):
            return
        self.make("undo", entry.headline, undoes=entry.event)
        self.events.append({**before, **more})
        entry.event = len(self.events) - 1

    def deed(self, seen: dict[str, Any]) -> Iterator[None]:
        scenarios = [each for each in self.framework.scenarios if each.retired is None]
        number = self.rng.randrange(min(9, len(scenarios)))
        deeds = [each.id for each in scenarios[number].signposts if each.retired is None]
        which = self.rng.randrange(min(9, len(deeds)))
        self.press("KeyI")
        yield
        self.press(f"Digit{number + 1}")
        yield
        self.press(f"Digit{which + 1}")
        self.unsay(seen)
        if not any(self.events[e.event]["signpost"] == deeds[which] for e in self.given(seen["headline"])):
            self.judge("deed", seen["headline"], signpost=deeds[which])
        yield

    def clear(self, _: dict[str, Any]) -> Iterator[None]:
        """The list: tag some rows, the rest is not relevant, sometimes taken back and said again."""
        self.press("KeyL")
        yield
        for _ in range(3):
            seen = self.see()
            if seen is None:
                break
            if self.rng.random() < 0.5:
                yield from self.any_tag(seen)
            else:
                self.press("KeyJ")
                yield
        for again in range(1 + (self.rng.random() < 0.3)):
            seen = self.see()
            if seen is None or not seen["open"]:
                break
            if again:
                yield from self.undo()
            self.groups += 1
            opened = (self.see() or seen)["open"] if again else seen["open"]
            self.press("KeyM")
            for headline in opened:
                self.judge("not_relevant", headline, group=self.groups)
            yield
        self.press("KeyL")
        yield

    def answer(self, seen: dict[str, Any]) -> Iterator[None]:
        action = self.rng.choice(["same", "apart"])
        self.press("KeyY" if action == "same" else "KeyU")
        self.judge(action, seen["about"], shown=seen["headline"])
        yield

    def pair(self, seen: dict[str, Any]) -> Iterator[None]:
        if self.rng.random() < 0.2:
            self.press("Enter")
            self.judge("later", seen["about"], shown=seen["headline"])
            yield
        else:
            yield from self.answer(seen)


def compared(hand: Hand, name: str, rows: Callable[..., list[Any]]) -> list[str]:
    """Every difference between what was pressed, what the page made of it, and what the database holds."""
    sent = hand.page.evaluate("window.pressedEvents")
    wrong = [f"{name}: {words}" for words in hand.wrong]
    if len(sent) != len(hand.events):
        wrong.append(f"{name}: {len(hand.events)} events were pressed, the page made {len(sent)}")
    for at, (meant, made) in enumerate(zip(hand.events, sent, strict=False)):
        undoes = None if meant["undoes"] is None else sent[meant["undoes"]]["uid"]
        if any(meant[each] != made[each] for each in SAME_FIELDS) or undoes != made["undoes"]:
            wrong.append(f"{name}: event {at} was pressed as {meant}, the page made {made}")
    asked = (
        "SELECT t.uid, kind, headline_id, factor_id, direction, weight, signpost_id, note, known_to IS NULL"
        " FROM tags t JOIN analysts a ON a.id = t.analyst_id WHERE a.name = ? ORDER BY t.id"
    )
    stored = rows(asked, name)
    first = {row[0]: row[1:8] for row in stored if "~" not in row[0]}
    heard = {uid for (uid,) in rows("SELECT uid FROM heard")}
    for event in sent:
        if event["action"] in ("tag", "not_relevant", "deed"):
            weight = event["weight"] or 2
            words = (event["factor"] or "", event["direction"] or "", weight, event["signpost"] or "", event["note"])
            if first.get(event["uid"]) != (event["action"], event["headline"], *words):
                wrong.append(f"{name}: pressed {event}, stored {first.get(event['uid'])}")
        elif event["uid"] not in heard:
            wrong.append(f"{name}: {event['action']} of {event['headline']} was never heard")
    order = [e["uid"] for e in sent if e["action"] in ("tag", "not_relevant", "deed")]
    if order != [uid for uid in first if uid in set(order)]:
        wrong.append(f"{name}: stored in another order than pressed")
    wrong += [f"{name}: stored, never pressed: {uid}" for uid in first if uid not in set(order)]
    stands = sorted(row[1:8] for row in stored if row[8])
    meant_to_stand = sorted(standing(hand))
    if stands != meant_to_stand:
        wrong.append(f"{name}: {len(meant_to_stand)} judgements should stand, {len(stands)} do")
    titles = dict(rows("SELECT id, title FROM headlines"))
    wrong += [
        f"{name}: headline {headline} was shown as “{title}”"
        for headline, _, title in dict.fromkeys(hand.screens)
        if title and title != titles.get(headline)
    ]
    return wrong


def standing(hand: Hand) -> list[tuple[Any, ...]]:
    """What the database must hold as standing, from the hand's own memory."""
    made = [hand.events[entry.event] for entry in hand.history]
    return [
        (
            event["action"],
            event["headline"],
            event["factor"] or "",
            event["direction"] or "",
            event["weight"] or 2,
            event["signpost"] or "",
            event["note"],
        )
        for event in made
        if event["action"] in ("tag", "not_relevant", "deed")
    ]
