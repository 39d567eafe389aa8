"""Strangers' words on a page stay words."""

import re

import pytest

from signpost.desk.texts import SPECIAL, link, markdown_safe

STRANGE = [
    "[x](javascript:alert(1))", "![x](http://192.0.2.1/a.png)", r"$$\text{a}$$", ":material/home:", ":red[x]",
    "<b>x</b>", "`a`", "*a* _b_ ~c~", "# a", "1. a", "- a", "| a | b |", "www.evil.example", "a@b.example", "a\n# b",
    r"\[a]",
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_markdown_shows_every_sign_as_it_is(text: str) -> None:
    safe = markdown_safe(text)
    assert "\n" not in safe
    assert not SPECIAL.search(re.sub(r"\\.", "", safe))  # no sign with a meaning is left without its backslash
    assert re.sub(r"\\(.)", r"\1", safe) == text.replace("\n", " ")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//daily.example", "", "JAVASCRIPT:x"])
def test_only_a_web_address_becomes_a_link(url: str) -> None:
    assert link(url, "a < b") == "a &lt; b"
