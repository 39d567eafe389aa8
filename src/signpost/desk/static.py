"""Streamlit's own scripts, styles and fonts from memory, and what the deck needs beyond them asked for at once.

A first visit fetches some seventy files. Streamlit opens and reads each for each visitor, 3 ms of the server's time
apiece; from memory it is a tenth of that. Their names hold a digest of what is in them, so they never change.
"""

import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

FOLDER = Path(get_static_dir())
HASHED = re.compile(r"/static/(?:js|css|media)/[\w.@+-]+\.[\w-]{8}\.(?:js|css|woff2)")
FOREVER = "public, immutable, max-age=31536000"
LATE = ("BidiComponent.*.js",)  # what Streamlit loads only once a component is to be drawn
IMPORTED = re.compile(r'from"\./([\w.@+-]+\.js)"')


class Static:
    """The outermost layer of the web application: answers for hashed files, and adds to the page of the deck."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        elif (found := kept(scope["path"])) is not None and not asks_for_less(scope):
            kind, content = found
            headers = {"content-type": kind, "content-length": str(len(content)), "cache-control": FOREVER}
            start = {"type": "http.response.start", "status": 200}
            await send({**start, "headers": [(n.encode(), v.encode()) for n, v in headers.items()]})
            await send({"type": "http.response.body", "body": content})
        elif scope["path"] == "/tagging":
            await self._app(scope, receive, hinting(send))
        else:
            await self._app(scope, receive, send)


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
def hints() -> bytes:
    """The header that names what the deck will need, so that the browser fetches it along with the rest."""
    index = (FOLDER / "index.html").read_text("utf-8")
    scripts = FOLDER / "static" / "js"
    waiting = [file.name for pattern in LATE for file in scripts.glob(pattern)]
    wanted: dict[str, None] = {}
    while waiting:
        name = waiting.pop()
        if name not in index and name not in wanted:
            wanted[name] = None
            waiting += IMPORTED.findall((scripts / name).read_text("utf-8"))
    return ", ".join(f"</static/js/{name}>; rel=modulepreload; crossorigin" for name in wanted).encode()


def hinting(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and hints():
            message = {**message, "headers": [*message["headers"], (b"link", hints())]}
        await send(message)

    return sending
