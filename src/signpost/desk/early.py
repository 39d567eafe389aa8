"""The deck before Streamlit has started: its script, and the page that begins with it.

Streamlit's page waits for some seventy scripts and a first run. The page of the deck carries one script more
(`deck/early.js`), which asks `START` for the headlines, draws the very same deck and hands it over.
"""

import json
import re
from functools import cache
from hashlib import sha256

from streamlit import config

from signpost.desk.deck import FILES, sources

START = "/api/deck/start"
FOLDER = "/signpost/"
LONGEST_HOLD_MS = 700
SCRIPTS = re.compile(r'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>')
RELEASE = f"""window.signpostRelease = function () {{
  var held = document.getElementById("signpost-held");
  if (held) {{ held.remove(); document.head.append(document.importNode(held.content, true)); }}
}};
setTimeout(window.signpostRelease, {LONGEST_HOLD_MS});"""
PLAIN = re.compile(rb"[\w%=&.+*~-]*")
FONTS = '"Source Sans",sans-serif', '"Source Serif",serif'
COLORS = {  # what the deck's styles take from Streamlit: its name there, its name in the configuration
    "text-color": "textColor",
    "background-color": "backgroundColor",
    "secondary-background-color": "secondaryBackgroundColor",
    "border-color": "borderColor",
    "widget-border-color": "borderColor",
    "gray-text-color": "grayTextColor",
    "primary-color": "primaryColor",
    "link-color": "linkColor",
}


@cache
def script() -> bytes:
    """The deck's own scripts and what draws them early, as one script."""
    files = sources()
    parts = {
        "start": START,
        "html": files["html"],
        "css": f"{(FILES / 'early.css').read_text('utf-8')}\n{files['css']}",
        "look": {theme: look(theme) for theme in ("light", "dark")},
        "size": f"html {{ font-size: {config.get_option('theme.baseFontSize') or 16}px !important }}",
    }
    deck = files["js"].replace("export default function mount", "function mount")
    early = (FILES / "early.js").read_text("utf-8")
    return f'(() => {{\n"use strict";\nconst EARLY = {json.dumps(parts)};\n{deck}\n{early}}})();\n'.encode()


def look(theme: str) -> str:
    """The variables that Streamlit sets around the deck, as its configuration has them."""
    said = {name: config.get_option(f"theme.{theme}.{option}") for name, option in COLORS.items()}
    said |= {"font": FONTS[0], "heading-font": FONTS[1], "base-radius": config.get_option("theme.baseRadius")}
    variables = "".join(f"--st-{name}:{value};" for name, value in said.items() if value)
    return f":host {{ color-scheme: {theme}; {variables} }}"


@cache
def path() -> str:
    """Where the script lies; its name holds a digest of what is in it."""
    return f"{FOLDER}deck.{sha256(script()).hexdigest()[:12]}.js"


def begun(index: str, late: str) -> str:
    """Streamlit's page with the deck's script in front, and Streamlit's own scripts held back until the deck stands:
    for `LONGEST_HOLD_MS` at most, whatever happens to it. `late` are tags that are held back too."""
    held = "\n".join([*SCRIPTS.findall(index), late])
    tags = f'<template id="signpost-held">{held}</template>\n<script>{RELEASE}</script>'
    early = f'<script async fetchpriority="high" src="{path()}"></script>'
    begun = SCRIPTS.sub("", index).replace("<title>Streamlit<", "<title>Signpost<", 1)
    return begun.replace("<head>", f"<head>\n{early}", 1).replace("</head>", f"{tags}\n</head>", 1)


def ahead(query: bytes, serif: str) -> bytes:
    """The Link header: what the browser fetches while it reads the page: the script, the headlines, their font."""
    wanted = [f"<{path()}>; rel=preload; as=script".encode()]
    if PLAIN.fullmatch(query):
        start = START.encode() + (b"?" + query if query else b"")
        wanted.append(b"<" + start + b">; rel=preload; as=fetch; crossorigin")
    return b", ".join([*wanted, f"<{serif}>; rel=preload; as=font; crossorigin".encode()])
