"""The pieces of the headlines page: the filters, the list with its counts, and what an empty page says."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import streamlit as st

from signpost.desk import identity
from signpost.desk.headline_list import list_data, picked, show_list
from signpost.desk.indicators import desk_page
from signpost.desk.server import Desk
from signpost.desk.texts import ago, language_name
from signpost.desk.theme import theme
from signpost.indicators.sentences import counted
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Headline
from signpost.store import Wanted

LIST = "headlines_list"
MORE = 50
FACET_WIDTH = 162  # pixels: all in one row on a desktop, two in a row on a telephone
COUNTED = 1000  # beyond this a search says "more than"
JUDGED = ("by anyone", "by me", "by nobody")
CLEARED: dict[str, Any] = {
    "headlines_text": "",
    "headlines_outlets": [],
    "headlines_perspectives": [],
    "headlines_languages": [],
    "headlines_factor": None,
    "headlines_judged": None,
    "headlines_analyst": None,
    "headlines_days": (),
}
NO_DAYS: Any = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the list shows, as known at a moment: right until something changes. `count` stops at COUNTED + 1."""

    wanted: Wanted
    known: datetime
    headlines: tuple[Headline, ...]
    next: tuple[datetime, int] | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What the database holds, as known at a moment."""

    known: datetime
    headlines: int
    judgements: int
    languages: tuple[str, ...]
    outlets: tuple[Outlet, ...]


def totals(desk: Desk) -> Totals:
    """Counted once for as long as nothing changes."""
    known = desk.store.knowledge()
    held: Totals | None = st.session_state.get("headlines_totals")
    if held is None or held.known != known:
        held = Totals(
            known=known,
            headlines=desk.store.headlines.count(),
            judgements=desk.store.tags.count(),
            languages=tuple(desk.store.headlines.languages()),
            outlets=tuple(desk.store.feeds.outlets()),
        )
        st.session_state["headlines_totals"] = held
    return held


def opening(desk: Desk, held: Totals, now: datetime) -> str:
    """The page's first sentence."""
    outlets = counted(len(held.outlets), "outlet")
    newest = ago(desk.store.headlines.newest(), now)
    standing = f"{counted(held.judgements, 'judgement')} {'stands' if held.judgements == 1 else 'stand'}"
    standing = standing if held.judgements else "nothing is judged yet"
    return f"{counted(held.headlines, 'headline')} from {outlets}, the newest of them {newest}; {standing}."


def search() -> tuple[str, bool]:
    """The words to search for, and whether only proposed copies are wanted (which are listed without a search)."""
    with st.container(horizontal=True, vertical_alignment="center", key="headlines_search"):
        text = st.text_input(
            "Search headlines",
            type="search",
            live=True,
            placeholder="Search titles and summaries",
            label_visibility="collapsed",
            disabled=bool(st.session_state.get("headlines_proposed")),
            key="headlines_text",
            bind="query-params",
        )
        proposed = st.toggle("Proposed copies", key="headlines_proposed", bind="query-params", width="content")
    return (text or "").strip(), proposed


def choose(desk: Desk, held: Totals, text: str) -> Wanted | None:
    """The facets, bound to the address of the page; None (with a hint) where they cannot be answered."""
    factors = {factor.id: factor.short for factor in desk.framework.factors}
    analysts = {analyst.name: analyst.id for analyst in desk.store.analysts.all()}
    with st.container(horizontal=True, key="headlines_facets"):
        names = facet("Outlet", [o.name for o in held.outlets], key="headlines_outlets", many=True)
        perspectives = facet(
            "Perspective",
            sorted({o.perspective for o in held.outlets if o.perspective}),
            key="headlines_perspectives",
            many=True,
        )
        named = {language_name(code): code for code in held.languages}
        languages = facet("Language", sorted(named), key="headlines_languages", many=True)
        shorts = {short: factor_id for factor_id, short in factors.items()}
        factor = facet("Factor", list(shorts), key="headlines_factor")
        judged = facet("Judged", JUDGED, key="headlines_judged")
        analyst = facet("Analyst", list(analysts), key="headlines_analyst")
        days = st.date_input(
            "Days",
            value=NO_DAYS,
            format="YYYY-MM-DD",
            label_visibility="collapsed",
            key="headlines_days",
            bind="query-params",
            width=230,
        )
    me = identity.current(desk)
    if judged == "by me" and me is None:
        st.info("Signpost does not know who you are yet. Open a headline, or the page Tagging, and say your name.")
        return None
    span = days if isinstance(days, tuple) else (days,)
    return Wanted(
        text=text,
        outlets=tuple(names),
        perspectives=tuple(perspectives),
        languages=tuple(named[name] for name in languages),
        factor_id=shorts[factor] if factor else "",
        analyst_id=me.id if judged == "by me" and me else analysts[analyst] if analyst else None,
        judged={"by nobody": "no", "by anyone": "yes", "by me": "yes"}.get(judged or "", ""),
        first=midnight(span[0]) if span else None,
        last=midnight(span[1] + timedelta(days=1)) if len(span) == 2 else None,
    )


