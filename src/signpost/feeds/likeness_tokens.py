"""The words of a headline in order, each in one form and with what else it says: number, name, negation. Pure."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from signpost.feeds.likeness_places import COUNTRIES, COUNTRY, STANDS_FOR
from signpost.feeds.likeness_things import THING
from signpost.feeds.likeness_words import (
    ASIDE_WORDS,
    DAY_WORDS,
    KIND,
    KIND_BEGINS,
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

DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?")
# signs that belong to the letter before them: vowels of Bengali or Hindi words, points of Hebrew and Arabic ones
SIGNS = "".join(chr(c) for c in range(0x0300, 0x0E00) if unicodedata.category(chr(c)).startswith("M"))
WORD = re.compile(rf"\d+(?:[.,:٫٬]\d+)*|[^\W\d_]+(?:[{SIGNS}]+[^\W\d_]*)*(?:-?\d+[^\W_]*)?|%|٪")
ASCII_WORD = re.compile(r"[0-9]+(?:[.,:][0-9]+)*|[A-Za-z]+(?:-?[0-9]+[A-Za-z0-9]*)?|%")  # the same, twice as fast
LONG_WORD, LONG_ASCII_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile(r"[A-Za-z]{4,}")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
UNSPACED_RUN = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
PREFIXED = re.compile(r"\b(anti|non|pre|post|co)-(?=[a-z])", re.IGNORECASE)
BEGINS = re.compile(r": ['\"‘“]?[A-Z](?=[a-z])")  # a capital that tells no name
PLACING = words("to from by in at on of for against with near over after off into")
OFFICES = words("pm mp ceo fm")  # written like names
TERMS = {"prime-minister": "pm", "new-york": "ny"}
AS_THEY_ARE = SMALL_WORDS | NOT_WORDS | MAYBE_WORDS | DAY_WORDS
TERM_BEGINS = {term.partition("-")[0] for known in (KIND, TERMS, COUNTRY, STANDS_FOR) for term in known if "-" in term}
TERM_BEGINS |= {begin + "s" for begin in TERM_BEGINS if begin.isascii()}
# the words before each hyphen of a term, all that one raw word can stand for
BEFORE_HYPHENS = {
    term[:place]
    for known in (KIND, TERMS, COUNTRY, STANDS_FOR)
    for term in known
    for place, letter in enumerate(term)
    if letter == "-"
}


class Token(NamedTuple):
    """One word: what it is for comparing ("" for a small word), and what else it says; `role` is a name's."""

    word: str = ""
    named: bool = False
    number: float | None = None
    rounded: bool = False
    negated: bool = False
    maybe: str = ""
    day: str = ""
    role: str = ""
    aside: bool = False


ASIDE = Token(aside=True)  # between the words: what follows only goes along with the news


class Known(NamedTuple):
    """What a raw word says wherever it stands: the same few words come again and again.

    `special` says that a number, a term or what comes after it may change that. `small` is set for a small word, and is
    its role if it has one; `always` for a name however written, `title` for one that a capital makes a name, `loud`
    for one that is written in capitals throughout.
    """

    token: Token | None
    as_name: Token | None
    special: bool
    number: bool
    begins: bool
    small: bool
    role: str
    always: bool
    title: bool
    loud: bool
    aside: bool


@lru_cache(maxsize=1 << 15)
def known(raw: str) -> Known:
    low, word = raw.lower(), form(raw)
    token: Token | None = Token(word=word) if word else None
    as_name, small, role = None, False, ""
    always = title = False
    if word in NOT_WORDS:
        token = Token(negated=True)
    elif word in MAYBE_WORDS:
        token = Token(maybe=word)
    elif word in DAY_WORDS:
        token = Token(day=word)
    elif word in SMALL_WORDS:
        token, small, role = None, True, word if word in PLACING else ""
    elif word:
        as_name = Token(word=word, named=True)
        always = word in COUNTRIES or word in STANDS_FOR
        title = raw[0].isupper() and word not in OFFICES
    number, begins = raw[0].isdecimal() or low in NUMBER_WORDS, may_begin(raw, low)
    return Known(
        token=token,
        as_name=as_name,
        special=number or begins or low in ("back", "close"),
        number=number,
        begins=begins,
        small=small,
        role=role,
        always=always,
        title=title,
        loud=title and len(raw) > 1 and raw.isupper(),
        aside=low in ASIDE_WORDS,
    )


