"""Streamlit's own scripts, styles and fonts from memory, and the page of the deck with what lets it stand at once.

A first visit fetches some seventy files. Streamlit opens and reads each for each visitor, 3 ms of the server's time
apiece; from memory it is a tenth of that. Their names hold a digest of what is in them, so they never change.
"""

import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from signpost.desk import early
from signpost.desk.policy import policy

FOLDER = Path(get_static_dir())
HASHED = re.compile(r"/static/(?:js|css|media)/[\w.@+-]+\.[\w-]{8}\.(?:js|css|woff2)")
FOREVER = "public, immutable, max-age=31536000"
LATE = ("BidiComponent.*.js",)  # what Streamlit loads only once a component is to be drawn
SERIF = "SourceSerifVariable-Roman.*.woff2"  # of the headlines
COOKIE = b"signpost_"  # how the names of analysts' cookies begin
IMPORTED = re.compile(r'from"\./([\w.@+-]+\.js)"')


class Static:
    """The outermost layer of the web application: answers for hashed files, and for the page of the deck."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        elif scope["path"] == "/tagging":
            known = any(name == b"cookie" and COOKIE in value for name, value in scope["headers"])
            html = "text/html; charset=utf-8", page(known)
            await say(bounded(send), html, "private, no-cache", link(known, scope))
        elif scope["path"] == early.path():
            await say(send, ("text/javascript; charset=utf-8", early.script()), FOREVER)
        elif (found := kept(scope["path"])) is not None and not asks_for_less(scope):
            await say(send, found, FOREVER)
        else:
            await self._app(scope, receive, bounded(send))


def bounded(send: Send) -> Send:
    """Say with each page what it may load."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ())]
            if any(name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in headers):
                message = {**message, "headers": [*headers, (b"content-security-policy", bounds())]}
        await send(message)

    return sending


@cache
def bounds() -> bytes:
    return policy(page(known).decode() for known in (True, False)).encode()


async def say(send: Send, found: tuple[str, bytes], cache_control: str, links: bytes = b"") -> None:
    kind, content = found
    headers = {"content-type": kind, "content-length": str(len(content)), "cache-control": cache_control}
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    raw += [(b"x-content-type-options", b"nosniff"), *([(b"link", links)] if links else [])]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    await send({"type": "http.response.body", "body": content})


def asks_for_less(scope: Scope) -> bool:
    return any(name in (b"range", b"if-none-match", b"if-modified-since") for name, _ in scope["headers"])


def kept(path: str) -> tuple[str, bytes] | None:
    """The type and content of a hashed file; None for anything else."""
    file = FOLDER / path.lstrip("/")
    return read(file) if HASHED.fullmatch(path) and file.is_file() else None


@cache
def read(file: Path) -> tuple[str, bytes]:
    kind = "font/woff2" if file.suffix == ".woff2" else mimetypes.guess_type(file.name)[0] or "text/plain"
    return kind, file.read_bytes()


@cache
def page(known: bool) -> bytes:
    """Streamlit's page; where the browser names an analyst, with the deck's own script before Streamlit's."""
    index = (FOLDER / "index.html").read_text("utf-8")
    late = "\n".join(f'<link rel="modulepreload" crossorigin href="{module}">' for module in modules())
    return (early.begun(index, late) if known else index).encode()


def link(known: bool, scope: Scope) -> bytes:
    """The header that names what the page of the deck will need, so that the browser fetches it along with the rest."""
    if known:
        serif = next(file.name for file in (FOLDER / "static" / "media").glob(SERIF))
        return early.ahead(scope.get("query_string", b""), f"/static/media/{serif}")
    return ", ".join(f"<{module}>; rel=modulepreload; crossorigin" for module in modules()).encode()


@cache
def modules() -> list[str]:
    """What Streamlit loads only once a component is to be drawn."""
    index = (FOLDER / "index.html").read_text("utf-8")
    scripts = FOLDER / "static" / "js"
    waiting = [file.name for pattern in LATE for file in scripts.glob(pattern)]
    wanted: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name not in index and name not in wanted:
            wanted[name] = None
            waiting += IMPORTED.findall((scripts / name).read_text("utf-8"))
    return [f"/static/js/{name}" for name in wanted]
