"""Freezing from any page: a small form, and a snapshot that is made beside the page when it is large."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from signpost.desk import identity, moments, snapshots_making
from signpost.desk.opening import asked_for
from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.indicators.options import SHIPPED, Options
from signpost.indicators.sentences import day_words
from signpost.nouns.snapshot import Filters, Snapshot

if TYPE_CHECKING:
    from signpost.trends.expected import Stated

DAYS = 182
TALL = 380  # px: how much room the form needs
LONGEST_TITLE, LONGEST_COMMENT, LONGEST_MARK = 120, 1000, 40


def all_of(desk: Desk, today: date, factor: str = "") -> Filters:
    """The last six months of a factor, or of all."""
    every = (factor,) if factor else tuple(one.id for one in desk.framework.active)
    return Filters(factors=every, first=today - timedelta(days=DAYS), last=today)


def freeze_here(
    desk: Desk,
    filters: Filters,
    *,
    key: str,
    known: datetime | None = None,
    options: Options = SHIPPED,
    expected: "Stated | None" = None,
) -> None:
    """ "Freeze this view": a popover with the form, and below it what is being made. `key` is the page's name, `known`
    None what is known now, `expected` what the scenarios expect where it is not the team's word."""
    with st.popover(
        "Freeze this view", key=snapshots_making.fresh(f"{key}_freeze"), icon=":material/lock:", on_change="rerun"
    ) as opened:
        if asked_for(opened, TALL):
            form(desk, filters, known, options, expected, key)
    followed(key)


def freeze_all(desk: Desk, key: str) -> None:
    """The form alone, for everything as known now."""
    form(desk, all_of(desk, desk.today()), None, SHIPPED, None, key)
    followed(key)


def form(
    desk: Desk, filters: Filters, known: datetime | None, options: Options, expected: "Stated | None", key: str
) -> None:
    """Title, comment, handling mark, freeze: seals what is on screen, and how the page stands."""
    from signpost.desk.permalinks import view_of
    from signpost.desk.robustness import option_words

    what_if = option_words(options, desk.framework, desk.reckoned().voices()[2]) if options.words else ""
    title, comment, mark = fields(desk, usual(filters, what_if), what_if, key)
    if title is None:
        return
    seal(
        *(desk, filters, title),
        key=key,
        comment=comment,
        mark=mark,
        known_at=known,
        options=options,
        expected=expected,
        view=view_of(key, moments.address()),
    )
    snapshots_making.used(f"{key}_freeze")
    st.rerun()


def usual(filters: Filters, what_if: str = "") -> str:
    """The title of one that got none; a what-if says so in it."""
    day = f"{day_words(filters.last)} {filters.last.year}"
    return (f"What if: {what_if}, as of {day}" if what_if else f"As of {day}")[:LONGEST_TITLE]


def fields(desk: Desk, title: str, what_if: str, key: str) -> tuple[str | None, str, str]:
    """The form; no title while it is not sent."""
    if what_if:
        st.markdown(
            "**A what-if is on.** It is sealed as you see it, and the snapshot says that it is not the reading."
        )
    with st.form(f"{key}_freeze_form", border=False):
        said = st.text_input("Title", key=f"{key}_freeze_title", placeholder=title, max_chars=LONGEST_TITLE)
        comment = st.text_area("Comment (optional)", key=f"{key}_freeze_comment", height=80, max_chars=LONGEST_COMMENT)
        mark = st.text_input(
            "Handling mark",
            key=f"{key}_freeze_mark",
            placeholder=desk.framework.default_tlp or "none",
            max_chars=LONGEST_MARK,
        )
        if not st.form_submit_button("Freeze", key=f"{key}_freeze_submit"):
            return None, "", ""
    own = f"What if: {said.strip()}" if what_if and said.strip() else said.strip()
    return own or title, comment.strip(), " ".join(mark.split())


def seal(desk: Desk, filters: Filters, title: str, *, key: str, **more: Any) -> None:
    """Begin to make it; what is not done in a moment goes on beside the pages."""
    analyst, moment = identity.current(desk), now()

    def act(making: snapshots_making.Making) -> Snapshot:
        from signpost.snapshots.take import take

        by = analyst.name if analyst else ""
        told: dict[str, Any] = {"progress": making.says, "stop": making.stop.is_set}
        return take(desk.store, filters, title=title, created_by=by, now=moment, **more, **told)

    st.session_state[f"{key}_freezing"] = snapshots_making.begin(title, act)


def followed(key: str) -> None:
    """What became of it."""
    made = snapshots_making.follow(f"{key}_freezing")
    if made is not None:
        st.success(f"Frozen as “{markdown_safe(made.title)}”. It is under Snapshots, ready to download.")
