"""Plain items read without feedparser come out as feedparser reads them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from signpost.feeds import reading
from signpost.feeds.entries import Parsed
from signpost.feeds.layout import layout
from signpost.feeds.plain_items import plain_items
from signpost.feeds.reading import NoFeed, parse_feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASES = Path(__file__).resolve().parents[1] / "data" / "feeds"
NAMESPACES = (
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'"
    " xmlns:media='http://search.yahoo.com/mrss/' xmlns:q='urn:q'"
)
RSS = f"<rss version='2.0' {NAMESPACES} {{0}}><channel><title>Invented</title>{{1}}</channel></rss>"
ATOM = f"<feed xmlns='http://www.w3.org/2005/Atom' {NAMESPACES} {{0}}><title>Invented</title>{{1}}</feed>"
DATE = "<pubDate>Fri, 20 Nov 2026 10:00:00 +0300</pubDate>"
PLAIN = (  # RSS items that are read without feedparser
    f"<item><title>Grain &amp; talks</title><link>http://a.example/?a=1&amp;b=2&amp;lang;=3</link>{DATE}</item>",
    "<item>\r\n <guid isPermaLink='true'>http://a.example/1</guid>\r\n <title> a\r\nb </title>\r\n</item>",
    '<item><guid ispermalink="false">urn:x:1</guid><link> http://a.example/2 \n</link><title>T</title></item>',
    "<item><link>/rel</link><guid>http://a.example/3</guid><title>&#8217;s &#38;lt; &#x026;amp; &#150;</title></item>",
    "<item><title>caf\u00c3\u00a9 \u0093x</title><description> \n<![CDATA[<b>raw</b> & more]]> \n</description></item>",
    "<item><description>&lt;p&gt;Hi &amp;amp; you&lt;/p&gt;</description><content:encoded>All</content:encoded></item>",
    "<item><description></description><content:encoded><![CDATA[All of it]]></content:encoded></item>",
    "<item><title type='html'>T</title><category domain='a'>News</category><category term='b'/><guid></guid></item>",
    "<item><author><name>J</name><uri>http://j/</uri></author><dc:creator>Desk</dc:creator><title>T</title></item>",
    "<item><enclosure url='a.mp3' type='a/b' length='1'/><link>http://a.example/</link><source url='s'/></item>",
    "<item></item>",
)
ENTRIES = (
    "<entry><id>urn:a</id><title type='text'>T</title><link href='http://a.example/?a=1&amp;b=2'/>"
    "<link rel='Enclosure' href='a.mp3'/><updated>2026-11-20T10:00:00Z</updated></entry>",
    "<entry><link rel='alternate' type='application/json' href='http://a.example/j'/><id>http://a.example/5</id></entry>",
    "<entry><summary type='html'>&lt;b&gt;S&lt;/b&gt;</summary><content type='html'>C</content><id>b</id></entry>",
    "<entry><content>C</content><link href='/6' rel='self'></link><published>2026-11-20</published></entry>",
)
ODD = (  # items that are left to it
    "<item><title>A <b>bold</b> deed</title></item>",
    "<item><title>A<!-- comment --></title></item>",
    "<item><title>A</title><title>B</title></item>",
    "<item><description>A</description><description>B</description></item>",
    "<item><content:encoded>C</content:encoded><description>D</description></item>",
    "<item><description>a <![CDATA[b]]></description></item>",
    "<item><description xml:lang='fr'>Ici</description></item>",
    "<item><description xml:base='http://b.example/'>D</description><link>/rel</link></item>",
    "<item><title type='xhtml'>T</title></item>",
    "<item><media:description>D</media:description></item>",
    "<item><media:content url='a.jpg'><media:title>M</media:title></media:content></item>",
    "<item><dc:title>D</dc:title></item>",
    "<item><language>fr</language><title>T</title></item>",
    "<item><pubDate>20 nov</pubDate></item>",
    "<item><pubDate>now</pubDate><title>T</title></item>",
    "<item><link>http:////a.example/x</link></item>",
    "<item><guid>http:///b/</guid></item>",
    "<item><guid x='1'>b</guid></item>",
    "<item q:at='1'><title>T</title></item>",
    "<item><category label='a>b'>x</category><title>T</title></item>",
    "<item><author><title>Boss</title></author></item>",
    "<item><PubDate>2026-11-20</PubDate></item>",
    "<item><q:title>Q</q:title></item>",
)
FEEDS = {
    "plain": RSS.format("", "\n".join(PLAIN)),
    "entries": ATOM.format("", "".join(ENTRIES)),
    "mixed": RSS.format("", "".join([plain + odd for plain, odd in zip(PLAIN * 3, ODD, strict=False)])),
    "each of a kind": ATOM.format("", "".join((*ENTRIES, *PLAIN)).replace("item>", "entry>")),
    "a language": RSS.format("xml:lang='de_AT'", "".join(PLAIN)),
    "a base": RSS.format("xml:base='http://b.example/'", "".join(PLAIN)),
    "a title after items": RSS.format("", PLAIN[0] + "<title>Later</title>" + PLAIN[1]),
    "content of the feed": RSS.format("", "<content>F</content>" + "".join(ODD[3:5])),
    "other meanings": RSS.format("", PLAIN[5]).replace("modules/content", "modules/other"),
}


def read(document: bytes) -> Parsed | str:
    try:
        return parse_feed(document, url="https://wire.example/feed", content_type="", now=NOW)
    except NoFeed as error:
        return str(error)


def plain(document: str) -> int:
    return len(plain_items(document.encode(), layout(document.encode()), ()))


@pytest.mark.parametrize("name", [*FEEDS, "all kept cases"])
def test_a_feed_reads_the_same_with_and_without_plain_items(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [FEEDS[name].encode()] if name in FEEDS else [file.read_bytes() for file in sorted(CASES.glob("*.xml"))]
    found = [read(document) for document in documents]
    monkeypatch.setattr(reading, "plain_items", lambda *_: {})
    assert found == [read(document) for document in documents]


def test_usual_items_are_plain_and_odd_ones_are_not() -> None:
    for item in PLAIN:
        assert plain(RSS.format("", item)) == 1, item
    for entry in ENTRIES:
        assert plain(ATOM.format("", entry)) == 1, entry
    for item in ODD:
        assert plain(RSS.format("", item)) == 0, item


@pytest.mark.parametrize("name", ["a language", "a base", "a title after items", "content of the feed"])
def test_no_item_is_plain_where_the_feed_bears_on_its_items(name: str) -> None:
    assert plain(FEEDS[name]) == 0


def test_a_prefix_must_mean_what_it_usually_does() -> None:
    assert plain(FEEDS["other meanings"]) == 0
