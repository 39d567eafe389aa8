"""What a fetch may take."""

from dataclasses import dataclass

from signpost import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient a fetch is (seconds), how much it takes (bytes after decoding), which hosts the guard opens.

    `total_s` is one budget for everything that a server can draw out: looking up its name, connecting, all hops of a
    redirect and the whole body. Long enough for an honest server whose first byte comes after eight seconds; reading
    gets what is then left of `round_s`, so that no feed takes more of a round. Waiting for the host's turn (`per_host`
    requests at a time) is free. `per_round` is how many feeds of one host a round asks for, unless the host is opened;
    the others follow a minute later. Of a host among `makers` (`scope_of`) each feed waits for itself.
    `contact` is an address (web or mail) of whoever runs this collector, told to the sites.
    """

    total_s: float = 8.6
    connect_s: float = 6.0
    silence_s: float = 8.6
    round_s: float = 10.0
    size: int = 15 * 1024 * 1024
    redirects: int = 5
    at_once: int = 64
    per_host: int = 1
    per_round: int = 20
    allow_hosts: tuple[str, ...] = ()
    makers: tuple[str, ...] = ()
    contact: str = ""
    user_agent: str = f"Signpost/{__version__} (+feed reader)"

    @property
    def calls_itself(self) -> str:
        """The User-Agent of every request for a feed that has none of its own."""
        return f"{self.user_agent} {self.contact}".strip() if self.contact else self.user_agent
