"""How the headlines page writes: headings, moments in the reader's zone, words that differ."""

from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st

from signpost.desk.texts import html_safe, utc
from signpost.nouns.headline import difference

LINE = '<div style="padding:.5rem 0;border-top:1px solid rgba(128,128,128,.25);overflow-wrap:anywhere">'
QUIET = "opacity:.8;font-size:.93rem"
AROUND = 8  # unchanged words shown before and after what changed in a long text


def reader_zone() -> tzinfo:
    """The reader's time zone as the browser names it, else UTC."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ValueError, OSError, KeyError):  # a name that this machine's list of zones does not have
        return UTC


def heading(words: str) -> str:
    return f'<h2 style="font-size:1.05rem;font-weight:600;padding:1rem 0 .35rem;margin:0">{html_safe(words)}</h2>'


def moment(at: datetime, zone: tzinfo) -> str:
    """A moment in the reader's zone, UTC on hover, as HTML."""
    return f'<time datetime="{at.isoformat()}" title="{utc(at)}">{clock(at, zone)}</time>'


def clock(at: datetime, zone: tzinfo) -> str:
    there = at.astimezone(zone)
    return f"{there.day} {there:%b %Y, %H:%M}"


def marked_words(parts: Iterable[tuple[str, bool]]) -> str:
    """A title with the words underlined that the other one lacks, as HTML."""
    line = "text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:.2em"
    return "".join(
        f'<mark style="background:none;color:inherit;{line}">{html_safe(text)}</mark>' if differs else html_safe(text)
        for text, differs in parts
    )


def changed_words(old: str, new: str) -> str:
    """What a text became, as HTML: what was taken out struck through, what was put in underlined, long unchanged
    stretches left out."""
    pieces = difference(old, new)
    marks = {"removed": '<del style="opacity:.75">{}</del>', "added": '<ins style="font-weight:600">{}</ins>'}
    return " ".join(
        marks[kind].format(html_safe(text))
        if kind in marks
        else html_safe(around(text, first=place == 0, last=place == len(pieces) - 1))
        for place, (kind, text) in enumerate(pieces)
    )


def around(text: str, *, first: bool, last: bool) -> str:
    """An unchanged stretch of words, its middle (or its outer end) left out where it is long."""
    words = text.split()
    before, after = (0 if first else AROUND), (0 if last else AROUND)
    if (first and last) or len(words) <= before + after + AROUND:
        return text
    return " ".join([*words[:before], "…", *(words[-after:] if after else ())])
