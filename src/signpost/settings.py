"""The environment, read once into a frozen value. Options of the command line win over it.

SIGNPOST_DATABASE     a database URL or the path of an SQLite file
SIGNPOST_FRAMEWORK    the framework file
SIGNPOST_ALLOW_HOSTS  hosts or networks, comma-separated, that the collector may reach although they are not public
SIGNPOST_FEED_MAKERS  hosts, comma-separated, that make feeds of many sites: if one says “wait”, it means one feed
SIGNPOST_CONTACT      a web or mail address that the sites are told as the collector's
SIGNPOST_COLLECT      "no" keeps the dashboard from collecting by itself
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from signpost.errors import SettingsError
from signpost.feeds.guard import allowed
from signpost.feeds.limits import Limits
from signpost.feeds.scope import host_of

ROOT = Path(__file__).resolve().parents[2]
YES_NO = {"yes": True, "true": True, "1": True, "": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`root` is the folder of app.py and data/."""

    database: str
    framework: Path
    allow_hosts: tuple[str, ...]
    collect: bool
    contact: str = ""
    makers: tuple[str, ...] = ()
    root: Path = ROOT

    @property
    def limits(self) -> Limits:
        """What a fetch may take, with these hosts opened and those known as makers of feeds."""
        return Limits(allow_hosts=self.allow_hosts, contact=self.contact, makers=self.makers)


def from_environment(environment: Mapping[str, str]) -> Settings:
    """Raises SettingsError, naming the variable."""
    collect = environment.get("SIGNPOST_COLLECT", "").strip().lower()
    if collect not in YES_NO:
        raise SettingsError("SIGNPOST_COLLECT", f"“{collect}” is neither yes nor no")
    hosts = listed(environment, "SIGNPOST_ALLOW_HOSTS")
    try:
        allowed(hosts)
    except ValueError as error:
        raise SettingsError("SIGNPOST_ALLOW_HOSTS", str(error)) from error
    contact = environment.get("SIGNPOST_CONTACT", "").strip()
    if not (contact.isascii() and contact.isprintable()):
        raise SettingsError("SIGNPOST_CONTACT", "it goes into a request's head: plain ASCII on one line")
    return Settings(
        database=environment.get("SIGNPOST_DATABASE", "").strip() or str(ROOT / "data" / "local" / "signpost.db"),
        framework=Path(
            environment.get("SIGNPOST_FRAMEWORK", "").strip() or ROOT / "data" / "scenarios" / "hesitation.toml"
        ),
        allow_hosts=hosts,
        collect=YES_NO[collect],
        contact=contact,
        makers=tuple(host_of(host) for host in listed(environment, "SIGNPOST_FEED_MAKERS")),
    )


def listed(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What a variable lists, separated by commas."""
    return tuple(text.strip() for text in environment.get(name, "").split(",") if text.strip())
