import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize("name", ["ledger", "lean", "measure", "evidence", "watch", "options", "memory"])
def test_the_example_at_the_top_of_a_method_holds(name):
    outcome = doctest.testmod(import_module(f"signpost.indicators.{name}"))
    assert outcome.attempted > 0
    assert outcome.failed == 0