def facet(label: str, options: Any, *, key: str, many: bool = False) -> Any:
    """One narrow filter; its name stands in it until something is chosen."""
    common: dict[str, Any] = {
        "placeholder": label,
        "label_visibility": "collapsed",
        "key": key,
        "bind": "query-params",
        "width": FACET_WIDTH,
    }
    if many:
        return st.multiselect(label, options, **common)
    return st.selectbox(label, options, index=None, **common)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def clear_filters() -> None:
    """A callback: ask for everything again."""
    for key, value in CLEARED.items():
        if st.session_state.get(key, value) != value:
            st.session_state[key] = value


def found(desk: Desk, wanted: Wanted, known: datetime) -> Shown:
    """What is wanted, read anew only if the filters or the database changed; as many rows as were shown before."""
    held: Shown | None = st.session_state.get("headlines_shown")
    if held is not None and held.wanted == wanted and held.known == known:
        return held
    rows = max(MORE, len(held.headlines)) if held is not None and held.wanted == wanted else MORE
    page = desk.store.headlines.page(wanted, limit=rows)
    count = desk.store.headlines.count(wanted, upto=COUNTED + 1) if page.next else len(page.headlines)
    shown = Shown(wanted=wanted, known=known, headlines=page.headlines, next=page.next, count=count)
    st.session_state["headlines_shown"] = shown
    return shown


def more(desk: Desk) -> None:
    """A callback: the next fifty."""
    held: Shown | None = st.session_state.get("headlines_shown")
    if held is not None and held.next is not None:
        page = desk.store.headlines.page(held.wanted, limit=MORE, after=held.next)
        st.session_state["headlines_shown"] = replace(held, headlines=held.headlines + page.headlines, next=page.next)


def listed(desk: Desk, wanted: Wanted, held: Totals, chosen: int | None) -> None:
    """How many there are, the list itself, and the way to more of them."""
    shown = found(desk, wanted, held.known)
    filtered = wanted != Wanted()
    with st.container(horizontal=True, vertical_alignment="center", key="headlines_count"):
        st.markdown(count_words(shown, held.headlines, filtered=filtered), width="stretch")
        if filtered:
            st.button("Clear filters", key="headlines_clear", type="tertiary", on_click=clear_filters)
    if not shown.headlines:
        with st.container(border=True, key="headlines_nothing"):
            st.markdown("### Nothing matches")
            st.markdown("Try fewer or shorter words: all of them must occur. Or take a filter away.")
        return
    ids = [h.id for h in shown.headlines]
    data = list_data(
        desk.framework,
        shown.headlines,
        desk.store.tags.standing(ids),
        desk.store.headlines.revised(ids),
        chosen=chosen,
        search=repr(wanted),
        theme=theme(),
    )
    show_list(data, opened, key=LIST)
    if shown.next is not None:
        st.button(f"Show {MORE} more", key="headlines_more", on_click=more, args=(desk,), width="stretch")


def count_words(shown: Shown, total: int, *, filtered: bool) -> str:
    """ "318 headlines match, the newest 50 are here"."""
    here = len(shown.headlines)
    if not filtered:
        return f"All {total:,} headlines are here." if here == total else f"The newest {here:,} of {total:,} headlines."
    if shown.count > COUNTED:
        return f"More than {COUNTED:,} headlines match; the newest {here:,} are here."
    matching = f"{counted(shown.count, 'headline')} {'matches' if shown.count == 1 else 'match'}"
    return f"{matching}; the newest {here:,} are here." if shown.count > here else f"{matching}."


def opened() -> None:
    """A callback: the row that was clicked is named in the address, so that it can be sent to a colleague."""
    if chosen := picked(LIST):
        open_headline(int(chosen))


def open_headline(headline_id: int) -> None:
    st.query_params["headline"] = str(headline_id)


def linked() -> int | None:
    """The headline that the address names, if it names one."""
    said = st.query_params.get("headline", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else None


def empty() -> None:
    """No headlines at all: what to do next."""
    with st.container(border=True, key="headlines_empty"):
        st.markdown("### No headlines yet")
        st.markdown("Subscribe to feeds and they come by themselves; or add one by hand, or import a file, above.")
        st.page_link(desk_page("6_feeds.py"), label="Go to Feeds", icon=":material/arrow_forward:")
