"""`signpost snapshot verify` and `compare`: on files alone, and on what the database holds."""

from pathlib import Path
from typing import Any

TAGS = "headline,factor,direction,weight,analyst,tagged_at\n"


def made(program: Any, headlines: Path, tmp_path: Path) -> list[dict[str, str]]:
    program.done("headlines", "import", headlines)
    (tmp_path / "t.csv").write_text(f"{TAGS}h1,regional_balance,strengthens,2,Ada,2026-11-21\n")
    program.done("tags", "import", tmp_path / "t.csv")
    first = program.json("snapshot", "create", "--as-of", "2026-11-21", "--out", tmp_path)
    (tmp_path / "t.csv").write_text(f"{TAGS}h2,regional_balance,weakens,2,Ada,2026-11-21\n")
    program.done("tags", "import", tmp_path / "t.csv")
    return [first, program.json("snapshot", "create", "--as-of", "2026-11-22", "--out", tmp_path)]


def test_a_file_verifies_where_there_is_no_database(program: Any, other: Any, headlines: Path, tmp_path: Path) -> None:
    first, _ = made(program, headlines, tmp_path)
    Path(other.database).unlink()
    said = other.json("snapshot", "verify", first["file"])
    assert (said["state"], said["differences"]) == ("identical", [])
    assert not Path(other.database).exists()
    damaged = tmp_path / "damaged.zip"
    data = bytearray(Path(first["file"]).read_bytes())
    data[300] ^= 1
    damaged.write_bytes(data)
    bad = other("snapshot", "verify", damaged)
    assert (bad.code, str(damaged) in bad.err) == (1, True)
    assert other("snapshot", "verify", tmp_path / "none.zip").code == 1


def test_two_snapshots_are_compared_by_file_or_by_id_and_one_with_now(
    program: Any, headlines: Path, tmp_path: Path
) -> None:
    first, second = made(program, headlines, tmp_path)
    by_file = program.json("snapshot", "compare", first["file"], second["file"])
    by_id = program.json("snapshot", "compare", first["id"], second["id"])
    assert by_file == by_id
    [moved] = [one for one in by_file["factors"] if one["factor_id"] == "regional_balance"]
    assert moved["knowledge"] < 0  # the second tag came late, on a story of an earlier day
    assert [cause["why"] for cause in moved["knowledge_causes"] if cause["title"]] == ["came or was tagged late"]
    text = program.done("snapshot", "compare", first["id"]).out
    assert text.startswith("Between ")
    assert program("snapshot", "compare", first["id"], "nothing").code == 1
