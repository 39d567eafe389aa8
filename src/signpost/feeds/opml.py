"""Lists of feeds (OPML), read forgivingly and written so that nothing is lost. Pure.

Other programs' lists know an address, a name and folders. Ours add what the dashboard needs as attributes of their
own: outlet, perspective, country, language, reliability, family, note, paused, every (minutes, where a hand set the
rhythm), agent. Without a perspective the innermost folder's name is taken for it.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.entities import html5
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from signpost.errors import ParseError
from signpost.feeds.identify import safe_link, shortened, visible
from signpost.nouns.feed import Feed, Outlet

LARGEST = 15 * 1024 * 1024
LETTERS = "ABCDEF"
LONGEST_EVERY_S = 7 * 86400
XML_ENTITIES = ("amp", "lt", "gt", "quot", "apos")
AMPERSAND = re.compile(r"&(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
DOCTYPE = re.compile(r"<!DOCTYPE[^<>\[]*>", re.IGNORECASE)
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One feed of a list. `folders` from the outermost inwards; `paused` is a reason in words or "".

    `every_s` is the rhythm that a hand set (seconds), 0 if it follows the feed's own.
    """

    url: str
    title: str
    outlet: Outlet
    folders: tuple[str, ...] = ()
    note: str = ""
    paused: str = ""
    every_s: int = 0
    user_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """What could not be taken as it stands, on which line of the file."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A file as read: its feeds in order, and what was wrong with the rest."""

    feeds: tuple[Subscription, ...]
    complaints: tuple[Complaint, ...]
    title: str = ""


