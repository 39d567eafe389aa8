"""Who collects, what the round under way has brought, what was left out, and when the next check is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import streamlit as st

from signpost.desk.server import Desk, now
from signpost.desk.texts import ago, html_safe, markdown_safe
from signpost.feeds.bulletin import plural
from signpost.feeds.collector import Progress
from signpost.nouns.feed import Feed, Outcome, OutcomeKind

SEEN, ASKED = "feeds_round_seen", "feeds_round_asked"
LATELY = timedelta(minutes=2)  # how long it is told what was left out of what somebody asked for
LATE = timedelta(hours=2)
WORDS = {
    OutcomeKind.NEW: "new",
    OutcomeKind.UNCHANGED: "nothing new",
    OutcomeKind.EMPTY: "no items",
    OutcomeKind.FAILED: "failed",
    OutcomeKind.SKIPPED: "left out",
}
ROWS_SHOWN = 200
CELL = "padding:.3rem .8rem .3rem 0;vertical-align:top;border-top:1px solid rgba(128,128,128,.25)"


def collect_now(desk: Desk, feed_ids: Sequence[int] | None = None) -> None:
    """A callback: collect these feeds, or all, as soon as the round under way has ended."""
    st.session_state[ASKED] = now()
    desk.collector.start()
    desk.collector.collect_now(feed_ids)


def round_now(desk: Desk, feeds: Sequence[Feed]) -> None:
    """The collector's line; looked at every second while it works, else every few seconds."""
    busy = desk.collector.progress().collecting
    st.fragment(told, run_every=1.0 if busy else 4.0)(desk, tuple(feeds), busy)


def told(desk: Desk, feeds: Sequence[Feed], busy: bool) -> None:
    progress, moment = desk.collector.progress(), now()
    ended = progress.round_ended_at
    if st.session_state.setdefault(SEEN, ended) != ended or progress.collecting != busy:
        st.session_state[SEEN] = ended
        st.rerun()  # the list, too, shows what the round brought
    if progress.error:
        st.error(f"The collector: {markdown_safe(progress.error)}", icon=":material/error:")
    holder = desk.store.lease.holder(moment)
    st.markdown(f"{who(desk, progress, holder)} {when(progress, feeds, moment)}".strip())
    if progress.collecting:
        share = min(1.0, progress.done / max(1, progress.total))
        st.progress(share, text=f"{progress.done:,} of {plural(progress.total)} collected")
    if ASKED in st.session_state and moment - st.session_state[ASKED] < LATELY:
        left_out(progress, feeds)
    if progress.outcomes:
        with st.popover("Feed by feed", type="tertiary", key="feeds_outcomes"):
            st.html(outcomes_table(progress.outcomes, feeds))


def who(desk: Desk, progress: Progress, holder: str) -> str:
    """Who collects for this database, in a sentence."""
    other = progress.elsewhere or (holder if holder and holder != desk.collector.holder else "")
    if other:
        return f"Another program collects: **{markdown_safe(other)}**. This page shows what it brings."
    if progress.running:
        return "This dashboard collects."
    return (
        "Nothing collects at the moment: this dashboard was told not to. *Collect now* asks it to, "
        "or run *signpost collect --watch*."
    )


def stands_still(desk: Desk, feeds: Sequence[Feed], moment: datetime) -> bool:
    """Whether nobody collects though feeds have been due for hours: what is said of them is then out of date."""
    progress = desk.collector.progress()
    if progress.running or progress.elsewhere or desk.store.lease.holder(moment):
        return False
    return any(not f.paused and f.next_fetch_at and f.next_fetch_at <= moment - LATE for f in feeds)


