import asyncio
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from signpost.errors import FetchError
from signpost.feeds.fetch import Fetcher
from signpost.feeds.guard import allowed, refusal
from signpost.feeds.limits import Limits
from signpost.nouns.feed import Feed

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFUSED = [
    "127.0.0.1", "127.8.9.10", "0.0.0.0", "10.0.0.5", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.127.255.255", "192.0.0.192", "192.0.0.9", "198.18.0.1", "224.0.0.1", "239.1.2.3",
    "255.255.255.255", "240.0.0.1", "::", "::1", "::7f00:1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1",
    "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1",
    "2002:7f00:1::1", "2002:808:808::1", "2001::1", "2001:db8::1", "nonsense", "",
]  # fmt: skip
OPEN = [
    "8.8.8.8",
    "93.184.215.14",
    "100.128.0.1",
    "172.32.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", REFUSED)
def test_internal_addresses_are_refused_in_words(address: str) -> None:
    assert refusal(address)


def test_a_host_that_was_opened_is_ours_by_name_or_by_its_network() -> None:
    opened = allowed(["10.1.0.0/16", "feeds.internal", "::1"])
    assert all(map(opened.holds, ["10.1.2.3", "feeds.internal", "FEEDS.internal.", "::1", "[::1]"]))
    assert not any(map(opened.holds, ["10.2.0.1", "news.internal", "daily.example", ""]))


@pytest.mark.parametrize("address", OPEN)
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert refusal(address) == ""


@pytest.mark.parametrize(
    ("hosts", "address", "opens"),
    [
        pytest.param(("127.0.0.1",), "127.0.0.1", True, id="an address opens itself"),
        pytest.param(("127.0.0.1",), "127.0.0.2", False, id="and no other"),
        pytest.param(("10.0.0.0/8",), "10.1.2.3", True, id="a network opens what is in it"),
        pytest.param(("10.0.0.0/8",), "::ffff:10.1.2.3", True, id="however it is spelt"),
        pytest.param(("[::1]",), "::1", True, id="brackets are allowed"),
        pytest.param(("intranet.example",), "10.1.2.3", False, id="a name opens no address"),
        pytest.param(("", " "), "127.0.0.1", False, id="blanks open nothing"),
    ],
)
def test_the_allow_list_opens_what_it_names(hosts: tuple[str, ...], address: str, opens: bool) -> None:
    assert (refusal(address, allowed(hosts)) == "") is opens


@pytest.mark.parametrize("host", ["10.0.0.0/40", "a b", "999.1.1.1", "http://x"])
def test_an_allow_list_entry_that_is_nothing_is_named(host: str) -> None:
    with pytest.raises(ValueError, match="host name, address or network"):
        allowed([host])


def test_names_are_opened_whatever_their_case() -> None:
    assert allowed(["Intranet.Example."]).name("intranet.example")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.1", "127.0.1", "0", "0.0.0.0", "0x7f.1", "0x7f000001",
        "2130706433", "017700000001", "0177.0.0.1", "0177.0.0.0x1", "127.0.0.1.", "127.000.000.001", "[::1]", "[::]",
        "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "[::1%25lo]", "[fe80::1%25lo]", "%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1",
        "user@127.0.0.1", "daily.example@127.0.0.1", "169.254.169.254", "[fd00:ec2::254]", "192.0.0.192",
        "100.100.100.200",
    ],
)  # fmt: skip
def test_no_spelling_of_an_internal_address_reaches_it(host: str, pretend_web, feed: Callable[..., Feed]) -> None:
    pretend_web.serve("/feed", b"<rss/>")

    async def fetch() -> None:
        async with Fetcher(Limits(total_s=2)) as fetcher:
            await fetcher.fetch(feed(pretend_web.url("/feed", host)), now=NOW)

    with pytest.raises(FetchError):
        asyncio.run(fetch())
    assert pretend_web.asked == []


