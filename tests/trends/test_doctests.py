import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["trace", "shifts"])
def test_the_examples_hold(name):
    outcome = doctest.testmod(import_module(f"signpost.trends.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