def when(progress: Progress, feeds: Sequence[Feed], moment: datetime) -> str:
    """What the last round brought, and when the next feed is looked at."""
    said = []
    if progress.collecting:
        return ""
    if progress.round_ended_at:
        said.append(f"Last round {ago(progress.round_ended_at, moment)}: {summary(progress.outcomes)}.")
    waiting = [f for f in feeds if not f.paused]
    due = [f for f in waiting if f.next_fetch_at is None or f.next_fetch_at <= moment]
    if due:
        said.append(f"{plural(len(due))} {'is' if len(due) == 1 else 'are'} due now.")
    elif waiting:
        first = min(waiting, key=lambda f: f.next_fetch_at or moment)
        soon = ago(first.next_fetch_at, moment).replace("just now", "within a minute")
        said.append(f"Next check {soon}: {markdown_safe(first.outlet.name)}.")
    return " ".join(said)


def summary(outcomes: Sequence[Outcome]) -> str:
    failed = sum(o.kind is OutcomeKind.FAILED for o in outcomes)
    new = sum(o.added for o in outcomes)
    tail = f", {plural(failed)} failed" if failed else ""
    return f"{new:,} new headline{'' if new == 1 else 's'} from {plural(len(outcomes))}{tail}"


def left_out(progress: Progress, feeds: Sequence[Feed]) -> None:
    """Which feeds were asked for and not collected, and why; one line per reason."""
    names = {feed.id: feed.outlet.name for feed in feeds}
    reasons: dict[str, list[str]] = {}
    for each in progress.left_out:
        reasons.setdefault(each.why, []).append(names.get(each.feed_id, each.url))
    for reason, left in reasons.items():
        them = ", ".join(markdown_safe(name) for name in left[:5])
        them = f"{them} and {len(left) - 5:,} more" if len(left) > 5 else them
        st.markdown(f"Left out: {them} ({markdown_safe(reason)}).")


def outcomes_table(outcomes: Sequence[Outcome], feeds: Sequence[Feed]) -> str:
    """A round feed by feed as an HTML table, failures first."""
    names = {feed.id: feed.outlet.name for feed in feeds}
    ordered = sorted(outcomes, key=lambda o: (o.kind is not OutcomeKind.FAILED, -o.added))
    rows = "".join(
        f'<tr><th scope="row" style="{CELL};font-weight:600;text-align:start">'
        f"{html_safe(names.get(o.feed_id, o.url))}</th>"
        f'<td style="{CELL};overflow-wrap:anywhere">{html_safe(brought(o))}</td>'
        f'<td style="{CELL};white-space:nowrap;text-align:end">{o.elapsed_s:.1f} s</td></tr>'
        for o in ordered[:ROWS_SHOWN]
    )
    more = len(ordered) - ROWS_SHOWN
    tail = f"<p>and {more:,} more feeds</p>" if more > 0 else ""
    style = "width:100%;border-collapse:collapse"
    return f'<table aria-label="The last round, feed by feed" style="{style}"><tbody>{rows}</tbody></table>{tail}'


def brought(o: Outcome) -> str:
    """What one fetch brought, in words: "4 new, 1 revised of 40 items", "failed: …"."""
    if o.kind is OutcomeKind.SKIPPED:
        return o.error or WORDS[o.kind]  # it says that it was left out
    if o.kind is OutcomeKind.FAILED:
        return f"{WORDS[o.kind]}: {o.error}" if o.error else WORDS[o.kind]
    if o.kind is OutcomeKind.NEW:
        parts = [f"{o.added:,} new" if o.added else "", f"{o.revised:,} revised" if o.revised else ""]
        of = f" of {o.items:,} items" if o.items else ""
        said = ", ".join(part for part in parts if part) + of
    elif o.kind is OutcomeKind.UNCHANGED:
        said = f"nothing new among {o.items:,} items" if o.items else "nothing new"
    else:
        said = WORDS[o.kind]
    if o.cut and "cap" not in o.flaw:
        said += f"; {o.cut:,} more were beyond the cap and left out"
    for also in (o.flaw, o.error):
        if also:
            said += f"; {also}"
    return said
