"""What the server answers from memory before Streamlit hears of it."""

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from signpost.desk.static import FOLDER, FOREVER, Static

SCRIPT = next((FOLDER / "static" / "js").glob("BidiComponent.*.js"))


def asked(path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> tuple[dict[str, str], bytes]:
    """Headers and body of the answer; "Streamlit" stands for what lies behind."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers)}
    asyncio.run(Static(PlainTextResponse("Streamlit"))(scope, receive, send))
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


def test_the_deck_page_names_what_it_will_need() -> None:
    links = asked("/tagging")[0]["link"].split(", ")
    assert f"</static/js/{SCRIPT.name}>; rel=modulepreload; crossorigin" in links
    assert all((FOLDER / link[2 : link.index(">")]).is_file() for link in links)
