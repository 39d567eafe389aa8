"""Who is tagging: a name, remembered by the browser in a signed cookie. No passwords: this serves a team that trusts
itself, on its own machine; the signature only keeps one database's names apart from another's."""

import hashlib
import json
from typing import Any

import streamlit as st
from itsdangerous import BadSignature, URLSafeSerializer

from signpost.desk.server import Desk, now
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.nouns.tag import Analyst
from signpost.store import Store

YEAR = 365 * 24 * 3600
REMEMBER = """export default ({ data }) => {
  try { document.cookie = data.cookie } catch { /* a browser that keeps nothing asks again next time */ }
}"""


def signer(store: Store) -> URLSafeSerializer:
    return URLSafeSerializer(store.values.secret(), salt="analyst")


def token_for(store: Store, analyst: Analyst) -> str:
    return str(signer(store).dumps(analyst.id))


def analyst_of(store: Store, token: str) -> Analyst | None:
    """Whom a token names, followed through merges; None for a token that this database did not sign."""
    try:
        number = signer(store).loads(token)
    except BadSignature:
        return None
    return store.analysts.get(number) if isinstance(number, int) else None


def cookie_name(store: Store) -> str:
    """Cookies do not know ports: each database has a name of its own."""
    return "signpost_" + hashlib.sha256(f"cookie {store.values.secret()}".encode()).hexdigest()[:8]


def current(desk: Desk) -> Analyst | None:
    """The analyst of this session, or the one that the browser remembers."""
    token = st.session_state.get("analyst_token") or st.context.cookies.get(cookie_name(desk.store), "")
    return analyst_of(desk.store, token) if token else None


def sign_in(desk: Desk, analyst: Analyst) -> None:
    st.session_state["analyst_token"] = token_for(desk.store, analyst)


def sign_out() -> None:
    st.session_state["analyst_token"] = "-"  # noqa: S105 - not a secret: it wins over the cookie and names nobody


def remember(desk: Desk) -> None:
    """Let the browser keep the name for a year; invisible."""
    token = st.session_state.get("analyst_token", "")
    if token:
        value, age = ("", 0) if token == "-" else (token, YEAR)  # noqa: S105
        cookie = f"{cookie_name(desk.store)}={value}; path=/; max-age={age}; SameSite=Strict"
        _component()(key="identity_remember", data={"cookie": cookie}, height=1)


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("signpost_remember", js=REMEMBER)


def ask(desk: Desk) -> Analyst | None:
    """The current analyst; while there is none, a form that asks for a name."""
    found = current(desk)
    if found is not None:
        return found
    st.markdown("### Who is tagging?")
    st.markdown("Your name stands beside every judgement you make. This browser will remember it.")
    known = [analyst.name for analyst in desk.store.analysts.all()]
    with st.form("identity_form", border=False, width=460):
        name = st.selectbox(
            "Your name",
            known,
            index=None,
            accept_new_options=True,
            placeholder="Type your name, or choose it",
            key="identity_name",
        )
        said = st.form_submit_button("Start", key="identity_start")
    if said:
        try:
            sign_in(desk, desk.store.analysts.named(name or "", now()))
        except SignpostError as error:
            st.error(str(error), icon=":material/error:")
        else:
            st.rerun()
    return None


def menu(desk: Desk, analyst: Analyst) -> None:
    """A small menu behind the analyst's name: rename, merge, somebody else."""
    with st.popover(markdown_safe(analyst.name), key="identity_menu"):
        others = [other for other in desk.store.analysts.all() if other.id != analyst.id]
        with st.form("identity_rename_form", border=False):
            name = st.text_input("Correct the name", value=analyst.name, key="identity_new_name")
            if st.form_submit_button("Rename", key="identity_rename"):
                attempt(lambda: sign_in(desk, desk.store.analysts.rename(analyst, name)))
        if others:
            with st.form("identity_merge_form", border=False):
                into = st.selectbox(
                    "This was a slip of the keys; my judgements belong to",
                    others,
                    format_func=lambda other: other.name,
                    index=None,
                    key="identity_merge_into",
                )
                if st.form_submit_button("Merge", key="identity_merge") and into is not None:
                    attempt(lambda: merge(desk, analyst, into))
        if st.button("Somebody else tags now", key="identity_sign_out"):
            sign_out()
            st.rerun()


def merge(desk: Desk, analyst: Analyst, into: Analyst) -> None:
    desk.store.analysts.merge(analyst, into, now())
    sign_in(desk, into)


def attempt(act: Any) -> None:
    try:
        act()
    except SignpostError as error:
        st.error(str(error), icon=":material/error:")
    else:
        st.rerun()


def storage_key(desk: Desk, analyst: Analyst) -> str:
    """Under which key the browser keeps what is not yet saved: one per database and analyst."""
    return json.dumps([cookie_name(desk.store), analyst.id])
