"""One feed opened: how it is and why, what can be done with it, what it was last asked and what it brought."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import streamlit as st

from signpost.desk import feeds_edit
from signpost.desk.feeds_list import reason
from signpost.desk.feeds_round import brought, collect_now
from signpost.desk.headline_texts import heading, moment, reader_zone
from signpost.desk.server import Desk, now
from signpost.desk.texts import ago, html_safe, language_name, link, markdown_safe
from signpost.errors import FeedError
from signpost.feeds.bulletin import MEANS, Unheard, every, listed, not_heard, rate, word
from signpost.nouns.feed import STAYS, Feed, Outcome
from signpost.nouns.gap import Gap
from signpost.nouns.health import Health

GAP_DAYS = 30
GAPS_SHOWN = 8
NAMES_SHOWN = 4
FETCHES_SHOWN = 12
REMOVED = "feeds_removed"
QUIET = "opacity:.8;font-size:.93rem"
LINE = '<div style="padding:.45rem 0;border-top:1px solid rgba(128,128,128,.25);overflow-wrap:anywhere">'


def show(desk: Desk, healths: Sequence[Health], chosen: int | None) -> None:
    """The right column: the feed that the address names, else what was not heard lately."""
    removed(desk)
    h = next((h for h in healths if h.feed.id == chosen), None)
    if h is None:
        if chosen is not None:
            st.warning("This link names a feed that is not subscribed here.")
        st.html(
            f'<p style="{QUIET};padding-top:.5rem">Choose a feed to see why it is as it is, and to pause, change or '
            "remove it. The arrow keys move through the list, Enter opens.</p>"
        )
        gaps(desk.store.gaps.between(now() - timedelta(days=GAP_DAYS), now(), now=now()), len(healths))
        return
    st.html(top(h))
    moved(desk, h.feed)
    actions(desk, h.feed)
    st.html(facts(h))
    fetches = desk.store.feeds.fetches(h.feed.id, limit=FETCHES_SHOWN)
    st.html(heading("Last fetches") + fetches_table(fetches))
    own = [gap for gap in desk.store.gaps.between(now() - timedelta(days=GAP_DAYS), now(), now=now())
           if gap.feed_id == h.feed.id]  # fmt: skip
    if own:
        gaps(own, 0)


def top(h: Health) -> str:
    """Name, address, state and reason, as HTML."""
    feed = h.feed
    title = f" · {html_safe(feed.title)}" if feed.title and feed.title != feed.outlet.name else ""
    said = reason(h) if h.why and h.state != "new" else MEANS[h.state]
    note = f'<div style="{QUIET};padding-top:.3rem">{html_safe(feed.note)}</div>' if feed.note else ""
    name = (
        f'<h2 style="font-size:1.35rem;line-height:1.25;margin:0;padding:.3rem 0 .1rem">{html_safe(feed.outlet.name)}'
    )
    return (
        f'{name}</h2><div style="{QUIET};overflow-wrap:anywhere">{link(feed.url, feed.url)}{title}</div>'
        f'<div style="padding-top:.5rem;overflow-wrap:anywhere"><b>{word(h.state).capitalize()}</b>: '
        f"{html_safe(said)}.</div>{note}"
    ).replace("..</div>", ".</div>")


def moved(desk: Desk, feed: Feed) -> None:
    """A permanent redirect under observation: take it, or keep the address."""
    if not feed.moved_to or feed.moved_seen == STAYS:
        return
    with st.container(border=True, key="feeds_moved"):
        times = f"seen {feed.moved_seen:,} times since" if feed.moved_seen > 1 else "seen once,"
        since = ago(feed.moved_since, now()) if feed.moved_since else "lately"
        st.html(
            f"<div>The site says this feed has moved to {link(feed.moved_to, feed.moved_to)} ({times} {since}). "
            "It is taken over by itself once the site has said so for a week.</div>"
        )
        with st.container(horizontal=True):
            st.button("Use the new address", key="feeds_move", on_click=move, args=(desk, feed))
            st.button("Keep the old one", key="feeds_stay", type="tertiary", on_click=stay, args=(desk, feed))


def move(desk: Desk, feed: Feed) -> None:
    """A callback."""
    try:
        desk.store.feeds.change(feed.id, url=feed.moved_to)
    except FeedError as error:
        st.session_state[feeds_edit.SAID] = ("error", f"{markdown_safe(feed.moved_to)}: {markdown_safe(error.reason)}.")


def stay(desk: Desk, feed: Feed) -> None:
    """A callback."""
    desk.store.feeds.keep_address(feed.id)


def actions(desk: Desk, feed: Feed) -> None:
    feeds_edit.said()
    with st.container(horizontal=True, key="feeds_actions"):
        st.button("Try now", key="feeds_try", icon=":material/sync:", on_click=collect_now, args=(desk, [feed.id]))
        if feed.paused:
            st.button("Resume", key="feeds_resume", icon=":material/play_arrow:", on_click=resume, args=(desk, feed.id))
        else:
            with st.popover("Pause", icon=":material/pause:", key="feeds_pause_open"):
                pause_form(desk, feed.id)
        with st.popover("Edit", icon=":material/edit:", key="feeds_edit_open"):
            feeds_edit.form(desk, feed)
        with st.popover("Remove", icon=":material/delete:", key="feeds_remove_open"):
            st.markdown("It is collected no more. Its headlines and all judgements on them stay.")
            st.button("Remove it", key="feeds_remove", on_click=remove, args=(desk, feed))


def pause_form(desk: Desk, feed_id: int) -> None:
    with st.form(f"feeds_pause_form_{feed_id}", border=False):
        st.text_input("Why (for whoever looks next)", key=f"feeds_pause_why_{feed_id}")
        st.form_submit_button("Pause it", key="feeds_pause", on_click=pause, args=(desk, feed_id))


def pause(desk: Desk, feed_id: int) -> None:
    """A callback."""
    why = str(st.session_state.get(f"feeds_pause_why_{feed_id}") or "").strip()
    desk.store.feeds.pause(feed_id, why or "by an analyst")


def resume(desk: Desk, feed_id: int) -> None:
    """A callback."""
    desk.store.feeds.resume(feed_id, now())


def remove(desk: Desk, feed: Feed) -> None:
    """A callback: the way back is offered until the next feed is opened."""
    desk.store.feeds.remove(feed.id, now())
    st.session_state[REMOVED] = feed
    st.query_params.pop("feed", None)


def removed(desk: Desk) -> None:
    feed: Feed | None = st.session_state.get(REMOVED)
    if feed is None:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="feeds_removed_box"):
        st.markdown(f"Removed **{markdown_safe(feed.outlet.name)}**. Its headlines stay.", width="stretch")
        st.button("Undo", key="feeds_undo", on_click=undo, args=(desk, feed))
        st.button("Close", key="feeds_undo_close", type="tertiary", on_click=forget)


def undo(desk: Desk, feed: Feed) -> None:
    """A callback: the subscription as it was."""
    back, _ = desk.store.feeds.add(
        feed.url, title=feed.title, outlet=feed.outlet, now=now(), note=feed.note, paused=feed.paused
    )
    forget()
    st.query_params["feed"] = str(back.id)


def forget() -> None:
    """A callback."""
    st.session_state.pop(REMOVED, None)


def facts(h: Health) -> str:
    """What is known of the feed, as a list of terms in HTML; times in the reader's zone, UTC on hover."""
    feed, outlet, zone, at = h.feed, h.feed.outlet, reader_zone(), now()

    def when(time: datetime | None) -> str:
        return f"{html_safe(ago(time, at))}, {moment(time, zone)}" if time else "never"

    following = "not while it is paused" if feed.paused else when(feed.next_fetch_at) if feed.next_fetch_at else "soon"
    if not feed.paused and feed.next_fetch_at and feed.next_fetch_at <= at:
        following = f"due since {moment(feed.next_fetch_at, zone)}"
    if feed.waiting and not feed.paused:
        following += f" ({html_safe(feed.waiting)})"
    own = "set by hand" if feed.every_s else "follows what it brings"
    streak = f"{feed.failures:,} failed in a row" if feed.failures else "the last one went well"
    rows = {
        "Last good fetch": when(feed.last_ok_at),
        "Last new item": when(h.last_new_at),
        "Next check": following,
        "Fetches": html_safe(streak) if feed.failures or feed.last_ok_at else "none yet",
        "Last error": html_safe(feed.last_error),
        "Rhythm": html_safe(f"{every(feed.every_s or feed.interval_s)}, {own}"),
        "New items": html_safe(rate(h.items_a_day) + (f"; {feed.items:,} in its last answer" if feed.items else "")),
        "Perspective": html_safe(outlet.perspective),
        "Country, language": html_safe(
            ", ".join(
                part for part in (outlet.country, language_name(outlet.language) if outlet.language else "") if part
            )
        ),
        "Reliability": html_safe(feeds_edit.MEANT.get(outlet.reliability, "")),
        "Belongs to": html_safe(outlet.family),
        "Calls itself": html_safe(feed.user_agent),
    }
    term = f'style="{QUIET};margin:0;padding:.16rem 0;font-weight:400"'
    said = 'style="margin:0;padding:.16rem 0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums"'
    pairs = "".join(f"<dt {term}>{name}</dt><dd {said}>{value}</dd>" for name, value in rows.items() if value)
    grid = "display:grid;grid-template-columns:8.2rem minmax(0,1fr);column-gap:.8rem;margin:.4rem 0 0;padding:0"
    return f'<dl style="{grid}">{pairs}</dl>'


