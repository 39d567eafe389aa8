"""What a headline says, taken apart for comparing: words in one form each, numbers, names, negation. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from signpost.feeds.likeness_places import COUNTRIES, COUNTRY, STANDS_FOR
from signpost.feeds.likeness_words import (
    DAY_WORDS,
    KIND,
    KIND_BEGINS,
    KINDS,
    MARKS,
    MAYBE_WORDS,
    NOT_WORDS,
    NUMBER_WORDS,
    SCALE_WORDS,
    SMALL_WORDS,
    stemmed,
    without_ending,
    words,
)
from signpost.store.identity import words_of

LEAD = 30  # words that say something, about, of the first sentence
LONGEST_OPENING = 400  # characters, more than those words need
LONGEST = 40  # words of a title: some outlets send the whole message as its title
MARK = re.compile(rf"^\s*[\[(]?(?:{MARKS})[\])]?\s*(?:[:|•–—]|-\s)\s*|^\s*\[(?:{MARKS})\]\s*", re.IGNORECASE)
UPDATE = re.compile(r"^\s*(?:UPDATE|WRAPUP|CORRECTED|REFILE|RPT|BRIEF)\s*\d*\s*[-–:]\s*", re.IGNORECASE)
TAIL = re.compile(r"^(.{20,}?)\s+(?:[|•·]|[-–—]{1,2})\s+([^|•·–—]{2,40})$")
DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
# signs that belong to the letter before them: vowels of Bengali or Hindi words, points of Hebrew and Arabic ones
SIGNS = "".join(chr(c) for c in range(0x0300, 0x0E00) if unicodedata.category(chr(c)).startswith("M"))
WORD = re.compile(rf"\d+(?:[.,:٫٬]\d+)*|[^\W\d_]+(?:[{SIGNS}]+[^\W\d_]*)*(?:-?\d+[^\W_]*)?|%|٪")
SENTENCE = re.compile(r"(?<=[.!?؟。।])\s+(?=[^a-z])|\n")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
UNSPACED_RUN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
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
PREFIXED = re.compile(r"\b(anti|non|pre|post|co)-(?=[a-z])", re.IGNORECASE)
SIGNS_OF_KIND = {
    kind: re.compile(rf"\b(?:{'|'.join(re.escape(sign.strip()) for sign in signs)})(?!\w)")
    for kind, signs in KINDS.items()
}
NOT_CJK = "不未没無ない否"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A title's words in order, in one form each, and what else tells two titles apart.

    `named` are the words written as names; `capitals_speak` says whether a capital means something here (not in A Title
    Like This, nor in a script without capitals); `roles` are the names with the small word before each ("by", "to");
    `cut` says that the end is missing; `opening` is the summary's first sentence; `at` is in hours.
    """

    words: tuple[str, ...]
    named: frozenset[str]
    roles: tuple[tuple[str, str], ...]
    capitals_speak: bool
    numbers: frozenset[float]
    exact: bool
    negated: int
    maybe: frozenset[str]
    days: frozenset[str]
    kind: str
    opening: str
    script: str
    cut: bool
    outlet: str
    wire: str
    at: float

    @property
    def lead(self) -> frozenset[str]:
        """The words of the summary's first sentence: taken apart only for a headline that is compared."""
        return words_of_opening(self.opening)


@lru_cache(maxsize=1 << 12)
def words_of_opening(opening: str) -> frozenset[str]:
    if UNSPACED.search(opening):
        opening = UNSPACED_RUN.sub(pairs, opening)
    return frozenset(words_of(opening)[: 2 * LEAD]) - SMALL_WORDS


