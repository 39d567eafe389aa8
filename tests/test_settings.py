"""The environment as settings: what each variable means, and that nonsense is named."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from signpost.errors import SettingsError
from signpost.settings import ROOT, from_environment


def test_without_any_variable_everything_has_its_place() -> None:
    found = from_environment({})
    assert found.database == str(ROOT / "data" / "local" / "signpost.db")
    assert found.framework == ROOT / "data" / "scenarios" / "hesitation.toml"
    assert (found.allow_hosts, found.collect, found.root) == ((), True, ROOT)
    assert found.framework.exists()
    assert (found.root / "app.py").exists()


def test_the_contact_is_what_every_request_says() -> None:
    found = from_environment({"SIGNPOST_CONTACT": " desk@daily.example "})
    assert found.limits.calls_itself.endswith(" desk@daily.example")


@pytest.mark.parametrize("value", ["a\nX-Other: b", "bür@daily.example"])
def test_a_contact_that_cannot_stand_in_a_request_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match="SIGNPOST_CONTACT"):
        from_environment({"SIGNPOST_CONTACT": value})


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_variable_is_as_good_as_none(value: str) -> None:
    names = ("SIGNPOST_DATABASE", "SIGNPOST_FRAMEWORK", "SIGNPOST_ALLOW_HOSTS", "SIGNPOST_COLLECT")
    assert from_environment(dict.fromkeys(names, value)) == from_environment({})


def test_names_are_taken_as_they_are() -> None:
    found = from_environment({"SIGNPOST_DATABASE": "postgresql://host/name", "SIGNPOST_FRAMEWORK": "own.toml"})
    assert (found.database, found.framework) == ("postgresql://host/name", Path("own.toml"))


@pytest.mark.parametrize(
    ("value", "hosts"),
    [
        ("127.0.0.1", ("127.0.0.1",)),
        (" 10.1.0.0/16 , feeds.internal ,", ("10.1.0.0/16", "feeds.internal")),
        ("::1,[::1]", ("::1", "[::1]")),
        (" , ", ()),
    ],
)
def test_hosts_are_separated_by_commas(value: str, hosts: tuple[str, ...]) -> None:
    assert from_environment({"SIGNPOST_ALLOW_HOSTS": value}).allow_hosts == hosts


def test_makers_of_feeds_are_known_by_their_hosts() -> None:
    limits = from_environment({"SIGNPOST_FEED_MAKERS": "https://Hub.desk.example/, 10.1.2.3:1200"}).limits
    assert limits.makers == ("hub.desk.example", "10.1.2.3")


@pytest.mark.parametrize(
    ("value", "collects"), [("yes", True), ("TRUE", True), ("1", True), ("no", False), (" No ", False), ("0", False)]
)
def test_collecting_is_a_yes_or_a_no(value: str, collects: bool) -> None:
    assert from_environment({"SIGNPOST_COLLECT": value}).collect is collects


def test_the_sites_are_told_whom_to_write_to() -> None:
    limits = from_environment({"SIGNPOST_CONTACT": "https://desk.example/feeds"}).limits
    assert limits.calls_itself.endswith(" https://desk.example/feeds")


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"SIGNPOST_COLLECT": "maybe"}, id="neither yes nor no"),
        pytest.param({"SIGNPOST_ALLOW_HOSTS": "10.0.0.0/99"}, id="no network"),
        pytest.param({"SIGNPOST_ALLOW_HOSTS": "feeds.internal;other"}, id="no comma"),
        pytest.param({"SIGNPOST_ALLOW_HOSTS": "https://feeds.internal/"}, id="an address"),
        pytest.param({"SIGNPOST_CONTACT": "me@desk.example\nX-Forged: yes"}, id="a second header"),
    ],
)
def test_nonsense_is_named_with_its_variable(environment: Mapping[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        from_environment(environment)
    (name,) = environment
    assert caught.value.name == name
    assert str(caught.value).startswith(f"{name}: ")
