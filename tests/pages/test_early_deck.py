"""What the deck asks for before Streamlit has started: the same as the page hands it, for whom the cookie names."""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from streamlit.testing.v1 import AppTest

from signpost.desk import server
from signpost.desk.identity import cookie_name, storage_key, token_for
from signpost.desk.routes import start


def asked(cookie: str = "", query: str = "", site: str = "same-origin") -> Response:
    headers = [(b"cookie", cookie.encode()), (b"sec-fetch-site", site.encode())]
    scope = {"type": "http", "method": "GET", "path": "/api/deck/start", "scheme": "http", "server": ("127.0.0.1", 80)}
    request = Request({**scope, "query_string": query.encode(), "headers": headers})

    async def ask() -> Response:
        return await start(request)

    return asyncio.run(ask())


def test_whom_the_cookie_names_gets_their_queue_through_the_filter_of_the_link(app: AppTest) -> None:
    desk = server.desk()
    analyst = desk.store.analysts.all()[0]
    cookie = f"{cookie_name(desk.store)}={token_for(desk.store, analyst)}"
    answer = asked(cookie)
    data: dict[str, Any] = json.loads(bytes(answer.body))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (data["storage_key"], data["token"]) == (storage_key(desk, analyst), token_for(desk.store, analyst))
    outlet = data["queue"][-1]["outlet"]
    some = json.loads(bytes(asked(cookie, f"tagging_outlet={outlet}").body))
    assert {card["outlet"] for card in some["queue"]} == {outlet}
    assert some["wanted"] == {"outlet": outlet}


def test_nobody_else_gets_anything(app: AppTest) -> None:
    store = server.desk().store
    name, token = cookie_name(store), token_for(store, store.analysts.all()[0])
    for cookie in ("", f"{name}=", f"{name}={token}x", f"signpost_00000000={token}"):
        answer = asked(cookie)
        assert (answer.status_code, bytes(answer.body)) == (204, b"")
    assert asked(f"{name}={token}", site="cross-site").status_code == 403
