"""Which addresses are fetched, and where a redirect leads. Pure."""

from functools import lru_cache

from yarl import URL

from signpost.errors import FetchError
from signpost.feeds.trouble import said

SCHEMES = ("http", "https")


@lru_cache(maxsize=1 << 13)  # the same feeds are asked for again and again; an URL remembers its parts, too
def checked(address: str, feed_url: str) -> URL:
    """The address of a feed; FetchError unless it is http(s) with a host."""
    try:
        url = URL(address)
        usable = url.scheme in SCHEMES and bool(url.host) and bool(url.port)
    except ValueError:
        raise FetchError(feed_url, "this is no web address") from None
    if not usable:
        other = url.scheme if url.scheme not in (*SCHEMES, "") else ""
        raise FetchError(
            feed_url, f"“{said(other, 20)}:” addresses are not fetched" if other else "this is no web address"
        )
    return url


def next_hop(feed_url: str, url: URL, location: str) -> URL:
    """Where `location` leads from `url`; FetchError with words if that is no web address.

    A name and password in it are left out: only a person gives those away, for one site, and there they are kept.
    """
    try:
        led = URL(written_out(location))
        target = url.join(led).with_fragment(None)
        usable = (
            target.scheme in SCHEMES and bool(target.host) and bool(target.port) and bool(led.host or not led.scheme)
        )
        if usable and led.absolute:
            own = url.user is not None and target.origin() == url.origin()
            target = target.with_user(url.user).with_password(url.password) if own else target.with_user(None)
    except ValueError:
        usable = False
    if not usable:
        raise FetchError(feed_url, f"it redirects to “{said(location)}”, which is no web address")
    return target


def written_out(location: str) -> str:
    """A Location header as an address: spaces, and bytes that are no UTF-8, are percent-encoded."""
    text = location.strip().replace("\\", "/").replace(" ", "%20")  # as browsers read it
    return (
        text if text.isascii() else "".join(f"%{ord(c) - 0xDC00:02X}" if "\udc80" <= c <= "\udcff" else c for c in text)
    )
