"""The web routes beside the pages: what the deck sends, and whether the server is well.

`/api/tags` and `/api/wishes` know the analyst by a signed token in the body, not by a cookie, so another site can do
nothing in their name. `/api/deck/start` knows them by the cookie, as the page does; it changes no judgement, and the
browser neither sends the cookie with what another site asks for (SameSite=Strict) nor lets it read the answer.
"""

import asyncio
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from signpost.desk.clearing import left, wanted_of
from signpost.desk.clearing_filter import linked
from signpost.desk.deck_page import AT_FIRST, handed
from signpost.desk.early import START
from signpost.desk.identity import analyst_of, cookie_name
from signpost.desk.server import desk, now
from signpost.errors import SignpostError
from signpost.tagging.cards import cards, ordered_anew
from signpost.tagging.record import record

LARGEST = 1_000_000  # bytes of one request
MOST_EVENTS = 500
MOST_CARDS = 300
MOST_HELD = 10_000  # headlines that a page says it knows
MOST_KEYS = 100
LONGEST_KEY = 80
STRANGE = "This is not what the tagging page sends."
UNKNOWN = "Your name is not known here any more. Reload the page and say who you are."


async def tags(request: Request) -> JSONResponse:
    """Save events in their order; answer with what is safe, what was refused, and the next cards."""
    sent = await sent_by(request)
    if isinstance(sent, JSONResponse):
        return sent
    try:
        events, want, have = sent.get("events", []), int(sent.get("want", 0)), sent.get("have", [])
        whole = isinstance(events, list) and all(isinstance(e, dict) for e in events) and isinstance(have, list)
    except (ValueError, TypeError):
        whole = False
    if not whole or len(events) > MOST_EVENTS:
        return refused(400, STRANGE)
    return await asyncio.to_thread(answer, str(sent.get("token", "")), events, want, have, sent)


async def sent_by(request: Request) -> dict[str, Any] | JSONResponse:
    """The JSON object of a request, or why it is refused."""
    if request.headers.get("content-type", "").split(";")[0].strip() not in ("application/json", "text/plain"):
        return refused(415, "Send JSON.")
    body = await request.body()
    if len(body) > LARGEST:
        return refused(413, "That is too much at once.")
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        sent = None
    return sent if isinstance(sent, dict) else refused(400, STRANGE)


def answer(
    token: str, events: list[dict[str, Any]], want: int, have: list[Any], sent: Mapping[str, Any]
) -> JSONResponse:
    try:
        open_desk = desk()
        analyst = analyst_of(open_desk.store, token)
        if analyst is None:
            return refused(401, UNKNOWN)
        saved = record(open_desk.store, open_desk.framework, analyst, events, now())
        if back := brought_back(events, saved.acknowledged):
            open_desk.store.handed.take_again(analyst.id, back, now())
        told: dict[str, Any] = {"acknowledged": list(saved.acknowledged), "refused": saved.refused}
        mark = open_desk.store.picks.mark()
        told |= {"queue": [], "waiting": None, "mark": mark}
        if limit := max(0, min(want, MOST_CARDS)):
            known = numbers(have)
            wanted = wanted_of(sent.get("wanted"), open_desk.framework)
            place = (open_desk.store, open_desk.reader, analyst, limit)
            rest = numbers(sent.get("rest"))
            if rest and not wanted and sent.get("mark") != mark:
                told["queue"], told["order"] = ordered_anew(*place, known - rest, rest, now=now())
            else:
                told["queue"] = cards(*place, known, wanted, now=now())
            told |= {"waiting": open_desk.waiting(), "unseen": left(open_desk)}
    except SignpostError as error:
        return refused(503, str(error))
    return JSONResponse(told)


def brought_back(events: Sequence[Mapping[str, Any]], acknowledged: Collection[str]) -> set[int]:
    """The headlines that these events put on the analyst's screen again: undone, and not judged anew since."""
    last = {event["headline"]: event.get("action") for event in events if event.get("uid") in acknowledged}
    return {headline for headline, action in last.items() if action == "undo"}


def numbers(said: Any) -> set[int]:
    """The numbers in a list, as many as a page can hold."""
    return {i for i in said[:MOST_HELD] if isinstance(i, int)} if isinstance(said, list) else set()


async def wishes(request: Request) -> JSONResponse:
    """Keep what an analyst set for the deck: its keys."""
    sent = await sent_by(request)
    if isinstance(sent, JSONResponse):
        return sent
    value = sent.get("value")
    if sent.get("name") != "keys" or not isinstance(value, dict) or len(value) > MOST_KEYS:
        return refused(400, STRANGE)
    if not all(isinstance(code, str) and len(act) + len(code) < LONGEST_KEY for act, code in value.items()):
        return refused(400, STRANGE)
    return await asyncio.to_thread(keep_keys, str(sent.get("token", "")), value)


def keep_keys(token: str, keys: dict[str, str]) -> JSONResponse:
    try:
        store = desk().store
        analyst = analyst_of(store, token)
        if analyst is None:
            return refused(401, UNKNOWN)
        store.wishes.set(analyst, "keys", keys, now())
    except SignpostError as error:
        return refused(503, str(error))
    return JSONResponse({"kept": True})


async def start(request: Request) -> Response:
    """What the deck begins with, for whom the cookie names; 204 where the page itself has to say what is missing."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return refused(403, "Only the tagging page itself may ask for this.")
    return await asyncio.to_thread(started, request.cookies, request.url.query)


def started(cookies: Mapping[str, str], query: str) -> Response:
    kept = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    try:
        open_desk = desk()
        analyst = analyst_of(open_desk.store, cookies.get(cookie_name(open_desk.store), ""))
        if analyst is None:
            return Response(status_code=204, headers=kept)
        data = handed(open_desk, analyst, linked(open_desk, query), limit=AT_FIRST)
    except SignpostError:
        return Response(status_code=204, headers=kept)
    return JSONResponse(data, headers=kept)


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


ROUTES = [
    Route("/api/tags", tags, methods=["POST"]),
    Route("/api/wishes", wishes, methods=["POST"]),
    Route(START, start, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
]
