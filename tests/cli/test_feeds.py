"""`signpost feeds`: looking for a site's feeds, health, changing, pausing; what makes no sense is refused in words."""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

URL = "https://herald.example/feed"
OPEN = {"SIGNPOST_ALLOW_HOSTS": "127.0.0.1"}
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{0}</title><language>en</language><item>
<title>{0} returns</title><guid>{0}</guid><pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate></item></channel></rss>"""
LINK = '<link rel="alternate" type="application/rss+xml" href="/{}.xml">'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("news", "sport"):
        (folder / f"{name}.xml").write_text(FEED.format(name.capitalize()))
    (folder / "one.html").write_text(f"<html><head>{LINK.format('news')}</head></html>")
    (folder / "two.html").write_text(f"<html><head>{LINK.format('news')}{LINK.format('sport')}</head></html>")
    (folder / "none.html").write_text("<html><body>Nothing</body></html>")
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_only_feed_of_a_site_is_found_and_subscribed(program: Any, site: str) -> None:
    said = program("feeds", "add", f"{site}/one.html", "--discover", "--perspective", "Gulf", "--json", env=OPEN).json
    assert said["added"] == [{"id": 1, "url": f"{site}/news.xml", "new": True}]
    (found,) = said["found"]
    assert (found["title"], found["items"], found["language"]) == ("News", 1, "en")
    assert found["titles"] == ["News returns"]
    (feed,) = program.json("feeds", "list")["feeds"]
    assert (feed["title"], feed["outlet"]["perspective"], feed["outlet"]["language"]) == ("News", "Gulf", "en")


def test_several_feeds_are_named_and_none_is_taken(program: Any, site: str) -> None:
    said = program("feeds", "add", f"{site}/two.html", "--discover", env=OPEN)
    assert said.code == 0
    assert f"{site}/news.xml" in said.out
    assert f"{site}/sport.xml" in said.out
    assert "2 feeds found" in said.out
    assert program.json("feeds", "list") == {"feeds": []}


def test_a_site_without_feeds_is_a_failure_with_its_reason(program: Any, site: str) -> None:
    said = program("feeds", "add", f"{site}/none.html", "--discover", env=OPEN)
    assert said.code == 1
    assert "none.html: " in said.err


def test_the_guard_holds_for_a_search_too(program: Any, site: str) -> None:
    assert program("feeds", "add", f"{site}/one.html", "--discover").code == 1


def test_the_list_tells_health_under_the_feeds_own_keys(program: Any) -> None:
    program.done("feeds", "add", URL, "--outlet", "Herald", "--perspective", "Gulf", "--family", "Quay")
    (feed,) = program.json("feeds", "list")["feeds"]
    assert (feed["url"], feed["outlet"]["name"], feed["outlet"]["family"]) == (URL, "Herald", "Quay")
    assert (feed["state"], feed["items_a_day"], len(feed["strip"])) == ("new", 0, 14)
    said = program.done("feeds", "list").out
    assert "not collected yet" in said
    assert "1 feed is subscribed; none has been collected yet." in said


def test_what_is_named_changes_and_the_rest_stays(program: Any) -> None:
    program.done("feeds", "add", URL, "--outlet", "Herald", "--country", "QA", "--language", "ar")
    changed = program.json("feeds", "edit", URL, "--perspective", "Gulf", "--every", "60", "--note", "slow")
    assert (changed["outlet"]["perspective"], changed["outlet"]["country"]) == ("Gulf", "QA")
    assert (changed["every_s"], changed["note"], changed["url"]) == (3600, "slow", URL)
    moved = program.json("feeds", "edit", "1", "--url", f"{URL}/new", "--every", "0", "--user-agent", "Reader/1")
    assert (moved["url"], moved["every_s"], moved["user_agent"], moved["note"]) == (f"{URL}/new", 0, "Reader/1", "slow")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--url", "ftp://old.example"], "no http or https address"),
        (["--url", "https://other.example/feed"], "already"),
        (["--country", "Qatar"], "two letters"),
        (["--reliability", "Z"], "A to F"),
        (["--every", "1"], "every 5 minutes"),
        (["--user-agent", "a\nb"], "plain letters"),
        (["--outlet", " "], "needs a name"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(program: Any, change: list[str], words: str) -> None:
    program.done("feeds", "add", URL)
    program.done("feeds", "add", "https://other.example/feed")
    before = program.json("feeds", "list")
    said = program("feeds", "edit", URL, *change)
    assert said.code == 1
    assert words in said.err
    assert program.json("feeds", "list") == before


def test_a_feed_is_paused_resumed_removed_and_had_back(program: Any) -> None:
    program.done("feeds", "add", URL)
    assert program.json("feeds", "pause", "1", "--reason", "too noisy") == {"paused": URL}
    assert program.json("feeds", "list")["feeds"][0]["paused"] == "too noisy"
    assert program.json("feeds", "resume", URL) == {"resumed": URL}
    assert program.json("feeds", "list")["feeds"][0]["paused"] == ""
    assert f"signpost feeds add {URL}" in program.done("feeds", "remove", "1").out
    assert program.json("feeds", "add", URL) == {"id": 1, "url": URL, "new": True}


@pytest.mark.parametrize("what", ["edit", "pause", "resume", "remove"])
def test_a_feed_that_is_not_there_is_named(program: Any, what: str) -> None:
    said = program("feeds", what, "99")
    assert said.code == 1
    assert "no such feed" in said.err


def test_a_list_keeps_family_rhythm_and_name_to_call_with(program: Any, other: Any, write: Any) -> None:
    program.done("feeds", "add", URL, "--family", "Quay", "--reliability", "B", "--country", "QA")
    program.done("feeds", "edit", URL, "--every", "90", "--user-agent", "Reader/1", "--note", "slow & late")
    program.done("feeds", "pause", URL, "--reason", "on holiday")
    written = program.done("feeds", "export").out
    other.done("feeds", "import", write("own.opml", written))
    kept = ("url", "title", "outlet", "note", "paused", "every_s", "user_agent")
    here, there = (p.json("feeds", "list")["feeds"][0] for p in (program, other))
    assert {key: here[key] for key in kept} == {key: there[key] for key in kept}
