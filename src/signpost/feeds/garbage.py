"""How often Python looks for garbage in a process of our own that only collects or reads feeds."""

import gc

YOUNG = 20_000  # objects; a document makes many, and few that hold one another


def seldom() -> None:
    """Look seldom, and never at what is there now (the libraries)."""
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
