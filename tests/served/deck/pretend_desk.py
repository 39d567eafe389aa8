"""A pretend server for the deck: serves a page that mounts it as Streamlit does, and a scripted `/api/tags`.

`desk.stored` is what a store would hold: each uid once, in the order of arrival. `desk.stall`, `desk.status` and
`desk.token` script its moods; `stop()` and `start()` restart it on the same port. All headlines are invented.
"""

import asyncio
import json
import threading
import time
from collections.abc import Sequence
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from signpost.desk.deck import sources

THEMES = {
    "light": {
        "background": "#fbfaf7",
        "secondary-background": "#f1efe8",
        "text": "#11151c",
        "primary": "#0b5cab",
        "border": "#d9d5ca",
        "link": "#0b4a8f",
        "gray-text": "#4a5160",
    },
    "dark": {
        "background": "#12161c",
        "secondary-background": "#1b212a",
        "text": "#e6e9ee",
        "primary": "#6db3ff",
        "border": "#343c48",
        "link": "#9ccbff",
        "gray-text": "#b3bac6",
    },
}
COLORS = [
    ("Balance", "#0b5cab", "#6db3ff"),
    ("Autonomy", "#c2410c", "#fb923c"),
    ("Economy", "#0f766e", "#2dd4bf"),
    ("Alignment", "#7c3aed", "#c4a1ff"),
    ("Escalation", "#9f1239", "#fb7185"),
]
DIRECTIONS = [
    {"id": "strengthens", "label": "More hesitant", "help": "A further reason to hold back."},
    {"id": "neutral", "label": "On topic, no shift", "help": "About this reason, but it stays as it was."},
    {"id": "weakens", "label": "Less hesitant", "help": "One reason to hold back fewer."},
]
WEIGHTS = [
    {"value": 1, "label": "Slight", "help": "Words, or easily undone."},
    {"value": 2, "label": "Moderate", "help": "Costs something that can be seen."},
    {"value": 3, "label": "Major", "help": "Hard to undo."},
]
RULES = [
    {"rule": "Tag the reason that a report shows, never the deed itself."},
    {"rule": "War and spare forces -> autonomy; war and money -> economy."},
    {"rule": "When two reasons are named, tag both; otherwise the one in the title."},
    {"rule": "Ports are money.", "factor": "economy", "by": "Bo"},
]
SCENARIOS = [
    {
        "id": f"course_{number}",
        "title": title,
        "deeds": [
            {"id": f"deed_{number}{each}", "text": text, "keywords": []} for each, text in enumerate(texts, start=1)
        ],
    }
    for number, (title, texts) in enumerate(
        [
            ("Stays at home", ["An envoy travels between the parties.", "A ceasefire plan is put on the table."]),
            ("Sends help", ["Cargo flights are seen by night.", "Advisers arrive in uniform.", "Ships leave port."]),
        ],
        start=1,
    )
]
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Deck</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
html { font-size: 14px }
body { margin: 0; background: %(background)s; color: %(text)s; font-family: sans-serif }
main { max-width: 1320px; margin: 0 auto; padding: 1.5rem 2rem }
@media (max-width: 560px) { main { padding: .5rem .75rem } }
h1 { font: 600 1.3rem serif; margin: 0 0 1rem }
#host { %(variables)s }
</style></head>
<body><main><h1>Tagging</h1><div id="host"></div>
<label for="outside">Elsewhere</label> <input id="outside"><button id="button">Elsewhere</button></main>
<script type="module">
import mount from "/deck.js";
const host = document.getElementById("host");
const shadow = host.attachShadow({mode: "open"});
const html = await (await fetch("/deck.html")).text();
const css = await (await fetch("/deck.css")).text();
const search = new URLSearchParams(location.search);
window.fresh = async () => (await fetch("/data.json" + location.search)).json();
window.mountDeck = async (data) => {
  if (!shadow.firstChild) {
    const style = document.createElement("style"); style.textContent = css;
    const box = document.createElement("div"); box.innerHTML = html; shadow.append(style, box);
  }
  window.leaveDeck = mount({data: data ?? await window.fresh(), parentElement: shadow,
    setStateValue() {}, setTriggerValue() {}, key: "k", name: "deck"});
};
window.unmountDeck = () => { window.leaveDeck(); shadow.replaceChildren(); };
await window.mountDeck();
window.ready = true;
</script></body></html>"""


def factors(count: int = 5) -> list[dict[str, Any]]:
    return [
        {
            "id": name.lower(),
            "short": name,
            "title": f"The reason called {name.lower()}",
            "summary": "What this reason says, in one sentence that an analyst can read aloud.",
            "claims": [
                f"A first claim about {name.lower()}.",
                "A second claim, a little longer than the first one was.",
            ],
            "signposts": [
                {
                    "id": f"{name.lower()}_{number}",
                    "title": f"{name} signpost {number}",
                    "statement": "Something that would be seen if this reason grew or shrank.",
                    "direction": "strengthens" if number < 4 else "weakens",
                }
                for number in range(1, 7)
            ],
            "light": light,
            "dark": dark,
        }
        for name, light, dark in COLORS[:count]
    ]


def card(number: int, title: str = "", **more: Any) -> dict[str, Any]:
    return {
        "headline": number,
        "story": number,
        "title": title or f"Invented headline {number}",
        "summary": f"Summary of the invented headline {number}.",
        "url": f"https://news.example/{number}",
        "outlet": "Example Post",
        "perspective": "neutral",
        "at": "2026-11-03T14:05:00+00:00",
        "time_flag": "ok",
        "language": "en",
        "rtl": False,
        "others": [],
        "why": "names Russia and Iran",
        "mine": [],
        **more,
    }


class PretendDesk:
    def __init__(self, cards: Sequence[dict[str, Any]]) -> None:
        self.cards = list(cards)
        self.first = 250  # how many cards the page is handed
        self.columns = 5
        self.keys: dict[str, str] | None = None  # what the analyst set, as the server keeps it
        self.wanted: dict[str, str] = {}
        self.unseen = ""
        self.mark = ""  # of the order that is learnt by now
        self.order: list[int] = []  # what a page that stands in another one is told
        self.token = "good"  # the token that the API takes
        self.handed = "good"  # the token that the page is handed
        self.stall = 0.0
        self.status = 200
        self.refuse: dict[int, str] = {}  # headline -> reason
        self.unreadable: set[int] = set()  # headlines of events that the server cannot read
        self.stored: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.busy = self.most_busy = 0
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        routes = [
            Route("/", self._page),
            Route("/floor", self._floor),
            Route("/deck.js", lambda _: Response(sources()["js"], media_type="text/javascript")),
            Route("/deck.html", lambda _: HTMLResponse(sources()["html"])),
            Route("/deck.css", lambda _: Response(sources()["css"], media_type="text/css")),
            Route("/data.json", lambda request: JSONResponse(self.data(request.query_params.get("analyst", "ann")))),
            Route("/api/tags", self._tags, methods=["POST"]),
            Route("/api/wishes", self._wishes, methods=["POST"]),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes),
            host="127.0.0.1",
            port=self.port,
            log_level="critical",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    def standing(self) -> list[dict[str, Any]]:
        """What counts after the undoing."""
        undone = {event["undoes"] for event in self.stored if event["action"] == "undo"}
        return [event for event in self.stored if event["action"] != "undo" and event["uid"] not in undone]

    def open_cards(self) -> list[dict[str, Any]]:
        done = {event["headline"] for event in self.standing()}
        return [card for card in self.cards if card["headline"] not in done]

    def data(self, analyst: str = "ann") -> dict[str, Any]:
        waiting = self.open_cards()
        return {
            "token": self.handed,
            "endpoint": "/api/tags",
            "storage_key": analyst,
            "analyst": analyst,
            "factors": factors(self.columns),
            "directions": DIRECTIONS,
            "weights": WEIGHTS,
            "codebook": RULES,
            "scenarios": SCENARIOS,
            "keys": self.keys,
            "wanted": self.wanted,
            "unseen": self.unseen,
            "mark": self.mark,
            "queue": waiting[: self.first],
            "waiting": len(waiting),
            "theme": "light",
        }

    def _page(self, request: Request) -> Response:
        theme = THEMES["dark" if request.query_params.get("theme") == "dark" else "light"]
        variables = "".join(f"--st-{name}-color:{value};" for name, value in theme.items())
        text = PAGE.replace("%(background)s", theme["background"]).replace("%(text)s", theme["text"])
        return HTMLResponse(text.replace("%(variables)s", variables + "--st-heading-font:serif;--st-base-radius:8px"))

    def _floor(self, _: Request) -> Response:
        head, _ = PAGE.split('<script type="module">')
        paint = "document.querySelector('h1').textContent = 'Headline ' + ++n;"
        floor = f"let n = 0; addEventListener('keydown', () => {{ {paint} }});"
        return HTMLResponse(f'{head}<script type="module">{floor}window.ready = true;</script></body></html>')

    async def _wishes(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        if self.status != 200:
            return JSONResponse({"error": "the server is unwell"}, self.status)
        self.keys = asked["value"]
        return JSONResponse({"kept": True})

    async def _tags(self, request: Request) -> Response:
        asked = json.loads(await request.body())
        self.requests.append(asked)
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            if self.stall:
                await asyncio.sleep(self.stall)
        finally:
            self.busy -= 1
        if self.status != 200:
            return JSONResponse({"error": f"the server is unwell ({self.status})"}, self.status)
        if any(event["headline"] in self.unreadable for event in asked["events"]):
            return JSONResponse({"error": "an event could not be read"}, 400)
        if asked["token"] != self.token:
            return JSONResponse({"error": "The token is too old."}, 401)
        known = {event["uid"] for event in self.stored}
        refused = {}
        for event in asked["events"]:
            if event["headline"] in self.refuse:
                refused[event["uid"]] = self.refuse[event["headline"]]
            elif event["uid"] not in known:
                known.add(event["uid"])
                self.stored.append(event)
        acknowledged = [event["uid"] for event in asked["events"] if event["uid"] not in refused]
        waiting = self.open_cards()
        have = set(asked["have"])
        queue = [card for card in waiting if card["headline"] not in have][: asked["want"]]
        told = {"acknowledged": acknowledged, "refused": refused, "queue": queue, "waiting": len(waiting)}
        if asked["want"] and asked["mark"] != self.mark:
            told["order"] = self.order
        return JSONResponse({**told, "mark": self.mark})
