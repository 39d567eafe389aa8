"""What an analyst would see next, from the command line."""

from pathlib import Path
from typing import Any


def test_each_says_why_it_is_there_and_looking_holds_nothing_back(
    program: Any, headlines: Path, write: Any, framework: Any
) -> None:
    program.done("headlines", "import", headlines)
    row = f"h2,{framework.active[0].id},weakens,1,Ann,2026-11-21\n"
    program.done("tags", "import", write("t.csv", f"headline,factor,direction,weight,analyst,tagged_at\n{row}"))
    said = program.json("queue", "--analyst", "Bo")["queue"]
    assert [card["kind"] for card in said] == ["ranked"] * 4 + ["second"]
    assert (said[-1]["why"], said[-1]["blind"]) == ("a second reading", True)
    assert program.json("queue", "--analyst", "Cem")["queue"] == said
    assert "(names Russia and Iran" in program.done("queue", "--analyst", "Bo").out


def test_it_wants_to_know_whose_queue(program: Any) -> None:
    said = program("queue")
    assert said.code == 2
    assert "--analyst NAME" in said.err
