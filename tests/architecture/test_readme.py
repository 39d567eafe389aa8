"""README.md cannot rot: every command and every variable is named in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from signpost import settings
from signpost.cli import main

README = Path(__file__).parents[2] / "README.md"
pytestmark = pytest.mark.skipif(not README.exists(), reason="README.md is not written yet")


def commands(group: click.Group, before: str = "signpost") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def named(command: str, text: str) -> bool:
    """`signpost feeds add`, or the group with its commands listed: `signpost feeds add | import | list`."""
    *group, name = command.split()
    lines = [line for line in text.splitlines() if " ".join(group) in line]
    return any(re.search(rf"\b{re.escape(name)}\b", line.split(" ".join(group), 1)[1]) for line in lines)


@pytest.mark.parametrize("command", list(commands(main)))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert named(command, README.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "variable", sorted(set(re.findall(r"SIGNPOST_[A-Z_]+", Path(settings.__file__).read_text(encoding="utf-8"))))
)
def test_every_variable_is_in_the_readme(variable: str) -> None:
    assert variable in README.read_text(encoding="utf-8")


def test_a_command_is_found_alone_or_in_a_list() -> None:
    text = "    signpost feeds add URL | import FILE\n    signpost run [--host]"
    assert named("signpost feeds import", text)
    assert named("signpost run", text)
    assert not named("signpost feeds remove", text)
    assert not named("signpost feed", text)
