"""The web routes beside the pages: what the deck sends, and whether the server is well.

`/api/tags` knows the analyst by a signed token in the body, not by a cookie, so another site cannot tag in their name.
"""

import asyncio
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from signpost.desk.identity import analyst_of
from signpost.desk.server import desk, now
from signpost.errors import SignpostError
from signpost.tagging.cards import cards
from signpost.tagging.record import record

LARGEST = 1_000_000  # bytes of one request
MOST_EVENTS = 500
MOST_CARDS = 300


async def tags(request: Request) -> JSONResponse:
    """Save events in their order; answer with what is safe, what was refused, and the next cards."""
    if request.headers.get("content-type", "").split(";")[0].strip() not in ("application/json", "text/plain"):
        return refused(415, "Send JSON.")
    body = await request.body()
    if len(body) > LARGEST:
        return refused(413, "That is too much at once.")
    try:
        sent = json.loads(body)
        events, want, have = sent.get("events", []), int(sent.get("want", 0)), sent.get("have", [])
        whole = isinstance(events, list) and all(isinstance(e, dict) for e in events) and isinstance(have, list)
    except (ValueError, AttributeError, TypeError, RecursionError):
        whole = False
    if not whole or len(events) > MOST_EVENTS:
        return refused(400, "This is not what the tagging page sends.")
    return await asyncio.to_thread(answer, str(sent.get("token", "")), events, want, have)


def answer(token: str, events: list[dict[str, Any]], want: int, have: list[Any]) -> JSONResponse:
    try:
        open_desk = desk()
        analyst = analyst_of(open_desk.store, token)
        if analyst is None:
            return refused(401, "Your name is not known here any more. Reload the page and say who you are.")
        saved = record(open_desk.store, open_desk.framework, analyst, events, now())
        held = {i for i in have if isinstance(i, int)}
        limit = max(0, min(want, MOST_CARDS))
        refill = cards(open_desk.store, open_desk.reader, analyst, limit, held) if limit else []
        waiting = open_desk.waiting() if limit else None
    except SignpostError as error:
        return refused(503, str(error))
    return JSONResponse(
        {"acknowledged": list(saved.acknowledged), "refused": saved.refused, "queue": refill, "waiting": waiting}
    )


def refused(status: int, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)


async def healthz(request: Request) -> JSONResponse:
    """200 while the database answers, else 503 with the reason."""
    try:
        count = await asyncio.to_thread(lambda: desk().store.tags.count())
    except SignpostError as error:
        return refused(503, str(error))
    progress = desk().collector.progress()
    return JSONResponse({"ok": True, "judgements": count, "collecting": progress.collecting})


ROUTES = [Route("/api/tags", tags, methods=["POST"]), Route("/healthz", healthz, methods=["GET"])]
