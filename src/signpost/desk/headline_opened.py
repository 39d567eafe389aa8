"""One headline opened: what it says, when, who else carries it, how it changed, and every judgement on its story."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import streamlit as st

from signpost.desk import headline_judge, headline_story
from signpost.desk.headline_list import FLAGS, SIGNS
from signpost.desk.headline_texts import LINE, QUIET, changed_words, heading, moment, reader_zone
from signpost.desk.server import Desk
from signpost.desk.texts import html_safe, link
from signpost.desk.theme import color
from signpost.indicators.sentences import counted, direction_words
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Headline, Revision
from signpost.nouns.tag import WEIGHTS, Judgement, Kind


def show(desk: Desk, chosen: int | None) -> None:
    """The right column: the headline that the address names, or how to get there."""
    headline = None if chosen is None else desk.store.headlines.get(chosen)
    if headline is None:
        if chosen is not None:
            st.warning("This link names a headline that is not in this database.")
        st.html(
            f'<p style="{QUIET};padding-top:.5rem">Choose a headline to read it, its story and every judgement on it. '
            "The arrow keys move through the list, Enter opens.</p>"
        )
        return
    zone = reader_zone()
    st.html(words_of(headline, zone))
    history = desk.store.tags.history(headline.id)
    st.html(heading("Judgements") + judgements(desk.framework, history, zone))
    headline_judge.form(desk, headline, history)
    headline_story.show(desk, headline, zone)
    revisions = desk.store.headlines.revisions(headline.id)
    if revisions:
        st.html(heading("How the outlet changed it") + changes(headline, revisions, zone))


def words_of(headline: Headline, zone: tzinfo) -> str:
    """Title, who and when, summary and link, as HTML."""
    direction = "rtl" if headline.rtl else "ltr"
    spoken = f' lang="{html_safe(headline.language)}"' if headline.language else ""
    parts = [
        f'<h2 dir="{direction}"{spoken} style="font-family:\'Source Serif\',serif;font-size:1.6rem;'
        f'line-height:1.3;margin:0;padding:.1rem 0 .5rem;overflow-wrap:anywhere">{html_safe(headline.title)}</h2>'
    ]
    outlet = f"<b>{html_safe(headline.outlet)}</b>"
    outlet += f" · {html_safe(headline.perspective)}" if headline.perspective else ""
    parts.append(f"<div>{outlet}</div>")
    seen = f"first seen {moment(headline.first_seen_at, zone)}"
    when = f"Published {published(headline.published_at, zone)}, {seen}" if headline.published_at else f"F{seen[1:]}"
    flag = f"<br>{FLAGS[headline.time_flag]}." if FLAGS[headline.time_flag] else ""
    parts.append(f'<div style="{QUIET}">{when}{flag}</div>')
    if headline.summary:
        parts.append(
            f'<p dir="{direction}"{spoken} style="line-height:1.5;margin:.7rem 0 0;overflow-wrap:anywhere">'
            f"{html_safe(headline.summary)}</p>"
        )
    if headline.url:
        parts.append(f'<p style="margin:.6rem 0 0">{link(headline.url, f"Read it at {headline.outlet}")}</p>')
    return "".join(parts)


def published(at: datetime, zone: tzinfo) -> str:
    """A publishing time; midnight to the second is a day whose outlet gave no time."""
    there = at.astimezone(UTC)
    return f"{there.day} {there:%b %Y}" if there.time() == datetime.min.time() else moment(at, zone)


def changes(headline: Headline, revisions: Sequence[Revision], zone: tzinfo) -> str:
    """Each revision with what was taken out struck through and what was put in underlined, as HTML."""
    lines = []
    before: Headline | Revision = headline
    for revision in revisions:
        told = []
        for name in ("title", "summary", "url"):
            old, new = getattr(before, name), getattr(revision, name)
            if old != new:
                label = "" if name == "title" else f'<span style="{QUIET}">{"link" if name == "url" else name}: </span>'
                told.append(f'<div dir="{"rtl" if headline.rtl else "ltr"}">{label}{changed_words(old, new)}</div>')
        shown = "".join(told) or "<div>Back to what was seen before.</div>"
        lines.append(f'{LINE}<div style="{QUIET}">Seen {moment(revision.seen_at, zone)}</div>{shown}</div>')
        before = revision
    return "".join(lines)


def judgements(framework: Framework, history: Sequence[Judgement], zone: tzinfo) -> str:
    """What stands first, newest first, then what stood before, as HTML."""
    if not history:
        return f'<p style="{QUIET};margin:0">Nobody has judged this story yet.</p>'
    newest = sorted(history, key=lambda j: j.known_from, reverse=True)
    standing = [judgement(framework, j, history, zone) for j in newest if j.known_to is None]
    ended = [judgement(framework, j, history, zone) for j in newest if j.known_to is not None]
    shown = "".join(standing) or f'<p style="{QUIET};margin:0">No judgement stands now.</p>'
    if ended:
        number = counted(len(ended), "earlier judgement")
        fold = f'<summary style="cursor:pointer">{number}</summary>{"".join(ended)}'
        shown += f'<details style="padding:.4rem 0">{fold}</details>'
    return shown


def judgement(framework: Framework, said: Judgement, history: Sequence[Judgement], zone: tzinfo) -> str:
    """One judgement as HTML: what, who, when; for one that ended, until when and how."""
    when = moment(said.tagged_at, zone)
    if abs((said.known_from - said.tagged_at).total_seconds()) > 60:
        when += f", known here from {moment(said.known_from, zone)}"
    if said.known_to is not None:
        replaced = any(j.known_from == said.known_to and j.analyst == said.analyst for j in history)
        when += f", until {moment(said.known_to, zone)}: {'changed' if replaced else 'withdrawn'}"
    quoted = "".join(
        f'<div style="padding-top:.15rem">{html_safe(label)}“{html_safe(text)}”</div>'
        for label, text in (("", said.note), ("Why: ", said.reason))
        if text
    )
    return (
        f'{LINE}<div>{what(framework, said)}</div><div style="{QUIET}">{html_safe(said.analyst.name)} · {when}</div>'
        f"{quoted}</div>"
    )


def what(framework: Framework, said: Judgement) -> str:
    """What a judgement says, as HTML; an id that the framework retired still has its words."""
    if said.kind is Kind.NOT_RELEVANT:
        return "<b>Not relevant</b>"
    if said.kind is Kind.RULING and said.factor_id and said.direction is None:
        shade, title = color(framework.factor(said.factor_id)), framework.factor(said.factor_id).title
        return f'<b style="color:{shade}">{html_safe(title)}</b> does not bear on it · ruling'
    if said.kind is Kind.DEED or said.factor_id is None or said.direction is None:
        deeds = {deed.id: deed.text for scenario in framework.scenarios for deed in scenario.signposts}
        return f"<b>Observed:</b> {html_safe(deeds.get(said.signpost_id or '', 'a deed'))}"
    factor = framework.factor(said.factor_id)
    ruling = " · ruling" if said.kind is Kind.RULING else ""
    weight = f" · {WEIGHTS[said.weight]}" if said.weight else ""
    titles = {s.id: s.title for s in factor.signposts}
    signpost = f" · {html_safe(titles.get(said.signpost_id, said.signpost_id))}" if said.signpost_id else ""
    return (
        f'<b style="color:{color(factor)}">{html_safe(factor.title)}</b> {SIGNS[said.direction]} '
        f"{html_safe(direction_words(framework, said.direction))}{weight}{signpost}{ruling}"
    )
