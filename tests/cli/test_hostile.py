"""Whatever is thrown at a command, it answers in a sentence: the fixture fails for every exception that escapes."""

from pathlib import Path
from typing import Any

import pytest

TEXTS = [
    pytest.param("caf\udce9", id="bytes that are no text"),
    pytest.param("x" * 5_000, id="endless"),
    pytest.param("../../outside/of-here", id="a way out"),  # still in the test's own folder, should one be followed
    pytest.param("'; DROP TABLE headlines; --", id="SQL"),
    pytest.param("%s%n{0}{self.store}", id="formats"),
    pytest.param("\u202e\u200bgnirts", id="turned around"),
    pytest.param("99999999999999999999999999", id="a giant number"),
]
COMMANDS = [
    ["feeds", "add", "{0}"],
    ["feeds", "add", "https://{0}.example/{0}", "--title", "{0}", "--outlet", "{0}", "--language", "{0}"],
    ["feeds", "import", "{0}"],
    ["feeds", "remove", "{0}"],
    ["collect", "--opml", "{0}"],
    ["headlines", "import", "{0}"],
    ["headlines", "add", "--title", "{0}", "--outlet", "{0}", "--url", "https://h.example/{0}"],
    ["headlines", "add", "--title", "A title", "--outlet", "Herald", "--published", "{0}"],
    ["tags", "import", "{0}", "--sheet", "{0}", "--analyst", "{0}"],
    ["queue", "--analyst", "{0}"],
    ["queue", "--analyst", "Ann", "--limit", "{0}"],
    ["indicators", "--as-of", "{0}", "--known", "{0}"],
    ["trends", "--factor", "{0}"],
    ["trends", "--from", "{0}"],
    ["snapshot", "create", "--title", "{0}", "--comment", "{0}", "--out", "{here}"],
    ["snapshot", "create", "--out", "{here}/{0}"],
    ["snapshot", "export", "{0}", "--format", "csv", "--out", "{here}"],
    ["backup", "{0}"],
    ["restore", "{0}"],
    ["check", "--framework", "{0}"],
    ["run", "--host", "{0}"],
    ["run", "--port", "{0}"],
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_command_is_taken_aback(program: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    monkeypatch.setattr("signpost.cli.serve.serve", lambda *_, **__: pytest.fail("a server started"))
    for command in COMMANDS:
        said = program(*(part.replace("{0}", text).replace("{here}", str(inner)) for part in command))
        assert said.code in (0, 1, 2)
    assert program.done("headlines", "export").code == 0
    assert program.json("check")["judgements"] == 0


@pytest.mark.parametrize("text", [*TEXTS, pytest.param("a\x00b", id="NUL"), pytest.param("\ud800", id="half")])
def test_no_cell_is_taken_amiss(program: Any, write: Any, text: str) -> None:
    columns = ("published", "outlet", "title", "url", "summary", "language", "id", "perspective")
    good = ("2026-11-20", "Herald", "A title", "https://h.example/1", "", "en", "h1", "")
    encoded = text.encode("utf-8", "surrogatepass")
    lines = [",".join(columns).encode(), ",".join(good).encode()]
    for place in range(len(columns)):
        cells = [cell.encode() for cell in good]
        cells[place] = b'"' + encoded + b'"'
        lines.append(b",".join(cells))
    done = program.json("headlines", "import", write("h.csv", b"\n".join(lines)))
    assert done["added"] + done["revised"] + done["unchanged"] + len(done["bad"]) == 9
    tags = ("headline", "factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason")
    lines = [",".join(tags).encode()]
    for place in range(len(tags)):
        cells = [b"h1", b"", b"", b"", b"Ann", b"2026-11-20", b"not_relevant", b"", b"", b""]
        cells[place] = b'"' + encoded + b'"'
        lines.append(b",".join(cells))
    done = program.json("tags", "import", write("t.csv", b"\n".join(lines)))
    assert done["added"] + done["unchanged"] + len(done["bad"]) == 10
    assert program.done("tags", "export").code == 0
