"""What a headline says, taken apart for comparing: words in one form each, numbers, names, negation. Pure."""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, Protocol

from signpost.feeds.likeness_tokens import UNSPACED, UNSPACED_RUN, form, pairs, title_case, tokens
from signpost.feeds.likeness_words import KINDS, MARKS, SMALL_WORDS, words
from signpost.store.identity import words_of

LEAD = 30  # words that say something, about, of the first sentence
BEGINNING = 600  # characters of a summary in which its first sentence is looked for
LONGEST_OPENING = 400  # characters, more than those words need
MAIN = 3  # words before what is said beside the news
LONGEST = 40  # words of a title: some outlets send the whole message as its title
MARK = re.compile(rf"^\s*[\[(]?(?:{MARKS})[\])]?\s*(?:[:|•–—]|-\s)\s*|^\s*\[(?:{MARKS})\]\s*", re.IGNORECASE)
UPDATE = re.compile(r"^\s*(?:UPDATE|WRAPUP|CORRECTED|REFILE|RPT|BRIEF)\s*\d*\s*[-–:]\s*", re.IGNORECASE)
TAIL = re.compile(r"^(.{20,}?)\s+(?:[|•·]|[-–—]{1,2})\s+([^|•·–—]{2,40})$")
SENTENCE_ENDS = re.compile(r"[.!?؟。।](?=\s+[^a-z])|\n")
DATELINE = re.compile(r"^[^.]{2,60}?\((?:Reuters|AP|AFP|TASS|dpa|UPI)\)\s*[-–—]+\s*", re.IGNORECASE)
CREDIT = re.compile(
    r"\s*[\[(](?:reuters|ap|afp|tass|dpa|upi|xinhua|irna|ria|video|photos?|updated)[\])]\s*$", re.IGNORECASE
)
ATTRIBUTED = re.compile(
    r",\s*(?:[\w'’-]+\s){0,3}?(?:officials?|media|police|sources?|ministry|reports?|agency)\s+(?:says?|said|reports?)\s*$"
    r"|,\s*says?\s+(?:officials?|media|police|sources?|reports?)\s*$"
    r"|\s*[:–—-]\s+(?:(?:local|state|us|uk)\s+)?(?:officials?|media|police|sources?|reports?|study|ap|afp|reuters)\s*$",
    re.IGNORECASE,
)
# What a title has somewhere that one of these patterns would change: most titles have none of it.
FRAMES = re.compile(r"[:|)\]-]")
AFTER_COLON = re.compile(r": ['\"‘“]?([A-Z][a-z]\w*)")
LAST_WORDS = words("say says said official officials media police source sources report reports study ap afp reuters")
SIGNS_OF_KIND = {
    kind: re.compile(rf"\b(?:{'|'.join(re.escape(sign.strip()) for sign in signs)})(?!\w)")
    for kind, signs in KINDS.items()
}
RUN = re.compile(r"\w+")
SIGN_RUNS = frozenset(RUN.findall(sign)[0] for signs in KINDS.values() for sign in signs)
NOT_CJK = "不未没無ない否"
NONE: frozenset[str] = frozenset()
NO_NUMBERS: frozenset[float] = frozenset()


class Titled(Protocol):
    """What is read of a headline."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def outlet(self) -> str: ...
    @property
    def wire(self) -> str: ...
    @property
    def at(self) -> datetime: ...


class Shape(NamedTuple):
    """A title's words in order, in one form each, and what else tells two titles apart.

    `named` are the words written as names; `capitals_speak` says whether a capital means something here (not in A Title
    Like This, nor in a script without capitals); `roles` are the names with the small word before each ("by", "to");
    `aside` are the words that only go along with the news ("as oil prices slide"), `begun` those after a colon, whose
    capital tells nothing; `cut` says that the end is missing; `beginning` is the summary's; `at` is in hours.
    """

    words: tuple[str, ...]
    aside: frozenset[str]
    begun: frozenset[str]
    named: frozenset[str]
    roles: tuple[tuple[str, str], ...]
    capitals_speak: bool
    numbers: frozenset[float]
    exact: bool
    negated: int
    maybe: frozenset[str]
    days: frozenset[str]
    kind: str
    beginning: str
    script: str
    cut: bool
    outlet: str
    wire: str
    at: float

    @property
    def lead(self) -> frozenset[str]:
        """The words of the summary's first sentence: taken apart only for a headline that is compared."""
        return words_of_opening(self.beginning) if self.beginning else NONE


@lru_cache(maxsize=1 << 12)
def words_of_opening(beginning: str) -> frozenset[str]:
    opening = first_sentence(beginning)[:LONGEST_OPENING]
    if not opening.isascii() and UNSPACED.search(opening):
        opening = UNSPACED_RUN.sub(pairs, opening)
    return frozenset(words_of(opening)[: 2 * LEAD]) - SMALL_WORDS