class TwoFaced(AbstractResolver):
    """A name server of the attacker: each look-up of a name gives the next of its addresses."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        address = self.addresses.pop(0) if len(self.addresses) > 1 else self.addresses[0]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)
        ]

    async def close(self) -> None:
        pass


def fetched(fetcher_of: Callable[[], Fetcher], *feeds: Feed) -> list[object]:
    async def run() -> list[object]:
        async with fetcher_of() as fetcher:
            return [await one(fetcher, feed) for feed in feeds]

    async def one(fetcher: Fetcher, feed: Feed) -> object:
        try:
            return (await fetcher.fetch(feed, now=NOW)).status
        except FetchError as error:
            return error.reason

    return asyncio.run(run())


def test_a_proxy_from_the_environment_is_not_used_for_the_guard_would_judge_its_address(
    pretend_web, feed: Callable[..., Feed], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    url = pretend_web.serve("/feed", b"<rss/>")
    assert fetched(lambda: Fetcher(Limits(allow_hosts=("127.0.0.1",))), feed(url)) == [200]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1"])
def test_a_public_name_that_leads_inwards_is_refused_in_words(address: str, pretend_web, feed) -> None:
    url = pretend_web.url("/feed", "innocent.example")
    (reason,) = fetched(lambda: Fetcher(resolver=TwoFaced(address)), feed(url))
    assert str(reason).startswith(f"“innocent.example” is an internal address ({address}")
    assert "SIGNPOST_ALLOW_HOSTS" in str(reason)
    assert pretend_web.asked == []


def test_a_name_that_changes_its_answer_is_judged_each_time(pretend_web, feed) -> None:
    # the first address is opened (as a public one would be), the second is not
    pretend_web.serve("/feed", b"<rss/>", Connection="close")
    resolver = TwoFaced("127.0.0.1", "127.0.0.2")

    async def run() -> list[str]:
        said = []
        async with Fetcher(Limits(allow_hosts=("127.0.0.1",)), resolver=resolver) as fetcher:
            for name in ("one.example", "two.example"):
                try:
                    said.append(str((await fetcher.fetch(feed(pretend_web.url("/feed", name)), now=NOW)).status))
                except FetchError as error:
                    said.append(error.reason)
        return said

    first, second = asyncio.run(run())
    assert first == "200"
    assert "internal address (127.0.0.2" in second
    assert len(pretend_web.asked) == 1


def test_a_redirect_to_a_name_that_leads_inwards_is_refused(pretend_web, feed) -> None:
    inwards = pretend_web.url("/secret", "two.example")
    pretend_web.serve("/hop", status=302, Location=inwards)
    fetcher = lambda: Fetcher(Limits(allow_hosts=("127.0.0.1",)), resolver=TwoFaced("127.0.0.1", "127.0.0.2"))  # noqa: E731
    (reason,) = fetched(fetcher, feed(pretend_web.url("/hop", "one.example")))
    assert "“two.example” is an internal address" in str(reason)
    assert [path for path, _ in pretend_web.asked] == ["/hop"]


@pytest.mark.parametrize(
    ("hosts", "status"),
    [
        pytest.param(("intranet.example",), True, id="its name"),
        pytest.param(("127.0.0.0/8",), True, id="its network"),
        pytest.param(("127.0.0.1",), True, id="its address"),
        pytest.param(("other.example", "10.0.0.0/8"), False, id="others"),
        pytest.param(("example",), False, id="what it ends in"),
    ],
)
def test_an_intranet_host_is_opened_by_name_or_network(hosts: tuple[str, ...], status: bool, pretend_web, feed) -> None:
    pretend_web.serve("/feed", b"<rss/>")
    fetcher = lambda: Fetcher(Limits(allow_hosts=hosts), resolver=TwoFaced("127.0.0.1"))  # noqa: E731
    (got,) = fetched(fetcher, feed(pretend_web.url("/feed", "intranet.example")))
    assert (got == 200) is status


def test_a_slow_look_up_holds_nobody_else_up(pretend_web, feed, monkeypatch: pytest.MonkeyPatch) -> None:
    pretend_web.serve("/feed", b"<rss/>")
    ended = threading.Event()
    real = socket.getaddrinfo

    def slow(host: str, *rest: object, **named: object) -> object:
        if host.endswith(".slow.example"):
            ended.wait(60)
            raise socket.gaierror(socket.EAI_AGAIN, "later")
        return real(host, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    async def run() -> None:
        urls = [f"http://{n}.slow.example/feed" for n in range(20)]
        async with Fetcher(Limits(allow_hosts=("localhost",), connect_s=60, total_s=60)) as fetcher:
            slow = [asyncio.create_task(fetcher.fetch(feed(url), now=NOW)) for url in urls]
            await asyncio.sleep(0)  # they have begun
            await fetcher.fetch(feed(pretend_web.url("/feed", "localhost")), now=NOW)
            assert not any(task.done() for task in slow)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
        async with Fetcher(Limits(connect_s=0.2)) as fetcher:
            with pytest.raises(FetchError, match=r"looking up .* took too long"):
                await fetcher.fetch(feed(urls[0]), now=NOW)

    try:
        asyncio.run(run())
    finally:
        ended.set()


@pytest.mark.parametrize(
    ("code", "words"),
    [(socket.EAI_AGAIN, "connected to the internet"), (socket.EAI_NONAME, "no server is known by the name")],
)
def test_a_name_that_cannot_be_found_is_told_from_a_missing_network(
    code: int, words: str, feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    (reason,) = fetched(Fetcher, feed("http://daily.example/feed"))
    assert words in str(reason)