def shape(headline: Titled) -> Shape:
    """Take a headline apart; times become hours since 1970."""
    title, kind = bare_title(headline.title, headline.outlet)
    script = script_of(title)
    taken = list(tokens(title))[:LONGEST]
    return Shape(
        words=tuple(t.word for t in taken if t.word),
        named=frozenset(t.word for t in taken if t.named),
        roles=tuple((t.word, t.role) for t in taken if t.named),
        capitals_speak=script in ("latin", "cyrillic") and not title_case(title),
        numbers=frozenset(t.number for t in taken if t.number is not None),
        exact=not any(t.rounded for t in taken),
        negated=sum(t.negated for t in taken) + (sum(title.count(c) for c in NOT_CJK) if script == "unspaced" else 0),
        maybe=frozenset(t.maybe for t in taken if t.maybe),
        days=frozenset(t.day for t in taken if t.day),
        kind=kind,
        opening=first_sentence(headline.summary)[:LONGEST_OPENING],
        script=script,
        cut=title.rstrip().endswith(("…", "...")),
        outlet=headline.outlet,
        wire=headline.wire,
        at=headline.at.timestamp() / 3600,
    )


class Token(NamedTuple):
    """One word: what it is for comparing ("" for a small word), and what else it says."""

    word: str = ""
    named: bool = False
    number: float | None = None
    rounded: bool = False
    negated: bool = False
    maybe: str = ""
    day: str = ""
    role: str = ""


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order, two-word terms as one."""
    text = DOTTED.sub(lambda found: found[0].replace(".", ""), text.replace("’", "'").replace("n't", "nt"))
    text = PREFIXED.sub(r"\1", text)
    if UNSPACED.search(text):
        text = UNSPACED_RUN.sub(pairs, text)
    found = [match[0] for match in WORD.finditer(text)]
    speaks, shouts = not title_case(text), text.isupper()
    at, before = 0, ""
    while at < len(found):
        raw, after = found[at], found[at + 1] if at + 1 < len(found) else ""
        at += 1
        low = raw.lower()
        if raw[0].isdecimal() or (low in NUMBER_WORDS and not (low == "one" and after == "of")):
            value, used, rounded = number(raw, found, at)
            at += used
            if value is not None:
                yield Token(word=f"#{value:g}", number=value, rounded=rounded)
            continue
        if after and (low in TERM_BEGINS or not low.isascii()) and (both := term(raw, after)):
            at += 1
            yield Token(word=both, named=both in COUNTRIES, role=before)
            before = ""
            continue
        if (low == "back" and after.lower() in PLACING) or (low == "close" and after.lower() == "to"):
            continue  # back to the UK, close to Mirzan: not deeds
        word = form(raw)
        if word in MINUS:
            yield Token(negated=True)
        elif word in MAYBE_WORDS:
            yield Token(maybe=word)
        elif word in DAY_WORDS:
            yield Token(day=word)
        elif word in SMALL_WORDS:
            before = word if word in PLACING else before
            continue
        elif word:
            capital = raw[0].isupper() and ((speaks and at > 1) or (len(raw) > 1 and raw.isupper() and not shouts))
            name = (capital and word not in OFFICES) or word in COUNTRIES or word in STANDS_FOR
            yield Token(word=word, named=name, role=before)
        before = ""


PLACING = words("to from by in at on of for against with near over after off into")
OFFICES = words("pm mp ceo fm")  # written like names
TERMS = {"prime-minister": "pm"}
TERM_BEGINS = {term.partition("-")[0] for known in (KIND, TERMS, COUNTRY, STANDS_FOR) for term in known if "-" in term}
TERM_BEGINS |= {begin + "s" for begin in TERM_BEGINS if begin.isascii()}
MINUS = NOT_WORDS


@lru_cache(maxsize=1 << 16)
def form(raw: str) -> str:
    """A word in one form: folded, without its ending, and under the name of its kind if it has one."""
    if raw in ("US", "USA"):
        return "usa"
    if raw == "UK":
        return "britain"
    if raw in ("ex", "Ex"):
        return "former"
    if any("\u0900" <= c < "\u0e00" for c in raw):  # without its signs a Bengali or Hindi word is any of several
        return unicodedata.normalize("NFC", raw)
    folded = "".join(words_of(raw))
    if folded in SMALL_WORDS or folded in MINUS or folded in MAYBE_WORDS or folded in DAY_WORDS or folded in STANDS_FOR:
        return folded
    if folded in COUNTRY:
        return COUNTRY[folded]
    if folded.isascii():
        if folded in KIND:
            return KIND[folded]
        stem = stemmed(folded)
        once = stem[:-1] if stem[-2:] == "ll" else stem  # expelled, cancelled
        return KIND.get(stem) or KIND.get(once, stem)
    for length in range(len(folded), 2, -1):
        if (kind := KIND_BEGINS.get(folded[:length])) and (length == len(folded) or length >= 4):
            return kind
    if "\u0400" <= folded[0] <= "\u04ff":
        stem = without_ending(folded)
        return COUNTRY.get(stem, stem)
    if "\u0600" <= folded[0] <= "\u06ff":
        if folded[0] == "ت" and (kind := KIND_BEGINS.get("ي" + folded[1:])):  # she denies, he denies
            return kind
        return without_article(folded)
    return folded


def without_article(word: str) -> str:
    for start in ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل"):
        if word.startswith(start) and len(word) - len(start) >= 3:
            bare = word[len(start) :]
            known = COUNTRY.get(bare) or KIND_BEGINS.get(bare)
            if known or len(start) > 1:
                return known or bare
    return word


@lru_cache(maxsize=1 << 14)
def term(one: str, other: str) -> str:
    """The kind or country that two words name together, or ""."""
    joined = "-".join((*words_of(one), *words_of(other)))
    bare = f"{one.lower().removesuffix('s')}-{other.lower()}"  # steps down
    return (
        KIND.get(joined)
        or KIND.get(bare)
        or TERMS.get(joined)
        or COUNTRY.get(joined)
        or (joined if joined in STANDS_FOR else "")
    )


def number(raw: str, found: list[str], at: int) -> tuple[float | None, int, bool]:
    """A number's value, how many words after it belong to it, and whether it is a rounded one (1.2 million)."""
    small = NUMBER_WORDS.get("".join(words_of(raw)))
    value, used = (small, 0) if small is not None else (digits(raw), 0)
    if value is None:
        return None, 0, False
    after = [w.lower() for w in found[at : at + 2]]
    if small is not None and small >= 20 and after and 0 < NUMBER_WORDS.get(after[0], 0) < 10:
        value, used = value + NUMBER_WORDS[after[0]], 1  # twenty-one
    rounded = False
    while used < len(after) and (scale := SCALE_WORDS.get("".join(words_of(after[used])))) is not None:
        if len(after[used]) == 1 and not raw[0].isdigit():
            break
        value, used, rounded = value * scale, used + 1, True
    return value, used, rounded


