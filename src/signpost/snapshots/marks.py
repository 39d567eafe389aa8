"""Marks: the lines that say what one is looking at. Every export carries them, so that it can be read alone."""

import unicodedata

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.reckon import options_of
from signpost.snapshots.thaw import filters_of

SHORT_DIGEST = 12
LONGEST_TITLE = 170  # of a headline in a brief

MEANING = (
    "A level is an evidence balance from 0 to 100: the share of independent, recent, directional stories that say a "
    "factor strengthens. 50 is evenly split, or nothing known. Newer stories count more; copies count once. The "
    "80 % band covers chance, likeness within a day, and drift; it does not cover a systematic error "
    "of the analysts or a biased choice of headlines. A level is not the probability that something will happen."
)


def marks(snapshot: Snapshot) -> dict[str, str]:
    """The lines in the order they are shown: name → text. Days and times are UTC; empty ones are left out."""
    document = snapshot.document
    program, framework = document["signpost"], document["framework"]
    lines = {
        "Title": snapshot.title,
        "Comment": snapshot.comment,
        "Bottom line": document["sentence"],
        "What if": what_if_words(snapshot),
        "Question": framework["question"],
        "Framework": framework_words(snapshot),
        "As of": snapshot.as_of.isoformat(),
        "Known at": known_words(snapshot),
        "Filters": filter_words(snapshot),
        "Handling": framework["tlp"],
        "Method": f"version {program['method_version']} (Signpost {program['version']})",
        "Digest": snapshot.digest,
        "Snapshot": snapshot.id,
        "Made": f"{snapshot.created_at:%Y-%m-%d %H:%M} UTC"
        + (f" by {snapshot.created_by}" * bool(snapshot.created_by)),
    }
    return {name: text for name, text in lines.items() if text}


def what_if_words(snapshot: Snapshot) -> str:
    """How it differs from the method as it is shipped: "without Daily"; "" for the reading itself."""
    return options_of(snapshot.document).words


def one_line(text: str) -> str:
    """The text on one line, without characters that no XML (so no picture and no workbook's heading) can hold."""
    kept = (char for char in " ".join(text.split()) if char not in "\ufffe\uffff")
    return "".join(char for char in kept if unicodedata.category(char) not in ("Cc", "Cs"))


def shortened(text: str, most: int = LONGEST_TITLE) -> str:
    """On one line, cut behind a word where it is too long for a brief."""
    text = one_line(text)
    if len(text) <= most:
        return text
    head = text[:most]
    return (head[: head.rfind(" ")] if " " in head[most // 2 :] else head) + " …"


def framework_words(snapshot: Snapshot) -> str:
    """ "Why … hesitates (its_id, version 2026.11.1)"."""
    title = snapshot.document["framework"]["title"]
    return f"{title} ({snapshot.framework_id}, version {snapshot.framework_version})"


def known_words(snapshot: Snapshot) -> str:
    """ "2026-11-22 14:23:01 UTC"."""
    return f"{snapshot.known_at:%Y-%m-%d %H:%M:%S} UTC"


def filter_words(snapshot: Snapshot) -> str:
    """ "factors Autonomy, Trade; days 2026-08-01 to 2026-11-22"."""
    seen = filters_of(snapshot)
    shorts = ", ".join(factor["short"] for factor in snapshot.document["framework"]["factors"])
    what_if = what_if_words(snapshot)
    return f"factors {shorts}; days {seen.first} to {seen.last}" + f"; a what-if: {what_if}" * bool(what_if)
