"""Whom does a server's “wait” concern? Pure.

A site that was asked too often means every feed of it, also those on its other hosts. But where strangers publish
under one domain (blogs, feed services) each host answers for itself, and where one program makes feeds of many sites
(RSSHub) each feed does: what one of those sites refuses says nothing of the others. Such programs are known by what
their hosts are usually called; others are named in the settings. Tumblr counts all its blogs together although each has
a host of its own. No list of public suffixes is needed for that: the last two labels, three under the usual two-part
endings, are right for news sites, and where they are not, a feed waits a little longer than it must.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from signpost.nouns.feed import Feed

# “co” of co.uk, “gov” of gov.ir: what stands before a country's two letters without being anybody's own name
SECOND_LEVEL = frozenset({
    "ac", "co", "com", "edu", "gen", "go", "gov", "gub", "id", "info", "k12", "ltd", "mil", "mod", "muni", "ne", "net",
    "nhs", "nic", "nom", "or", "org", "plc", "police", "press", "pub", "res", "sch", "web",
})  # fmt: skip
# Each host under these belongs to somebody else.
SHARED = frozenset({
    "appspot.com", "azurewebsites.net", "beehiiv.com", "blogspot.com", "cloudfront.net", "deno.dev", "feedburner.com",
    "fly.dev", "ghost.io", "github.io", "gitlab.io", "hatenablog.com", "herokuapp.com", "hypotheses.org",
    "libsyn.com", "livejournal.com", "medium.com", "netlify.app", "onrender.com", "over-blog.com", "pages.dev",
    "podbean.com", "substack.com", "transistor.fm", "typepad.com", "vercel.app",
    "web.app", "wixsite.com", "wordpress.com", "workers.dev",
})  # fmt: skip
MADE_OF_MANY = ("rsshub", "rss-bridge")  # how the hosts of such programs begin; anybody can run one


def scope_of(url: str, makers: Collection[str] = ()) -> str:
    """Who waits together, as a name: the registrable domain, the host alone or, of feeds made of many sites, the feed.

    `url` is an address or a bare host, `makers` are further hosts that make feeds of many sites. An IP address and a
    name without dots stand alone.
    """
    host = host_of(url)
    labels = host.split(".")
    if labels[0].startswith(MADE_OF_MANY) or host in makers:
        return host + path_of(url)
    if len(labels) < 3 or ":" in host or labels[-1].isdigit():
        return host
    if ".".join(labels[-2:]) in SHARED or "blogspot" in labels[1:-1]:  # blogspot has an ending for every country
        return host
    two_part = len(labels[-1]) == 2 and labels[-2] in SECOND_LEVEL
    return ".".join(labels[-3 if two_part else -2 :])


def paused_until(
    pauses: Mapping[str, datetime], feed: Feed, now: datetime, makers: Collection[str] = ()
) -> datetime | None:
    """Until when a feed waits because a server asked to be left alone: its own, another one of the same site
    (`scope_of`), or the one that it is known to lead to."""
    if not pauses:
        return None
    named = (pauses.get(scope_of(url, makers)) for url in (feed.url, feed.moved_to) if url)
    return max((until for until in named if until is not None and until > now), default=None)


@lru_cache(maxsize=1 << 13)
def host_of(url: str) -> str:
    """The host of an address (or of a bare host name), in lower case; the text itself if there is none to see."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        host = None
    return (host or url).rstrip(".")


def path_of(url: str) -> str:
    """The path of an address with what is asked there, in one spelling; "" of a bare host."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
    except ValueError:
        return ""
    return unquote(f"{parts.path}?{parts.query}" if parts.query else parts.path).rstrip("/")
