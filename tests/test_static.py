"""What the server answers from memory before Streamlit hears of it."""

import asyncio
from typing import Any

import pytest
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from signpost.desk import early
from signpost.desk.policy import INLINE, digest
from signpost.desk.static import FOLDER, FOREVER, Static

INDEX = (FOLDER / "index.html").read_text("utf-8")
KNOWN = (b"cookie", b"other=1; signpost_0a1b2c3d=MQ.signed")
SCRIPT = next((FOLDER / "static" / "js").glob("BidiComponent.*.js"))


def asked(
    path: str,
    *headers: tuple[bytes, bytes],
    method: str = "GET",
    query: bytes = b"",
    behind: Response = PlainTextResponse("Streamlit"),  # noqa: B008 - it keeps nothing
) -> tuple[dict[str, str], bytes]:
    """Headers and body of the answer; "Streamlit" stands for what lies behind."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": list(headers)}
    asyncio.run(Static(behind)(scope, receive, send))
    return {n.decode(): v.decode() for n, v in said[0]["headers"]}, said[1]["body"]


def test_a_hashed_script_comes_whole_and_may_be_kept_for_ever() -> None:
    for _ in range(2):
        headers, body = asked(f"/static/js/{SCRIPT.name}")
        assert body == SCRIPT.read_bytes()
        assert (headers["cache-control"], headers["content-length"]) == (FOREVER, str(len(body)))
        assert "javascript" in headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/", "/static/js/none.ABCDEFGH.js", "/static/js/../index.html", "/static/js/", "/static/manifest.json"]
)
def test_everything_else_is_left_to_streamlit(path: str) -> None:
    assert asked(path)[1] == b"Streamlit"


def test_a_part_of_a_file_or_another_method_is_left_to_streamlit() -> None:
    path = f"/static/js/{SCRIPT.name}"
    assert asked(path, (b"range", b"bytes=0-9"))[1] == asked(path, method="HEAD")[1] == b"Streamlit"


def test_the_deck_page_of_somebody_unknown_is_streamlits_and_names_what_it_will_need() -> None:
    headers, body = asked("/tagging")
    links = headers["link"].split(", ")
    assert body.decode() == INDEX
    assert f"</static/js/{SCRIPT.name}>; rel=modulepreload; crossorigin" in links
    assert all((FOLDER / link[2 : link.index(">")]).is_file() for link in links)


def test_the_deck_page_of_an_analyst_begins_with_the_deck_and_holds_streamlits_scripts_back() -> None:
    headers, body = asked("/tagging", KNOWN, query=b"tagging_text=grain+%26+ports")
    page, _, held = body.decode().partition('<template id="signpost-held">')
    held, _, rest = held.partition("</template>")
    assert f'<script async fetchpriority="high" src="{early.path()}"></script>' in page
    assert 'type="module"' not in page + rest
    assert "modulepreload" not in page + rest
    assert SCRIPT.name in held
    assert all(each in held for each in early.SCRIPTS.findall(INDEX))
    assert f"setTimeout(window.signpostRelease, {early.LONGEST_HOLD_MS})" in rest  # whatever becomes of the deck
    assert headers["cache-control"] == "private, no-cache"
    assert early.path() in headers["link"]
    assert "</api/deck/start?tagging_text=grain+%26+ports>; rel=preload; as=fetch; crossorigin" in headers["link"]


def test_a_query_that_could_write_into_the_header_is_not_named_there() -> None:
    assert "api/deck" not in asked("/tagging", KNOWN, query=b"a=1>; rel=preload, <//other.example/x")[0]["link"]


def test_the_decks_own_script_may_be_kept_for_ever_and_is_whole() -> None:
    headers, body = asked(early.path())
    assert (headers["cache-control"], headers["x-content-type-options"]) == (FOREVER, "nosniff")
    assert b"class Outbox" in body
    assert b"export default" not in body
    assert b"--st-background-color:#12161c" in body  # Streamlit's dark paper, before Streamlit says so


@pytest.mark.parametrize("known", [(), (KNOWN,)])
def test_every_page_says_what_it_may_load_and_names_its_own_scripts(known: tuple[Any, ...]) -> None:
    bounds, body = asked("/tagging", *known)[0]["content-security-policy"], asked("/tagging", *known)[1].decode()
    parts = dict(part.split(" ", 1) for part in bounds.split("; "))
    assert parts["default-src"] == parts["form-action"] == "'self'"
    assert "unsafe" not in parts["script-src"]
    assert all(digest(script) in parts["script-src"] for script in INLINE.findall(body))
    assert asked("/trends", behind=HTMLResponse("Streamlit"))[0]["content-security-policy"] == bounds
    assert "content-security-policy" not in asked("/trends")[0] | asked(f"/static/js/{SCRIPT.name}")[0]
