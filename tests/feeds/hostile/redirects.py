"""Where a redirect may lead, and when a move is believed."""

from feeds.hostile.case import Expect, Found, case, failed, new, unchanged
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, rss

TWO = rss(item("a"), item("b"))
INTERNAL = r"internal address|no web address|cannot be reached|no server is known"


def add_hop(status: int) -> None:
    async def script(visit: Visit) -> None:
        if visit.rest:
            await visit.answer(TWO)
        else:
            await visit.answer(status=status, Location=f"{visit.here}/new")

    case(new(2), check=stays, name=f"one_hop_{status}")(script)


def stays(found: Found) -> None:
    """The subscribed address is still the one that was subscribed."""
    assert not found.feed.url.rstrip("/").endswith(("new", "login")), found.feed.url


def moved(found: Found) -> None:
    assert found.feed.url.endswith("/new"), found.feed.url


for hop in (301, 302, 303, 307, 308):
    add_hop(hop)


@case(*(Expect(kind="new|unchanged", kept=2, after=48) for _ in range(6)), check=moved)
async def moved_for_good(visit: Visit) -> None:
    """Believed after a week and several looks."""
    if visit.rest == "new":
        await visit.answer(TWO)
    else:
        await visit.answer(status=301, Location=f"{visit.here}/new")


@case(*(Expect(kind="new|unchanged", kept=2, after=48) for _ in range(6)), check=stays)
async def moved_for_now(visit: Visit) -> None:
    if visit.rest == "new":
        await visit.answer(TWO)
    else:
        await visit.answer(status=302, Location=f"{visit.here}/new")


@case(new(2), *(failed(r"web page|portal|sign", kept=2, after=48) for _ in range(6)), check=stays)
async def captive_portal(visit: Visit) -> None:
    """A hotel's network redirects everything, “permanently”, to its own page: the address must survive a week of it."""
    if visit.rest == "login":
        await visit.answer(b"<html><title>Welcome to our hotel</title>Sign in</html>", kind="text/html")
    elif visit.times == 1:
        await visit.answer(TWO)
    else:
        await visit.answer(status=301, Location=f"{visit.here}/login")


def forgotten(found: Found) -> None:
    assert found.feed.url.endswith(("to_a_page", "to_an_empty_feed")), found.feed.url
    assert found.feed.moved_seen == 0


@case(new(2), *(failed(r"web page", kept=2, after=48) for _ in range(5)), check=forgotten)
async def moved_to_a_page(visit: Visit) -> None:
    """No word in the address gives it away: what lies there is no feed."""
    if visit.rest == "new":
        await visit.answer(b"<html><title>Our new look</title>Read on</html>", kind="text/html")
    elif visit.times == 1:
        await visit.answer(TWO)
    else:
        await visit.answer(status=301, Location=f"{visit.here}/new")


@case(new(2), *(Expect(kind="empty", kept=2, after=48) for _ in range(5)), check=forgotten)
async def moved_to_an_empty_feed(visit: Visit) -> None:
    if visit.rest == "new":
        await visit.answer(rss())
    elif visit.times == 1:
        await visit.answer(TWO)
    else:
        await visit.answer(status=301, Location=f"{visit.here}/new")


@case(*(Expect(kind="new|unchanged", kept=2, after=48) for _ in range(6)), check=stays)
async def moves_somewhere_else_each_time(visit: Visit) -> None:
    if visit.rest:
        await visit.answer(TWO)
    else:
        await visit.answer(status=301, Location=f"{visit.here}/{visit.times}new")


@case(failed(r"redirects more than"), zoo=True)
async def redirects_to_itself(visit: Visit) -> None:
    await visit.answer(status=302, Location=visit.here)


@case(failed(r"redirects more than"))
async def redirects_to_and_fro(visit: Visit) -> None:
    await visit.answer(status=301, Location=f"{visit.here}/{'fro' if visit.rest != 'fro' else 'to'}")


@case(failed(r"redirects more than"))
async def redirects_ever_deeper(visit: Visit) -> None:
    await visit.answer(status=302, Location=f"{visit.here}/{visit.rest}x")


@case(new(2))
async def redirects_three_times(visit: Visit) -> None:
    if visit.rest == "xxx":
        await visit.answer(TWO)
    else:
        await visit.answer(status=302, Location=f"{visit.here}/{visit.rest}x")


