"""What a fetch may take."""

from dataclasses import dataclass

from signpost import __version__


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient a fetch is (seconds) and how much it takes (bytes after decoding); which hosts the guard opens."""

    total_s: float = 20.0
    connect_s: float = 10.0
    silence_s: float = 15.0
    size: int = 15 * 1024 * 1024
    redirects: int = 5
    at_once: int = 32
    allow_hosts: tuple[str, ...] = ()
    user_agent: str = f"Signpost/{__version__} (+feed reader)"
