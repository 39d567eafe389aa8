import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from signpost.errors import FetchError
from signpost.feeds.fetch import Fetcher
from signpost.feeds.guard import allowed, refusal
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
    ["127.0.0.1", "localhost", "127.1", "0", "0x7f.1", "2130706433", "0177.0.0.1", "[::ffff:127.0.0.1]", "127.0.0.1."],
)
def test_no_spelling_of_loopback_reaches_it(host: str, pretend_web, feed: Callable[..., Feed]) -> None:
    pretend_web.serve("/feed", b"<rss/>")

    async def fetch() -> None:
        async with Fetcher() as fetcher:
            await fetcher.fetch(feed(pretend_web.url("/feed", host)), now=NOW)

    with pytest.raises(FetchError):
        asyncio.run(fetch())
    assert pretend_web.asked == []