def digits(raw: str) -> float | None:
    plain = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in raw).replace("٬", ",").replace("٫", ".")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain):
        plain = re.sub(r"[.,]", "", plain)
    plain = plain.replace(",", ".").replace(":", ".")
    for text in (plain, plain.replace(".", "")):  # the second: a date like 12.11.26
        try:
            return float(text)
        except ValueError:
            continue
    return None


def pairs(run: re.Match[str]) -> str:
    """Text without spaces as overlapping pairs of letters, with spaces."""
    text = run[0]
    return f" {text} " if len(text) < 2 else " " + " ".join(text[i : i + 2] for i in range(len(text) - 1)) + " "


def bare_title(title: str, outlet: str) -> tuple[str, str]:
    """A title without marks before it ("UPDATE 1-", "BREAKING:") and the outlet's name after it; and its kind."""
    text = unicodedata.normalize("NFKC", title)
    lower = text.casefold()
    asks = "view" if lower.rstrip().endswith(("?", "؟")) else ""
    kind = next((kind for kind, sign in SIGNS_OF_KIND.items() if sign.search(lower)), asks)
    for _ in range(2):
        text = UPDATE.sub("", MARK.sub("", text, count=1), count=1)
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
    return ATTRIBUTED.sub("", CREDIT.sub("", text)), kind


def first_sentence(summary: str) -> str:
    """The first sentence of a summary without its dateline; "" if it is too short to say anything."""
    text = DATELINE.sub("", summary[:600]).strip()
    return SENTENCE.split(text, maxsplit=1)[0]


@lru_cache(maxsize=1 << 12)
def title_case(text: str) -> bool:
    """Whether most words begin with a capital, so that a capital tells no name."""
    found = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return len(found) > 2 and sum(w[0].isupper() for w in found[1:]) > 0.6 * (len(found) - 1)


def script_of(text: str) -> str:
    """The script most letters are of: words are compared only within one."""
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