def read(content: bytes | str, name: str = "the file") -> Listing:
    """Read a list of feeds. A bad row costs that row; ParseError only if the whole is no list of feeds.

    `name` is the file's name, for the error's sentence.
    """
    if len(content) > LARGEST:
        raise ParseError(name, f"it is larger than {LARGEST // 1024 // 1024} MiB")
    text = content if isinstance(content, str) else decoded(content)
    text = DOCTYPE.sub("", text, count=1)
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise ParseError(name, "it defines entities of its own (DOCTYPE), which a list of feeds has no use for")
    reader = Reader()
    reader.run(re.sub(r"^\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), mended(text)))
    if not reader.is_opml:
        broken = reader.complaints[0] if reader.complaints else None
        reason = f"it is no list of feeds (OPML); line {broken.line}: {broken.reason}" if broken else ""
        raise ParseError(name, reason or "it is no list of feeds (OPML)")
    return Listing(feeds=tuple(reader.feeds), complaints=tuple(reader.complaints), title=reader.title.strip())


def decoded(content: bytes) -> str:
    """The text of a file by its byte order mark, else its declaration, else UTF-8, else Western European."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    declared = DECLARED.search(content[:400])
    for encoding in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return content.decode("cp1252", "replace")


def mended(text: str) -> str:
    """XML with its common mistakes undone: bare ampersands, HTML's entities, characters that no XML may hold."""

    def mend(found: re.Match[str]) -> str:
        name = (found[1] or "").rstrip(";")
        if name.startswith("#"):
            code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
            whole = (
                0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000 or code in (9, 10, 13)
            )
            return found[0].lower() if whole else ""
        if name in XML_ENTITIES:
            return found[0]
        known = html5.get(f"{name};", "") if name else ""
        return known if known and known not in "<>&\"'" else f"&amp;{found[1] or ''}"

    return UNWRITABLE.sub("", AMPERSAND.sub(mend, text))


class Reader:
    """Collects feeds while the file's elements pass by; keeps what it has when the file turns out to be broken."""

    def __init__(self) -> None:
        self.feeds: list[Subscription] = []
        self.complaints: list[Complaint] = []
        self.is_opml = False
        self.title = ""
        self._folders: list[str | None] = []
        self._lines: dict[str, int] = {}
        self._in_title = False
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._opens
        self._expat.EndElementHandler = self._closes
        self._expat.CharacterDataHandler = self._says

    def run(self, text: str) -> None:
        try:
            self._expat.Parse(text, True)
        except expat.ExpatError as error:
            self._complain(f"the file is broken from here on ({expat.ErrorString(error.code)})", error.lineno)

    def _opens(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.lower():
            case "opml":
                self.is_opml = True
            case "title":
                self._in_title = not self.title
            case "outline":
                self._outline({name.lower(): visible(value) for name, value in attributes.items()})

    def _closes(self, tag: str) -> None:
        if tag.lower() == "outline" and self._folders:
            self._folders.pop()
        self._in_title = False

    def _says(self, text: str) -> None:
        if self._in_title:
            self.title += text

    def _outline(self, said: dict[str, str]) -> None:
        """A feed, or a folder whose feeds follow. Feeds take a (nameless) place among the folders too."""
        address = said.get("xmlurl", "")
        name = said.get("text") or said.get("title") or ""
        if not address:
            if said.get("type", "").lower() in ("rss", "atom", "feed") and (said.get("htmlurl") or said.get("url")):
                self._complain(f"“{name or '(no name)'}” has no feed address (xmlUrl)")
            self._folders.append(name or None)
            return
        folders = tuple(folder for folder in self._folders if folder)
        self._folders.append(None)
        url = safe_link(re.sub(r"^feed:(//)?(?=https?://)", "", re.sub(r"^feed://(?!https?:)", "http://", address)))
        line = self._expat.CurrentLineNumber
        if not url:
            self._complain(f"“{shortened(address, 100)}” is no web address")
        elif url in self._lines:
            self._complain(f"{shortened(url, 100)} stands on line {self._lines[url]} already")
        else:
            self._lines[url] = line
            self.feeds.append(self._subscription(url, name, folders, said))

    def _subscription(self, url: str, name: str, folders: tuple[str, ...], said: dict[str, str]) -> Subscription:
        reliability = said.get("reliability", "").upper() or "F"
        if reliability not in LETTERS or len(reliability) != 1:
            self._complain(f"“{shortened(reliability, 20)}” is no reliability: A to F; F (cannot be judged) is taken")
            reliability = "F"
        title = said.get("title") or ("" if "outlet" in said else name)  # a list of ours says when there is none
        outlet = Outlet(
            name=said.get("outlet") or name or urlsplit(url).hostname or url,
            perspective=said.get("perspective") or (folders[-1] if folders else ""),
            country=said.get("country", ""),
            language=said.get("language", ""),
            reliability=reliability,
            family=said.get("family", ""),
        )
        return Subscription(
            url=url,
            title=title,
            outlet=outlet,
            folders=folders,
            note=said.get("note", ""),
            paused=said.get("paused", ""),
            every_s=self._rhythm(said.get("every", "")),
            user_agent=said.get("agent", ""),
        )

    def _rhythm(self, minutes: str) -> int:
        if not minutes:
            return 0
        seconds = int(minutes) * 60 if minutes.isascii() and minutes.isdigit() and len(minutes) < 9 else -1
        if 0 <= seconds <= LONGEST_EVERY_S:
            return seconds
        self._complain(f"“{shortened(minutes, 20)}” is no number of minutes up to a week; its own rhythm is taken")
        return 0

    def _complain(self, reason: str, line: int | None = None) -> None:
        self.complaints.append(Complaint(line=line or self._expat.CurrentLineNumber, reason=reason))


def around(row: Subscription) -> tuple[str, ...]:
    """The folders around the one that a row's outlet has its perspective of."""
    own = row.folders[-1:] == (row.outlet.perspective,)
    return row.folders[:-1] if own else row.folders


def subscription(feed: Feed, within: Iterable[str] = ()) -> Subscription:
    """A kept feed as a row of a list, in a folder named for its outlet's perspective, which lies `within` others."""
    folders = (*within, feed.outlet.perspective) if feed.outlet.perspective else tuple(within)
    return Subscription(
        url=feed.url,
        title=feed.title,
        outlet=feed.outlet,
        folders=folders,
        note=feed.note,
        paused=feed.paused,
        every_s=feed.every_s,
        user_agent=feed.user_agent,
    )


def write(feeds: Iterable[Subscription], title: str = "Signpost feeds") -> str:
    """A list of feeds as OPML 2.0; `read` gives the same rows back, folder by folder."""
    tree: dict[str, Any] = {}
    for row in feeds:
        folder = tree
        for name in row.folders:
            folder = folder.setdefault(f"/{name}", {})
        folder[row.url] = row
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', "  <head>"]
    lines += [f"    <title>{html.escape(UNWRITABLE.sub('', title), quote=False)}</title>", "  </head>", "  <body>"]
    lines += written(tree, "    ")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def written(tree: dict[str, Any], indent: str) -> list[str]:
    lines: list[str] = []
    for key, value in tree.items():
        if isinstance(value, Subscription):
            lines.append(f"{indent}<outline {attributes(value)}/>")
        else:
            lines += [
                f"{indent}<outline text={quoted(key[1:])}>",
                *written(value, indent + "  "),
                f"{indent}</outline>",
            ]
    return lines


def attributes(row: Subscription) -> str:
    outlet = row.outlet
    said = {
        "type": "rss",
        "text": row.title or outlet.name,
        "title": row.title,
        "xmlUrl": row.url,
        "outlet": outlet.name,
        "perspective": outlet.perspective,
        "country": outlet.country,
        "language": outlet.language,
        "reliability": outlet.reliability,
        "family": outlet.family,
        "note": row.note,
        "paused": row.paused,
        "every": str(row.every_s // 60) if row.every_s else "",
        "agent": row.user_agent,
    }
    return " ".join(f"{name}={quoted(value)}" for name, value in said.items() if value)


def quoted(text: str) -> str:
    return quoteattr(UNWRITABLE.sub("", text))