def shape(headline: Titled) -> Shape:
    """Take a headline apart; times become hours since 1970."""
    title, kind = bare_title(headline.title, headline.outlet)
    script, cased = script_of(title), title_case(title)
    said: list[str] = []
    named: list[str] = []
    roles: list[tuple[str, str]] = []
    numbers: list[float] = []
    maybe: list[str] = []
    days: list[str] = []
    exact, negated, main = True, 0, 0
    for word, is_name, number, rounded, no, perhaps, day, role, aside in islice(tokens(title, cased), LONGEST):
        if word:
            said.append(word)
            if is_name:
                named.append(word)
                roles.append((word, role))
            elif number is not None:
                numbers.append(number)
                exact = exact and not rounded
        elif perhaps:
            maybe.append(perhaps)
        elif day:
            days.append(day)
        elif no:
            negated += 1
        elif aside and not main and len(said) >= MAIN:
            main = len(said)
    if script == "unspaced":
        negated += sum(title.count(c) for c in NOT_CJK)
    return Shape(
        tuple(said),
        frozenset(said[main:]).difference(said[:main]) if main else NONE,
        begun(title) if ": " in title and not cased else NONE,
        frozenset(named) if named else NONE,
        tuple(roles),
        script in ("latin", "cyrillic") and not cased,
        frozenset(numbers) if numbers else NO_NUMBERS,
        exact,
        negated,
        frozenset(maybe) if maybe else NONE,
        frozenset(days) if days else NONE,
        kind,
        headline.summary[:BEGINNING],
        script,
        title.rstrip().endswith(("…", "...")),
        headline.outlet,
        headline.wire,
        headline.at.timestamp() / 3600,
    )


def begun(title: str) -> frozenset[str]:
    """The words after a colon whose capital tells no name."""
    return frozenset(form(word) for word in AFTER_COLON.findall(title))


def bare_title(title: str, outlet: str) -> tuple[str, str]:
    """A title without marks before it ("UPDATE 1-", "BREAKING:") and the outlet's name after it; and its kind."""
    text = title if title.isascii() else unicodedata.normalize("NFKC", title)
    kind = kind_of(text)
    return text if is_bare(text) else without_frame(text, outlet), kind


def kind_of(text: str) -> str:
    """What a title says its text is: "live", "view" (an opinion, a question) or ""."""
    lower = text.casefold()
    if not SIGN_RUNS.isdisjoint(RUN.findall(lower)):
        for kind, sign in SIGNS_OF_KIND.items():
            if sign.search(lower):
                return kind
    return "view" if lower.rstrip().endswith(("?", "؟")) else ""


def is_bare(text: str) -> bool:
    """Whether a title surely has nothing around it."""
    if not text.isascii() or FRAMES.search(text):
        return False
    return "," not in text or text.split()[-1].lower() not in LAST_WORDS


def without_frame(text: str, outlet: str) -> str:
    for _ in range(2):
        for mark in (MARK, UPDATE):
            if found := mark.match(text):
                text = text[found.end() :]
    text = ATTRIBUTED.sub("", CREDIT.sub("", text))
    for _ in range(2):
        if not (found := TAIL.match(text)):
            break
        head, tail = found[1], found[2]
        theirs, own = words_of(tail), words_of(outlet)
        bar = text[len(head) :].lstrip()[0] in "|•·"
        is_name = theirs == own or (bool(theirs) and set(theirs) <= set(own))
        name_like = len(theirs) <= 4 and all(w[0].isupper() or not w[0].isalpha() for w in tail.split())
        if is_name or ((bar or name_like) and len(words_of(head)) >= 4 and not any(c.isdigit() for c in tail)):
            text = head
        else:
            break
    return ATTRIBUTED.sub("", CREDIT.sub("", text))


def first_sentence(summary: str) -> str:
    """The first sentence of a summary without its dateline; "" if it is too short to say anything."""
    found = DATELINE.match(summary)
    text = (summary[found.end() :] if found else summary).strip()
    end = SENTENCE_ENDS.search(text)
    return text[: end.start() + (end[0] != "\n")] if end else text


def script_of(text: str) -> str:
    """The script most letters are of: words are compared only within one."""
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else "none"
    if len(UNSPACED.findall(text)) * 4 > len(text):
        return "unspaced"
    for letter in text:
        if letter.isalpha():
            code = ord(letter)
            if code < 0x0250 or 0x1E00 <= code < 0x1F00:
                return "latin"
            if 0x0400 <= code < 0x0530:
                return "cyrillic"
            if 0x0590 <= code < 0x0600:
                return "hebrew"
            return "arabic" if 0x0600 <= code < 0x0780 else unicodedata.name(letter, "other").split()[0].lower()
    return "none"