def fetches_table(fetches: Sequence[Outcome]) -> str:
    """The last fetches as an HTML table: when, what they brought, how long it took."""
    if not fetches:
        return f'<p style="{QUIET}">None yet. The next round brings the first.</p>'
    zone, cell = (
        reader_zone(),
        "padding:.35rem .8rem .35rem 0;vertical-align:top;border-top:1px solid rgba(128,128,128,.25)",
    )
    rows = "".join(
        f'<tr><td style="{cell};white-space:nowrap;{QUIET}">{moment(o.started_at, zone)}</td>'
        f'<td style="{cell};overflow-wrap:anywhere">{html_safe(brought(o))}'
        f"{status(o)}</td>"
        f'<td style="{cell};padding-right:0;white-space:nowrap;text-align:end;{QUIET}">{html_safe(cost(o))}</td></tr>'
        for o in fetches
    )
    head = "".join(
        f'<th scope="col" style="text-align:{side};font-weight:600;{QUIET};padding:.1rem .8rem .2rem 0">{name}</th>'
        for name, side in (("When", "start"), ("What it brought", "start"), ("Took", "end"))
    )
    return (
        '<table aria-label="Last fetches" style="width:100%;border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def status(o: Outcome) -> str:
    """The server's status where it says more than the words do."""
    if o.status in (None, 200, 304) or str(o.status) in o.error:
        return ""
    return f' <span style="{QUIET}">(HTTP {o.status})</span>'


def cost(o: Outcome) -> str:
    size = f"{o.size / 1024:,.0f} kB, " if o.size >= 512 else ""
    return f"{size}{o.elapsed_s:.1f} s"


def gaps(found: Sequence[Gap], feeds: int) -> None:
    """When feeds were not heard, and whether anything was lost. `feeds`: how many there are, 0 for one feed's own."""
    told = not_heard(found)
    if not told:
        if feeds:
            st.html(heading("Not heard") + f'<p style="{QUIET}">No gap in the last {GAP_DAYS} days.</p>')
        return
    zone = reader_zone()
    lines = []
    for gap in told[:GAPS_SHOWN]:
        until = f"to {moment(gap.ended_at, zone)}" if gap.ended_at else "and still"
        lost = "nothing was lost" if not gap.lost else "items may be missing" if gap.ended_at else "not heard yet"
        who = f"<b>{html_safe(those(gap, feeds))}</b>, " if feeds else ""
        words = f"{who}{moment(gap.began_at, zone)} {until} ({length(gap)})"
        lines.append(f'{LINE}{words}<div style="{QUIET}">{html_safe(gap.reason)} · {lost}</div></div>')
    more = len(told) - GAPS_SHOWN
    tail = f'<p style="{QUIET}">and {more:,} more</p>' if more > 0 else ""
    st.html(heading(f"Not heard in the last {GAP_DAYS} days") + "".join(lines) + tail)


def those(gap: Unheard, feeds: int) -> str:
    """Whose silence it was: "All 44 feeds", "TASS and RIA", "TASS, RIA and 3 more"."""
    if len(gap.feed_ids) == feeds > 1:
        return f"All {feeds:,} feeds"
    if len(gap.outlets) <= NAMES_SHOWN:
        return listed(gap.outlets)
    return f"{', '.join(gap.outlets[: NAMES_SHOWN - 1])} and {len(gap.outlets) - NAMES_SHOWN + 1:,} more"


def length(gap: Unheard) -> str:
    """How long it lasted: "5 hours", "3 days"."""
    seconds = ((gap.ended_at or now()) - gap.began_at).total_seconds()
    for size, name in ((86400, "day"), (3600, "hour")):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number:,} {name}{'' if number == 1 else 's'}"
    return "less than an hour"
