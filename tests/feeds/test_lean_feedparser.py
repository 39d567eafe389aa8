"""feedparser made lean reads every document as feedparser itself does."""

import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import feedparser
import pytest

import signpost.feeds.lean_sax  # noqa: F401 (changes how feedparser reads)

CASES = Path(__file__).resolve().parents[1] / "data" / "feeds"
RSS = "<rss version='2.0' {0}><channel><title>Invented &amp; plain</title><link>/home</link>{1}</channel></rss>"
ATOM = "<feed xmlns='http://www.w3.org/2005/Atom' {0}><title type='html'>Invented</title>{1}</feed>"
ITEM = "<item><guid>a</guid><title>Grain</title>{0}</item><item><guid>b</guid><title>Talks</title></item>"
ENTRY = "<entry><id>a</id><title>Grain</title>{0}</entry><entry><id>b</id><title>Talks</title></entry>"
ODD = {
    "bases": RSS.format("xml:base='https://a.example/x/'", ITEM.format("<link>story.html</link>")),
    "an entry's base": ATOM.format("", ENTRY.format("<content xml:base='https://b.example/' src='c'>x</content>")),
    "languages": RSS.format("xml:lang='de_AT'", ITEM.format("<description xml:lang='fr'>Ici</description>")),
    "inline markup": ATOM.format("", ENTRY.format("<content type='xhtml'><div><p>A &lt; B</p></div></content>")),
    "two blocks": ATOM.format("", ENTRY.format("<summary type='xhtml'><div>A</div><div>B</div></summary>")),
    "markup that was not escaped": RSS.format("", ITEM.format("<description>A <b>bold</b> <i>deed</i></description>")),
    "base64": ATOM.format("", ENTRY.format("<content mode='base64' type='text/plain'>R3JhaW4=</content>")),
    "base64 by type": ATOM.format("", ENTRY.format("<content type='application/octet'>R3JhaW4=</content>")),
    "drawings": RSS.format(
        "xmlns:s='http://www.w3.org/2000/svg'", ITEM.format("<s:svg s:x='1'><s:title>Drawn</s:title></s:svg>")
    ),
    "links to elsewhere": RSS.format(
        "xmlns:l='http://www.w3.org/1999/xlink'", ITEM.format("<enclosure l:href='a' url='b.mp3' TYPE='Audio/MP3'/>")
    ),
    "userland": RSS.format("xmlns='http://backend.userland.com/rss2'", ITEM.format("<link>http://a.example/</link>")),
    "a namespace nobody knows": RSS.format(
        "xmlns:q='urn:q'", ITEM.format("<q:title>Other</q:title><q:deed q:at='1' by='2'>x</q:deed>")
    ),
    "a known namespace under another name": RSS.format(
        "xmlns:d='http://purl.org/dc/elements/1.1/'", ITEM.format("<d:date>2026-11-20</d:date><d:creator>A</d:creator>")
    ),
    "capitals": RSS.format("", ITEM.format("<PubDate>Fri, 20 Nov 2026 10:00:00 GMT</PubDate><LINK>http://a/</LINK>")),
    "parameters": RSS.format("", ITEM.format("<link>http://a.example/?a=1&amp;amp;b=2&amp;lang;=3</link>")),
    "slashes": RSS.format("", ITEM.format("<link>http:////a.example/x</link><comments>http:///b/</comments>")),
    "text that was read wrongly once": RSS.format(
        "", ITEM.format("<description>caf\u00c3\u00a9 \u0093x</description>")
    ),
    "plain or not": ATOM.format("", ENTRY.format("<summary>5 &lt; 6 &amp;amp; &lt;/b&gt;</summary>")),
    "a plain title that is markup": RSS.format("", ITEM.format("<subtitle>&lt;b&gt;x&lt;/b&gt;</subtitle>")),
    "pictures and inputs": RSS.format(
        "", "<image><title>P</title><url>p.png</url></image><textInput><name>q</name></textInput>" + ITEM
    ),
    "one thing said twice": RSS.format(
        "", ITEM.format("<description>A</description><description>B</description><title>Again</title>")
    ),
    "sources": RSS.format("", ITEM.format("<source url='http://s.example/'>S</source><pubDate>now</pubDate>")),
    "no end": RSS.format("", ITEM.format("<description>A"))[:-30],
}
PLAIN = """
import io, pickle, sys
import feedparser
from feedparser.mixin import _FeedParserMixin
_FeedParserMixin._sync_author_detail = lambda self, key="author": None  # authors and categories are not read here
_FeedParserMixin._add_tag = lambda self, *_: self._get_context().setdefault("tags", []) and None
"""
READ = """
def told(found):
    if isinstance(found, dict):
        return {key: told(value) for key, value in dict.items(found)}
    if type(found) is list:
        return [told(value) for value in found]
    return repr(found) if isinstance(found, Exception) else found

def read(document):
    more = {"sanitize_html": False, "resolve_relative_uris": False}
    more["response_headers"] = {"content-type": "application/xml; charset=utf-8"}
    try:
        return told(feedparser.parse(io.BytesIO(document), **more))
    except Exception as error:
        return repr(error)
"""
DOCUMENTS = {file.stem: file.read_bytes() for file in sorted(CASES.glob("*.xml"))}
DOCUMENTS |= {name: document.encode() for name, document in ODD.items()}


@pytest.fixture(scope="module")
def plainly() -> dict[str, Any]:
    """Every document as feedparser alone reads it, in a process that nothing has changed."""
    script = f"{PLAIN}{READ}\ndocuments = pickle.load(sys.stdin.buffer)\n"
    script += "sys.stdout.buffer.write(pickle.dumps({name: read(document) for name, document in documents.items()}))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], input=pickle.dumps(DOCUMENTS), capture_output=True, check=True
    )
    found: dict[str, Any] = pickle.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_document_is_read_as_feedparser_alone_reads_it(
    name: str, plainly: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = [read for read in feedparser.datetimes._date_handlers if read.__module__.startswith("feedparser")]
    monkeypatch.setattr(feedparser.datetimes, "_date_handlers", theirs)  # ours reads more dates; another test's matter
    scope: dict[str, Any] = {"io": io, "feedparser": feedparser}
    exec(READ, scope)
    assert scope["read"](DOCUMENTS[name]) == plainly[name]
