"""Invented feeds of three usual kinds, always the same for one seed: short RSS, RSS with whole articles, Atom."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape

SEED, ENTRIES, NEW = 7, 40, 4
KINDS = ("short", "full", "short", "atom", "full", "short", "short", "full", "short", "atom")  # of ten feeds
START = datetime(2026, 11, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    title: str
    summary: str
    at: datetime


@cache
def vocabulary() -> list[str]:
    """Four thousand words, the first ones by far the most used, as in any language."""
    draw = random.Random(SEED)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    return ["".join(draw.choices(syllables, k=1 + min(3, number // 200))) for number in range(4000)]


def sentence(draw: random.Random, count: int) -> str:
    words, drawn = vocabulary(), draw.random
    many = len(words)
    return " ".join([words[int(many * drawn() ** 3)] for _ in range(count)]).capitalize()


def kind_of(feed: int) -> str:
    return KINDS[feed % len(KINDS)]


def entry(feed: int, number: int) -> Entry:
    draw = random.Random(f"{SEED} {feed} {number}")
    return Entry(
        name=f"{feed}-{number}",
        title=sentence(draw, draw.randint(6, 13)),
        summary=markup(draw, kind_of(feed)),
        at=START + timedelta(minutes=number * 20 + feed % 20),
    )


def markup(draw: random.Random, kind: str) -> str:
    """A teaser, or an article of eight paragraphs with links and a picture."""
    if kind == "short":
        return f"<p>{sentence(draw, 35)}.</p>"
    link = f'<a href="https://paper.invalid/{draw.randint(1, 999)}" class="more">{sentence(draw, 3)}</a>'
    picture = (
        f'<figure><img src="https://paper.invalid/{draw.randint(1, 99999)}.jpg" alt="{sentence(draw, 6)}"></figure>'
    )
    count = 8 if kind == "full" else 4
    return picture + "".join(
        f"<p>{sentence(draw, 45)}, {link} <em>{sentence(draw, 20)}</em>.</p>" for _ in range(count)
    )


def edition(feed: int, number: int) -> list[Entry]:
    """What a feed holds in an edition, newest first: each brings four new entries and an edited one."""
    last = ENTRIES + NEW * number
    entries = [entry(feed, n) for n in range(last, last - ENTRIES, -1)]
    if number:
        entries[NEW] = replace(entries[NEW], title=f"{entries[NEW].title} ({number}. edition)")
    return entries


def written(feed: int, entries: list[Entry]) -> bytes:
    return (atom if kind_of(feed) == "atom" else rss)(feed, entries).encode()


def rss(feed: int, entries: list[Entry]) -> str:
    full = kind_of(feed) == "full"
    items = []
    for e in entries:
        text = f"<description>{escape(e.summary)}</description>"
        if full:
            whole = f"<content:encoded><![CDATA[{e.summary}]]></content:encoded>"
            text = f"<description>{escape(e.title)}.</description>{whole}"
        link = f"https://paper{feed}.invalid/{e.name}.html"
        items.append(
            f"<item><title>{escape(e.title)}</title><link>{link}</link><guid isPermaLink='true'>{link}</guid>"
            f"<pubDate>{format_datetime(e.at)}</pubDate><category>News</category><dc:creator>Desk</dc:creator>{text}</item>"
        )
    spaces = "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<rss version='2.0' {spaces}><channel><title>Paper {feed}</title>"
        f"<link>https://paper{feed}.invalid/</link><description>All of it</description><language>en</language>\n"
        + "\n".join(items)
        + "\n</channel></rss>\n"
    )


def atom(feed: int, entries: list[Entry]) -> str:
    items = "\n".join(
        f"<entry><id>tag:paper{feed}.invalid,2026:{e.name}</id><title>{escape(e.title)}</title>"
        f"<link rel='alternate' href='https://paper{feed}.invalid/{e.name}.html'/>"
        f"<updated>{e.at.isoformat()}</updated><published>{e.at.isoformat()}</published>"
        f"<author><name>Desk</name></author><content type='html'>{escape(e.summary)}</content></entry>"
        for e in entries
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<feed xmlns='http://www.w3.org/2005/Atom'><title>Paper {feed}</title>"
        f"<id>tag:paper{feed}.invalid,2026:</id><link href='https://paper{feed}.invalid/'/>"
        f"<updated>{entries[0].at.isoformat()}</updated>\n{items}\n</feed>\n"
    )
