"""The filter above the deck: in the link, in words, in what the deck sends, and saved under a name."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from streamlit.testing.v1 import AppTest

from signpost.desk import server
from signpost.desk.clearing import as_words, asked_by, query_of, wanted_of
from signpost.desk.clearing_filter import in_words
from signpost.desk.identity import token_for
from signpost.desk.routes import tags, wishes
from signpost.nouns.framework import Framework
from signpost.nouns.queue import Wanted

WHOLE = Wanted(
    factor="strategic_autonomy",
    outlet="Volga Post",
    perspective="Russian state",
    language="ru",
    first=date(2026, 11, 3),
    last=date(2026, 11, 9),
    text="grain & ports",
    untagged="me",
)


@pytest.mark.parametrize("wanted", [Wanted(), WHOLE, Wanted(outlet="Volga Post")])
def test_a_filter_survives_the_way_to_the_deck_and_back(wanted: Wanted, framework: Framework) -> None:
    assert wanted_of(as_words(wanted), framework) == wanted


@pytest.mark.parametrize(
    "strange",
    [None, [], "x", {"factor": "nothing", "first": "soon", "untagged": "them", "outlet": 3, "limit": "9"}],
)
def test_what_cannot_be_a_filter_asks_nothing(strange: object, framework: Framework) -> None:
    assert wanted_of(strange, framework) == Wanted()


def test_a_filter_is_said_in_words(framework: Framework) -> None:
    assert in_words(WHOLE, framework) == (
        "suggested for Autonomy · Volga Post · Russian state · in Russian · 3 Nov 2026 to 9 Nov 2026"
        " · “grain & ports” · not judged by me"
    )
    assert in_words(Wanted(), framework) == ""


def test_a_query_string_holds_the_fields_and_nothing_else() -> None:
    query = query_of({"text": "grain & ports", "outlet": None, "first": date(2026, 11, 3), "last": None})
    assert query == "tagging_text=grain+%26+ports&tagging_first=2026-11-03"
    assert asked_by(f"{query}&headline=5&tagging_other=1") == {"text": "grain & ports", "first": "2026-11-03"}


def test_a_filter_narrows_the_deck_is_saved_shown_again_and_cleared(app: AppTest) -> None:
    app.run()
    app.switch_page("2_tagging.py").run()
    app.selectbox(key="identity_name").select_index(0)
    app.button(key="identity_start").click().run()
    app.text_input(key="tagging_text").set_value("grain").run()
    assert any("Only: “grain”" in each.value for each in app.markdown)
    app.text_input(key="tagging_view_name").set_value("Grain")
    app.button(key="tagging_view_save").click().run()
    app.button(key="tagging_clear").click().run()
    assert app.text_input(key="tagging_text").value == ""
    assert not any("Only:" in each.value for each in app.markdown)
    app.button(key="tagging_view_1").click().run()
    assert app.text_input(key="tagging_text").value == "grain"
    app.button(key="tagging_view_remove_1").click().run()
    assert not any(each.key == "tagging_view_1" for each in app.button)
    assert not app.exception


def post(route: Callable[[Request], Awaitable[JSONResponse]], body: Any) -> tuple[int, Any]:
    """What a route answers to this JSON: the status and what it says."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": json.dumps(body).encode()}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", b"application/json")]}

    async def ask() -> JSONResponse:
        return await route(Request(scope, receive))

    answer = asyncio.run(ask())
    return answer.status_code, json.loads(bytes(answer.body))


def test_what_the_deck_sends_is_answered_by_its_filter_and_its_keys_are_kept(app: AppTest) -> None:
    store = server.desk().store
    analyst = store.analysts.all()[0]
    asked = {"token": token_for(store, analyst), "events": [], "want": 5, "have": []}
    _, whole = post(tags, asked)
    outlet = whole["queue"][0]["outlet"]
    _, some = post(tags, {**asked, "wanted": {"outlet": outlet}})
    assert {card["outlet"] for card in some["queue"]} == {outlet}
    assert whole["unseen"]
    keys = {"token": asked["token"], "name": "keys", "value": {"deed": "KeyM"}}
    assert post(wishes, keys) == (200, {"kept": True})
    assert store.wishes.get(analyst, "keys") == {"deed": "KeyM"}
    assert post(wishes, {**keys, "token": "forged"})[0] == 401
    for strange in ({"name": "else"}, {"value": {"deed": 3}}, {"value": {"x": "y" * 99}}, {"value": None}):
        assert post(wishes, keys | strange)[0] == 400
    assert post(wishes, [])[0] == post(tags, [])[0] == 400