@case(new(2))
async def redirects_to_a_relative_address(visit: Visit) -> None:
    if visit.rest:
        await visit.answer(TWO)
    else:
        await visit.answer(status=302, Location=f"redirects_to_a_relative_address/{'below'}")


@case(new(2))
async def redirects_to_an_address_with_spaces(visit: Visit) -> None:
    if visit.rest:
        await visit.answer(TWO)
    else:
        await visit.answer(status=302, Location=f"{visit.here}/all the news.xml?q=a b#top")


@case(failed(r"redirects without saying where"))
async def redirects_without_saying_where(visit: Visit) -> None:
    await visit.answer(status=301)


@case(new(2), url="http://localhost:{port}/{token}/redirects_for_ever_without_its_cookie")
async def redirects_for_ever_without_its_cookie(visit: Visit) -> None:
    if "seen=1" in visit.headers.get("cookie", ""):
        await visit.answer(TWO)
    else:
        await visit.answer(status=302, Location=visit.here, Set_Cookie="seen=1; Path=/")


def no_cookies(found: Found) -> None:
    """Cookies serve one fetch: the next one comes without."""
    assert "cookie" not in found.asked[-1][1]


@case(new(2), unchanged(2), check=no_cookies, url="http://localhost:{port}/{token}/cookies_are_not_kept")
async def cookies_are_not_kept(visit: Visit) -> None:
    await visit.answer(TWO, Set_Cookie="tracked=1; Path=/; Max-Age=99999999")


@case(failed(r"web page"))
async def redirects_by_markup(visit: Visit) -> None:
    page = f"<html><head><meta http-equiv='refresh' content='0;url={visit.here}/new'></head></html>"
    await visit.answer(page.encode(), kind="text/html")


def no_password(found: Found) -> None:
    assert "hunter2" not in "".join(outcome.error for outcome in found.outcomes)


@case(Expect(kind="failed|new", kept=range(3)), check=no_password)
async def redirects_with_a_password(visit: Visit) -> None:
    await visit.answer(status=302, Location=visit.here.replace("://", "://me:hunter2@") + "/new")


ELSEWHERE = {
    "file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.1/feed",
    "data": "data:application/rss+xml,<rss/>",
    "script": "javascript:alert(1)",
    "no_scheme_at_all": "//",
    "broken_brackets": "http://[::1",
    "a_port_too_many": "http://127.0.0.1:99999/",
}


def add_elsewhere(name: str, location: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(status=302, Location=location)

    case(failed(r"no web address|not fetched|cannot be reached|redirects"), name=f"redirects_to_{name}")(script)


for label, address in ELSEWHERE.items():
    add_elsewhere(label, address)

# 127.0.0.1 is opened in these tests, nothing else of this machine or network is. {port} is the server's own.
INWARDS = {
    "another_loopback": "http://127.0.0.2:{port}/",
    "short_loopback": "http://127.2:{port}/",
    "decimal_loopback": "http://2130706434:{port}/",
    "hex_loopback": "http://0x7f000002:{port}/",
    "octal_loopback": "http://0177.0.0.2:{port}/",
    "unspecified": "http://0.0.0.0:{port}/",
    "six": "http://[::1]:{port}/",
    "six_unspecified": "http://[::]:{port}/",
    "mapped": "http://[::ffff:127.0.0.2]:{port}/",
    "mapped_hex": "http://[::ffff:7f00:2]:{port}/",
    "compatible": "http://[::127.0.0.2]:{port}/",
    "nat64": "http://[64:ff9b::7f00:2]:{port}/",
    "six_to_four": "http://[2002:7f00:2::1]:{port}/",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "private_ten": "http://10.0.0.1/",
    "private_172": "http://172.16.0.1/",
    "private_192": "http://192.168.1.1/",
    "provider": "http://100.64.0.1/",
    "reserved_192": "http://192.0.0.192/",
    "link_local_six": "http://[fe80::1%25lo]/",
    "unique_local_six": "http://[fd00::1]/",
    "multicast": "http://224.0.0.1/",
}


def add_inwards(name: str, location: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(status=302, Location=location.format(port=visit.server.port))

    case(failed(INTERNAL), name=f"inwards_{name}")(script)

    async def direct(visit: Visit) -> None:
        raise AssertionError("it must not be reached")

    case(failed(INTERNAL), name=f"subscribed_inwards_{name}", url=location + "{token}/x")(direct)


for label, address in INWARDS.items():
    add_inwards(label, address)
