"""The feeds page: subscribing with a preview, health at a glance, one feed opened, changed, paused, removed."""

import http.server
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk.feeds_list import list_data
from signpost.desk.feeds_round import brought
from signpost.desk.server import desk
from signpost.nouns.feed import Feed, Outcome, OutcomeKind, Outlet
from signpost.nouns.health import Health

NOW = datetime.now(UTC)
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title><language>en</language>
<link>/</link>{items}</channel></rss>"""
ITEM = (
    "<item><title>{0}</title><link>/{1}</link><guid>{1}</guid><pubDate>Sat, 21 Nov 2026 08:00:00 GMT</pubDate></item>"
)
TITLES = ("Ferry returns after repairs", "Council counts its lamps <b>twice</b>")
PAGE = """<html><head><title>The Harbour Herald</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/news.xml">
<link rel="alternate" type="application/rss+xml" title="Sport" href="/sport.xml"></head><body>Hello</body></html>"""
OPML = """<opml version="2.0"><body><outline text="Gulf"><outline text="A & B" xmlUrl="https://a.example/feed"/>
<outline text="Known" xmlUrl="https://known.example/feed"/></outline>
<outline text="Bad" xmlUrl="ftp://old.example"/></body></opml>"""


def texts(app: AppTest) -> str:
    """Everything on the page that is text."""
    kinds = ("title", "header", "subheader", "markdown", "error", "warning", "success", "info", "toast")
    said = [element.value for kind in kinds for element in getattr(app, kind)]
    return "\n".join([*said, *(element.proto.body for element in app.get("html"))])


def on(app: AppTest, **query: str) -> AppTest:
    app.run()
    app.switch_page("6_feeds.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    """The button whose label begins so (a form's buttons have keys of their own)."""
    return next(each for each in app.button if each.label.startswith(label))


def subscribed(url: str = "https://herald.example/feed", **values: Any) -> Feed:
    outlet = Outlet(name="Harbour Herald", perspective="Gulf", country="QA", language="ar", reliability="C")
    feed, _ = desk().store.feeds.add(url, title="News", outlet=outlet, now=NOW - timedelta(days=9), **values)
    return feed


def fetched(feed: Feed, kind: OutcomeKind = OutcomeKind.NEW, *, ago: float = 1, **values: Any) -> None:
    following = values.pop("next_fetch_at", NOW + timedelta(hours=1))
    outcome = Outcome(
        feed_id=feed.id, url=feed.url, kind=kind, started_at=NOW - timedelta(hours=ago), elapsed_s=0.4, **values
    )
    desk().store.feeds.record(outcome, next_fetch_at=following, interval_s=1800)


@pytest.fixture
def opened_app(empty_app: AppTest) -> AppTest:
    """The feeds page over one feed, which is open."""
    empty_app.run()
    feed = subscribed()
    known = Outlet(name="Post", perspective="Coast", family="Quay Group")
    desk().store.feeds.add("https://post.example/feed", title="", outlet=known, now=NOW)
    fetched(feed, added=3, items=40, status=200)
    return on(empty_app, feed=str(feed.id))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real site on loopback: a page that names two feeds, a feed, and a page without any."""
    folder = tmp_path / "site"
    folder.mkdir()
    items = "".join(ITEM.format(title.replace("<", "&lt;"), n) for n, title in enumerate(TITLES))
    (folder / "index.html").write_text(PAGE)
    (folder / "news.xml").write_text(FEED.format(title="Harbour News", items=items))
    (folder / "sport.xml").write_text(FEED.format(title="Harbour Sport", items=ITEM.format("A regatta", 9)))
    (folder / "empty.html").write_text("<html><body>Nothing to read</body></html>")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SIGNPOST_ALLOW_HOSTS", "127.0.0.1")
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def look(app: AppTest, address: str) -> None:
    """Ask for an address and wait for the answer, as somebody does who stays on the page."""
    app.text_input(key="feeds_url").set_value(address)
    button(app, "Look for feeds").click().run()
    end = time.monotonic() + 60
    while "Looking for feeds" in texts(app) and time.monotonic() < end:
        time.sleep(0.2)
        app.run()
    assert not app.exception


# -- subscribing -----------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_do_next(empty_app: AppTest) -> None:
    said = texts(on(empty_app))
    assert "No feeds yet" in said
    assert "starter feeds" in said


def test_an_address_that_is_no_link_is_refused_in_words(empty_app: AppTest) -> None:
    on(empty_app)
    look(empty_app, "javascript:alert(1)")
    assert "is no http or https address" in empty_app.error[0].value
    assert desk().store.feeds.all() == []


def test_the_starter_feeds_are_added_once(empty_app: AppTest) -> None:
    on(empty_app)
    empty_app.button(key="feeds_starter").click().run()
    count = len(desk().store.feeds.all())
    assert count >= 40
    empty_app.button(key="feeds_starter").click().run()
    assert len(desk().store.feeds.all()) == count
    assert "in the list already" in texts(empty_app)


def test_a_site_is_looked_through_and_shown_before_anything_is_subscribed(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    look(empty_app, f"{site}/")
    said = texts(empty_app)
    assert "2 feeds found" in said
    assert "2 items" in said
    assert "English" in said
    assert TITLES[0] in said
    assert "<b>twice" not in said
    assert desk().store.feeds.all() == []
    empty_app.checkbox(key="feeds_take_1").check().run()
    assert empty_app.text_input(key="feeds_outlet").value == "Harbour News"
    empty_app.text_input(key="feeds_outlet").set_value("Harbour Herald")
    empty_app.text_input(key="feeds_country").set_value("qa")
    button(empty_app, "Subscribe to 2 feeds").click().run()
    feeds = desk().store.feeds.all()
    assert [(f.url, f.title) for f in feeds] == [
        (f"{site}/news.xml", "Harbour News"),
        (f"{site}/sport.xml", "Harbour Sport"),
    ]
    assert feeds[0].outlet == Outlet(name="Harbour Herald", country="QA", language="en")
    assert "2 feeds added" in texts(empty_app)


def test_a_feeds_own_address_is_previewed_too(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    look(empty_app, f"{site}/news.xml")
    assert "Harbour News" in texts(empty_app)
    button(empty_app, "Subscribe to it").click().run()
    assert [f.url for f in desk().store.feeds.all()] == [f"{site}/news.xml"]


def test_a_country_in_full_is_said_and_nothing_is_subscribed(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    look(empty_app, f"{site}/news.xml")
    empty_app.text_input(key="feeds_country").set_value("Qatar")
    button(empty_app, "Subscribe to it").click().run()
    assert "two letters" in empty_app.error[0].value
    assert desk().store.feeds.all() == []


def test_another_feed_of_a_known_site_is_put_under_its_outlet(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    known = subscribed(f"{site}/known.xml").outlet
    look(on(empty_app), f"{site}/news.xml")
    button(empty_app, "Subscribe to it").click().run()
    assert {feed.outlet for feed in desk().store.feeds.all()} == {known}


def test_what_is_subscribed_already_is_not_offered_again(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    subscribed(f"{site}/news.xml")
    look(on(empty_app), f"{site}/news.xml")
    assert "in the list already" in texts(empty_app)
    assert not any(each.label.startswith("Subscribe to it") for each in empty_app.button)


def test_a_site_without_feeds_says_so_and_can_be_taken_all_the_same(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    look(empty_app, f"{site}/empty.html")
    assert "No feed at" in texts(empty_app)
    empty_app.button(key="feeds_anyway").click().run()
    assert [f.url for f in desk().store.feeds.all()] == [f"{site}/empty.html"]


def test_a_search_goes_on_while_another_page_is_read(empty_app: AppTest, site: str) -> None:
    on(empty_app)
    empty_app.text_input(key="feeds_url").set_value(f"{site}/news.xml")
    button(empty_app, "Look for feeds").click().run()
    empty_app.switch_page("1_indicators.py").run()
    empty_app.session_state["feeds_search"].wait(60)
    assert "Harbour News" in texts(on(empty_app))


def test_a_list_shows_what_it_would_add_before_it_does(empty_app: AppTest) -> None:
    on(empty_app)
    subscribed("https://known.example/feed")
    on(empty_app)
    empty_app.file_uploader(key="feeds_opml").set_value(("list.opml", OPML.encode(), "text/x-opml")).run()
    said = texts(empty_app)
    assert "1 feed to add, 1 in the list already, 1 remark" in said
    assert "A &amp; B" in said
    assert "Line 3" in said
    assert "is no web address" in said
    assert len(desk().store.feeds.all()) == 1
    empty_app.button(key="feeds_import").click().run()
    assert {f.url for f in desk().store.feeds.all()} == {"https://known.example/feed", "https://a.example/feed"}


def test_a_file_that_is_no_list_is_refused_in_words(empty_app: AppTest) -> None:
    on(empty_app)
    empty_app.file_uploader(key="feeds_opml").set_value(("list.opml", b"<html></html>", "text/x-opml")).run()
    assert "no list of feeds" in empty_app.error[0].value


# -- health ----------------------------------------------------------------------------------------------------------


def test_the_page_opens_with_a_sentence_on_health(empty_app: AppTest) -> None:
    empty_app.run()
    well, bad = subscribed(), subscribed("https://post.example/feed", paused="")
    fetched(well, added=3)
    fetched(bad, ago=5)
    fetched(bad, OutcomeKind.FAILED, error="the server answers 503", status=503)
    said = texts(on(empty_app)).replace("\\", "")
    assert "1 of 2 feeds is well; 1 fails." in said
    assert "The one perspective is heard" in said
    assert "Nothing collects at the moment" in said
    fetched(well, next_fetch_at=NOW - timedelta(hours=3))  # nobody came: what is known of them grows old
    said = texts(on(empty_app)).replace("\\", "")
    assert "Nothing is being collected. When last asked: 1 of 2 feeds is well; 1 fails." in said
    assert "perspective is heard" not in said


def test_another_program_that_collects_is_named(empty_app: AppTest) -> None:
    empty_app.run()
    subscribed()
    desk().store.lease.take("signpost collect --watch on archive, process 4711", datetime.now(UTC), 600)
    assert "archive, process 4711" in texts(on(empty_app)).replace("\\", "")


def test_filters_that_leave_nothing_say_so_and_are_taken_away_again(empty_app: AppTest) -> None:
    empty_app.run()
    subscribed()
    on(empty_app)
    empty_app.text_input(key="feeds_text").set_value("nowhere").run()
    assert "No feed matches" in texts(empty_app)
    empty_app.button(key="feeds_clear").click().run()
    assert "No feed matches" not in texts(empty_app)


def test_an_opened_feed_tells_its_state_and_its_last_fetches(opened_app: AppTest) -> None:
    said = texts(opened_app)
    for words in ("Harbour Herald", "Well", "3 new of 40 items", "fairly reliable", "Arabic", "every 30 minutes"):
        assert words in said, words


def test_a_link_to_a_feed_that_is_gone_says_so(empty_app: AppTest) -> None:
    empty_app.run()
    subscribed()
    assert "not subscribed here" in texts(on(empty_app, feed="999"))


def test_a_feed_is_paused_with_a_reason_and_resumed(opened_app: AppTest) -> None:
    opened_app.text_input(key="feeds_pause_why_1").set_value("too noisy")
    button(opened_app, "Pause it").click().run()
    assert desk().store.feeds.all()[0].paused == "too noisy"
    assert "too noisy" in texts(opened_app)
    opened_app.button(key="feeds_resume").click().run()
    assert desk().store.feeds.all()[0].paused == ""


def test_what_is_known_of_a_feed_is_changed_in_its_form(opened_app: AppTest) -> None:
    opened_app.text_input(key="feeds_edit_title_1").set_value("World")
    opened_app.selectbox(key="feeds_edit_perspective_1").set_value("Coast")
    opened_app.selectbox(key="feeds_edit_family_1").set_value("Quay Group")
    opened_app.selectbox(key="feeds_edit_every_1").set_value(3600)
    button(opened_app, "Save").click().run()
    feed = desk().store.feeds.all()[0]
    assert (feed.title, feed.outlet.perspective, feed.outlet.family) == ("World", "Coast", "Quay Group")
    assert feed.every_s == 3600
    assert "every hour, set by hand" in texts(opened_app)


def test_a_change_that_makes_no_sense_is_refused_whole(opened_app: AppTest) -> None:
    opened_app.text_input(key="feeds_edit_title_1").set_value("World")
    opened_app.text_input(key="feeds_edit_url_1").set_value("ftp://old.example")
    button(opened_app, "Save").click().run()
    assert "Nothing was changed" in opened_app.error[0].value
    assert desk().store.feeds.all()[0].title == "News"


def test_a_removed_feed_can_be_had_back(opened_app: AppTest) -> None:
    opened_app.button(key="feeds_remove").click().run()
    assert [feed.outlet.name for feed in desk().store.feeds.all()] == ["Post"]
    assert "Its headlines stay" in texts(opened_app)
    opened_app.button(key="feeds_undo").click().run()
    assert desk().store.feeds.all()[0].title == "News"


def test_a_feed_that_says_it_has_moved_is_taken_there_or_kept(empty_app: AppTest) -> None:
    empty_app.run()
    feed = subscribed()
    outcome = Outcome(feed_id=feed.id, url=feed.url, kind=OutcomeKind.NEW, started_at=NOW, elapsed_s=0.1, added=1)
    moving(outcome)
    said = texts(on(empty_app, feed=str(feed.id)))
    assert "has moved to" in said
    assert "https://herald.example/new" in said
    empty_app.button(key="feeds_stay").click().run()
    assert "has moved to" not in texts(empty_app)
    moving(outcome)
    on(empty_app, feed=str(feed.id)).button(key="feeds_move").click().run()
    assert desk().store.feeds.all()[0].url == "https://herald.example/new"


def moving(outcome: Outcome) -> None:
    moved = ("https://herald.example/new", NOW - timedelta(days=2), 2)
    desk().store.feeds.record(outcome, next_fetch_at=NOW + timedelta(hours=1), interval_s=1800, moved=moved)


def test_one_feed_is_tried_at_once_and_the_page_says_what_it_brought(empty_app: AppTest, site: str) -> None:
    empty_app.run()
    feed = subscribed(f"{site}/news.xml", paused="too noisy")
    on(empty_app, feed=str(feed.id))
    empty_app.button(key="feeds_try").click().run()
    until(lambda: desk().store.feeds.fetches(feed.id))
    until(lambda: not desk().collector.progress().collecting)
    said = texts(empty_app.run())
    assert "2 new of 2 items" in said
    assert "too noisy" in said  # a paused feed is tried, and stays paused


def test_collecting_now_again_says_what_is_left_out(empty_app: AppTest, site: str) -> None:
    empty_app.run()
    feed = subscribed(f"{site}/news.xml")
    on(empty_app)
    empty_app.button(key="feeds_collect").click().run()
    until(lambda: desk().store.feeds.fetches(feed.id))
    until(lambda: not desk().collector.progress().collecting)
    empty_app.run()
    assert "2 new headlines from 1 feed" in texts(empty_app)
    empty_app.button(key="feeds_collect").click().run()
    until(lambda: desk().collector.progress().left_out)
    assert "Left out: Harbour Herald (it was asked a moment ago)" in texts(empty_app.run())


def until(true: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.1)


# -- the list's data and its words -----------------------------------------------------------------------------------


def health(state: Any, name: str, **values: Any) -> Health:
    more = {key: values.pop(key) for key in ("why",) if key in values}
    feed = Feed(id=len(name), url="https://x.example", title="", outlet=Outlet(name=name, perspective="Gulf"), **values)
    given: dict[str, Any] = {"why": "", "items_a_day": 1.0, "last_new_at": None} | more
    return Health(feed=feed, state=state, strip=(0,) * 14, strip_failed=(0.0,) * 14, **given)


def test_what_needs_a_look_stands_first_with_its_reason() -> None:
    feeds = [health("well", "A"), health("stale", "Bb"), health("paused", "Ccc", paused="x"), health("dead", "Dddd")]
    data = list_data(feeds, chosen=2, wanted="", now=NOW)
    assert [group["title"] for group in data["groups"]] == ["Need a look · 2", "Well · 1", "Paused · 1"]
    assert [row["outlet"] for row in data["groups"][0]["rows"]] == ["Dddd", "Bb"]
    assert (data["chosen"], len(data["days"]), data["days"][-1]) == ("2", 14, NOW.date().isoformat())


def test_the_row_of_a_feed_that_moved_says_so_and_a_paused_one_has_no_next_check() -> None:
    moved = health("well", "A", moved_to="https://y.example", next_fetch_at=NOW + timedelta(minutes=5))
    gone = health("gone", "Bb", paused="gone: the site says so", why="gone: the site says so")
    rows = [
        row for group in list_data([moved, gone], chosen=None, wanted="", now=NOW)["groups"] for row in group["rows"]
    ]
    assert [(row["why"], row["next"]) for row in rows] == [
        ("the site says so", ""),
        ("The site says that it has moved", "next in 5 minutes"),
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": OutcomeKind.NEW, "added": 4, "revised": 1, "items": 40}, "4 new, 1 revised of 40 items"),
        ({"kind": OutcomeKind.NEW, "revised": 2}, "2 revised"),
        ({"kind": OutcomeKind.UNCHANGED, "items": 40}, "nothing new among 40 items"),
        ({"kind": OutcomeKind.UNCHANGED}, "nothing new"),
        ({"kind": OutcomeKind.EMPTY}, "no items"),
        ({"kind": OutcomeKind.FAILED, "error": "no answer"}, "failed: no answer"),
        ({"kind": OutcomeKind.SKIPPED}, "left out"),
        ({"kind": OutcomeKind.SKIPPED, "error": "left out: its server is busy"}, "left out: its server is busy"),
        ({"kind": OutcomeKind.NEW, "added": 1, "flaw": "the answer ended early"}, "1 new; the answer ended early"),
        ({"kind": OutcomeKind.NEW, "added": 9, "cut": 12}, "9 new; 12 more were beyond the cap and left out"),
    ],
)
def test_what_a_fetch_brought_is_said_in_words(values: dict[str, Any], words: str) -> None:
    assert brought(Outcome(feed_id=1, url="", started_at=NOW, elapsed_s=0, **values)) == words
