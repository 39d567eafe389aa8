"""How one wording became another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signpost.nouns.headline import difference


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        pytest.param("one two", "one two", [("same", "one two")], id="nothing changed"),
        pytest.param("", "one", [("added", "one")], id="something new"),
        pytest.param("one", "", [("removed", "one")], id="gone"),
        pytest.param("", "", [], id="nothing at all"),
        pytest.param(
            "3 killed in the north",
            "30 killed in the far north",
            [("removed", "3"), ("added", "30"), ("same", "killed in the"), ("added", "far"), ("same", "north")],
            id="a number and a word",
        ),
    ],
)
def test_a_difference_names_words(old, new, pieces):
    assert difference(old, new) == pieces


@given(st.text("ab ", max_size=30), st.text("ab ", max_size=30))
def test_both_texts_can_be_read_from_their_difference(old, new):
    pieces = difference(old, new)
    assert " ".join(text for kind, text in pieces if kind != "added").split() == old.split()
    assert " ".join(text for kind, text in pieces if kind != "removed").split() == new.split()