def may_begin(raw: str, low: str) -> bool:
    """Whether a raw word may be the first of a two-word term."""
    if low.isascii():
        return low in TERM_BEGINS
    parts = words_of(raw)
    return not parts or "-".join(parts) in BEFORE_HYPHENS or low.removesuffix("s") in BEFORE_HYPHENS


def tokens(given: str, cased: bool | None = None) -> Iterator[Token]:
    """The words of a text in order, two-word terms as one. `cased` is its `title_case`, where that is known."""
    text = given.replace("’", "'").replace("n't", "nt")
    if "." in text:
        text = DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    if "-" in text:
        text = PREFIXED.sub(r"\1", text)
    speaks = not (title_case(text) if cased is None or text != given else cased)
    if speaks and ": " in text:
        text = BEGINS.sub(lambda found: found[0].lower(), text)
    found = raw_words(text)
    shouts = text.isupper()
    at, before = 0, ""
    while at < len(found):
        raw = found[at]
        its = known(raw)
        at += 1
        if its.special:
            after = found[at] if at < len(found) else ""
            low = raw.lower()
            if its.number and not (low == "one" and after == "of"):
                value, used, rounded = number(raw, found, at)
                at += used
                if value is not None:
                    yield Token(word=f"#{value:g}", number=value, rounded=rounded)
                continue
            if after and its.begins and (both := term(raw, after)):
                at += 1
                yield Token(word=both, named=both in COUNTRIES, role=before)
                before = ""
                continue
            if (low == "back" and after.lower() in PLACING) or (low == "close" and after.lower() == "to"):
                continue  # back to the UK, close to Mirzan: not deeds
        if its.small:
            before = its.role or before
            if its.aside:
                yield ASIDE
            continue
        if its.as_name and (its.always or (its.title and speaks and at > 1) or (its.loud and not shouts)):
            yield its.as_name._replace(role=before) if before else its.as_name
        elif its.token:
            yield its.token
        before = ""


def raw_words(text: str) -> list[str]:
    if text.isascii():
        return ASCII_WORD.findall(text)
    if UNSPACED.search(text):
        text = UNSPACED_RUN.sub(pairs, text)
    return WORD.findall(text)


def title_case(text: str) -> bool:
    """Whether most words begin with a capital, so that a capital tells no name."""
    found = (LONG_ASCII_WORD if text.isascii() else LONG_WORD).findall(text)
    return len(found) > 2 and sum([w[0].isupper() for w in found[1:]]) > 0.6 * (len(found) - 1)


def form(raw: str) -> str:
    """A word in one form: folded, without its ending, and under the name of its kind if it has one."""
    if raw in ("US", "USA"):
        return "usa"
    if raw == "UK":
        return "britain"
    if raw == "WHO":
        return "world-health"
    if raw in ("ex", "Ex"):
        return "former"
    # without its signs a Bengali or Hindi word is any of several
    if not raw.isascii() and any("\u0900" <= c < "\u0e00" for c in raw):
        return unicodedata.normalize("NFC", raw)
    folded = "".join(words_of(raw))
    if (
        folded in SMALL_WORDS
        or folded in NOT_WORDS
        or folded in MAYBE_WORDS
        or folded in DAY_WORDS
        or folded in STANDS_FOR
    ):
        return folded
    if folded in COUNTRY:
        return COUNTRY[folded]
    if folded.isascii():
        if folded in KIND:
            return KIND[folded]
        stem = stemmed(folded)
        once = stem[:-1] if stem[-2:] == "ll" else stem  # expelled, cancelled
        return KIND.get(stem) or KIND.get(once) or THING.get(folded) or THING.get(stem, stem)
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


@lru_cache(maxsize=1 << 12)
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
