"""May the collector connect to this address? Feed addresses come from strangers; our own network is not for them.

Judged is the address that the socket is about to connect to, at every hop: a check of the name beforehand can be
answered differently the second time.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

REFUSED: tuple[tuple[str, str], ...] = (
    ("0.0.0.0/8", "an unspecified address"),
    ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a provider's internal address"),
    ("127.0.0.0/8", "this machine"),
    ("169.254.0.0/16", "a link-local address"),
    ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "a reserved address"),  # Python 3.11 calls parts of it global
    ("192.0.2.0/24", "a reserved address"),
    ("192.88.99.0/24", "a 6to4 relay"),
    ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "a reserved address"),
    ("198.51.100.0/24", "a reserved address"),
    ("203.0.113.0/24", "a reserved address"),
    ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"),
    ("::/128", "an unspecified address"),
    ("::1/128", "this machine"),
    ("::/96", "a reserved address"),
    ("64:ff9b:1::/48", "a translated address"),
    ("100::/64", "a reserved address"),
    ("2001::/23", "a reserved or tunnelled address"),
    ("2001:db8::/32", "a reserved address"),
    ("2002::/16", "a 6to4 address"),
    ("3fff::/20", "a reserved address"),
    ("5f00::/16", "a reserved address"),
    ("fc00::/7", "a private address"),
    ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"),
    ("ff00::/8", "a multicast address"),
)
NETWORKS = tuple((ipaddress.ip_network(network), words) for network, words in REFUSED)
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: an IPv4 address stands in its last 32 bits


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is opened on purpose: names (exactly as written) and networks."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def name(self, host: str) -> bool:
        """Whether this host was opened by its name; an address is judged when it is connected to."""
        return host.lower().rstrip(".") in self.names

    def holds(self, host: str) -> bool:
        """Whether this host, a name or an address, was opened: then it belongs to whoever runs this."""
        try:
            ip = ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return self.name(host)
        return any(ip in network for network in self.networks)


def allowed(hosts: Sequence[str]) -> Allowed:
    """Read an allow list: host names, addresses and networks (CIDR) in any mix; blanks are passed over.

    ValueError with a sentence for what is none of the three.
    """
    names: set[str] = set()
    networks: list[Network] = []
    for text in filter(None, (host.strip().strip("[]").lower().rstrip(".") for host in hosts)):
        try:
            networks.append(ipaddress.ip_network(text, strict=False))
        except ValueError:
            if "/" in text or not re.fullmatch(r"(?!\.)[\w.-]+", text) or re.fullmatch(r"[\d.]+", text):
                raise ValueError(f"“{text}” is no host name, address or network such as 10.1.0.0/16") from None
            names.add(text)
    return Allowed(frozenset(names), tuple(networks))


def refusal(address: str, opened: Allowed = Allowed()) -> str:
    """Why this address (as a socket spells it) is not connected to, in words; "" if it may be."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    inner = within(ip)
    if any(candidate in network for network in opened.networks for candidate in (ip, inner)):
        return ""
    for network, words in NETWORKS:
        if inner in network:
            return words
    return "" if inner.is_global else "a reserved address"


def within(ip: Address) -> Address:
    """The IPv4 address that an IPv6 one carries through a translator, else the address itself.

    A translator's prefix is not refused as such: behind DNS64 every IPv4 outlet has such an address. What counts is
    where the connection would end.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return ip.ipv4_mapped
        if ip in TRANSLATED:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip
