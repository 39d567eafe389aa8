"""The headlines page: search, facets, one headline opened, judgements given there, headlines added and imported."""

from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk import identity
from signpost.desk.headline_list import initials, list_data
from signpost.desk.headline_texts import changed_words
from signpost.desk.server import desk
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival, Headline, TimeFlag
from signpost.nouns.tag import Analyst, Direction, Judgement, Kind
from signpost.store import Wanted

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def page(app: AppTest) -> AppTest:
    """The page over the demo."""
    return opened(app)


@pytest.fixture
def real(empty_app: AppTest) -> AppTest:
    """The page over a database that holds three headlines of two outlets, one of them a copy."""
    empty_app.run()
    keep = desk().store.headlines.keep
    ferry = Arrival(key="1", title="Ferry line to Enzeli opens again", published_at=MOMENT, time_flag=TimeFlag.OK)
    envoy = Arrival(key="2", title="Envoy: 'no talks' [before] *spring*", published_at=MOMENT, time_flag=TimeFlag.OK)
    keep([ferry, envoy], outlet=Outlet(name="Caspian Wire", perspective="Iranian"), now=MOMENT)
    keep([ferry], outlet=Outlet(name="Volga Post", perspective="Russian"), now=MOMENT)
    return opened(empty_app)


def opened(app: AppTest, **query: str) -> AppTest:
    app.run()
    app.switch_page("5_headlines.py")
    for name, value in query.items():
        app.query_params[name] = value
    return settled(app)


def settled(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def open_one(app: AppTest, title: str) -> int:
    """Open a headline as its link does; its number."""
    found = desk().store.headlines.page(Wanted(text=title)).headlines[-1]
    app.query_params["headline"] = str(found.id)
    settled(app)
    return found.id


def sign_in(app: AppTest, name: str) -> Analyst:
    analyst = desk().store.analysts.named(name, MOMENT)
    app.session_state["analyst_token"] = identity.token_for(desk().store, analyst)
    settled(app)
    return analyst


def text(app: AppTest) -> str:
    """All that the page says, tags and all."""
    kinds = ("markdown", "title", "subheader", "info", "warning", "error", "success", "html")
    return "\n".join(str(element.value if hasattr(element, "value") else element.proto.body)
                     for kind in kinds for element in app.get(kind))  # fmt: skip


def standing(headline: int) -> list[Judgement]:
    return desk().store.tags.standing([headline])


# -- finding


def test_the_newest_fifty_come_first_and_more_on_request(page: AppTest) -> None:
    total = desk().store.headlines.count()
    assert f"The newest 50 of {total:,} headlines." in text(page)
    page.button(key="headlines_more").click()
    assert f"The newest 100 of {total:,} headlines." in text(settled(page))


def test_a_search_says_how_many_match_and_can_be_cleared(real: AppTest) -> None:
    real.text_input(key="headlines_text").set_value("ferry enz")
    assert "2 headlines match." in text(settled(real))
    real.button(key="headlines_clear").click()
    assert "All 3 headlines are here." in text(settled(real))


def test_facets_narrow_the_search(real: AppTest) -> None:
    real.multiselect(key="headlines_outlets").set_value(["Volga Post"])
    assert "1 headline matches." in text(settled(real))
    real.multiselect(key="headlines_perspectives").set_value(["Iranian"])
    assert "Nothing matches" in text(settled(real))


def test_days_are_utc_days_and_the_last_one_counts(real: AppTest) -> None:
    real.date_input(key="headlines_days").set_value((MOMENT.date(), MOMENT.date()))
    assert "3 headlines match." in text(settled(real))


def test_judged_by_me_asks_who_that_is(page: AppTest) -> None:
    page.selectbox(key="headlines_judged").set_value("by me")
    assert "does not know who you are" in text(settled(page))


@pytest.mark.parametrize(
    ("key", "value"), [("headlines_judged", "by anyone"), ("headlines_factor", "Economy")], ids=["judged", "factor"]
)
def test_what_is_judged_can_be_found(page: AppTest, key: str, value: str) -> None:
    factor = next(f.id for f in desk().framework.factors if f.short == "Economy") if value == "Economy" else ""
    page.selectbox(key=key).set_value(value)
    settled(page)
    shown = page.session_state["headlines_shown"].headlines
    judged = desk().store.tags.standing([h.id for h in shown])
    assert shown
    assert {h.id for h in shown} == {j.headline_id for j in judged if j.factor_id == factor or not factor}


def test_an_empty_database_says_what_to_do(empty_app: AppTest) -> None:
    assert "No headlines yet" in text(opened(empty_app))


# -- one opened


def test_a_link_opens_its_headline_with_the_others_of_its_story(real: AppTest) -> None:
    open_one(real, "ferry")
    said = text(real)
    assert "Ferry line to Enzeli opens again" in said
    assert "The story: 2 headlines, 2 outlets, 2 independent publishers" in said
    assert "Nobody has judged this story yet." in said


@pytest.mark.parametrize("said", ["123456789", "nonsense", "9" * 40], ids=["unknown", "no number", "too long"])
def test_a_link_to_nothing_leaves_the_list_in_reach(app: AppTest, said: str) -> None:
    assert "The newest 50 of" in text(opened(app, headline=said))


def test_a_strangers_title_stays_text(real: AppTest) -> None:
    desk().store.headlines.keep(
        [Arrival(key="x", title="<img src=x onerror=alert(1)> zebra")], outlet=Outlet(name="Wire"), now=MOMENT
    )
    open_one(real, "zebra")
    assert "<img" not in text(real)
    assert "&lt;img src=x onerror=alert(1)&gt; zebra" in text(real)


LONG = " ".join(f"word{n}" for n in range(40))


def out(words: str) -> str:
    return f'<del style="opacity:.75">{words}</del>'


def put(words: str) -> str:
    return f'<ins style="font-weight:600">{words}</ins>'


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        pytest.param(
            "Talks begin in May", "Talks end in May", f"Talks {out('begin')} {put('end')} in May", id="a word"
        ),
        pytest.param("Talks <b>", "Talks", f"Talks {out('&lt;b&gt;')}", id="as text"),
        pytest.param(
            f"{LONG} x", f"{LONG} y", f"… {' '.join(LONG.split()[-8:])} {out('x')} {put('y')}", id="after a long text"
        ),
        pytest.param(f"x {LONG}", LONG, f"{out('x')} {' '.join(LONG.split()[:8])} …", id="before a long text"),
        pytest.param(LONG, LONG, LONG, id="unchanged"),
    ],
)
def test_a_revision_shows_what_was_taken_out_and_put_in(old: str, new: str, shown: str) -> None:
    assert changed_words(old, new) == shown


# -- judging


def test_a_stranger_is_asked_for_a_name_in_place(real: AppTest) -> None:
    open_one(real, "envoy")
    assert "Who is tagging?" in text(real)


def test_a_tag_is_given_changed_and_withdrawn_and_its_history_stays(real: AppTest) -> None:
    sign_in(real, "Maria")
    headline = open_one(real, "envoy")
    factor = desk().framework.active[0]
    real.button_group(key="headlines_judge_factor").set_value(factor.id)
    settled(real)
    real.button_group(key="headlines_judge_direction").set_value(Direction.STRENGTHENS)
    real.selectbox(key="headlines_judge_signpost").set_value(factor.signposts[0].id)
    real.text_input(key="headlines_judge_note").set_value("first word")
    settled(real)
    real.button(key="headlines_judge_save").click()
    settled(real)
    (tag,) = standing(headline)
    assert (tag.factor_id, tag.direction, tag.weight) == (factor.id, Direction.STRENGTHENS, 2)
    assert (tag.signpost_id, tag.note) == (factor.signposts[0].id, "first word")

    real.button_group(key="headlines_judge_direction").set_value(Direction.WEAKENS)
    settled(real)
    real.button(key="headlines_judge_save").click()
    settled(real)
    (changed,) = standing(headline)
    assert changed.direction is Direction.WEAKENS
    assert "1 earlier judgement" in text(real)
    assert ": changed" in text(real)

    real.button(key=f"headlines_withdraw_{changed.uid}").click()
    settled(real)
    assert standing(headline) == []
    assert "2 earlier judgements" in text(real)


def test_not_relevant_takes_the_place_of_ones_tags(real: AppTest) -> None:
    sign_in(real, "Maria")
    headline = open_one(real, "envoy")
    real.button(key="headlines_judge_not_relevant").click()
    settled(real)
    assert [j.kind for j in standing(headline)] == [Kind.NOT_RELEVANT]
    assert "Not relevant" in text(real)


def test_another_headline_begins_with_an_empty_form(page: AppTest) -> None:
    sign_in(page, "Maria")
    store = desk().store
    first, second = (h.id for h in store.headlines.page(Wanted(judged="no")).headlines[:2])
    page.query_params["headline"] = str(first)
    settled(page)
    page.button_group(key="headlines_judge_factor").set_value(desk().framework.active[0].id)
    settled(page)
    page.query_params["headline"] = str(second)
    settled(page)
    assert page.button_group(key="headlines_judge_factor").value is None


# -- adding, importing


def add(app: AppTest, title: str, outlet: str, url: str = "", published: str = "") -> AppTest:
    app.text_area(key="headlines_add_title").set_value(title)
    app.session_state["headlines_add_outlet"] = outlet
    app.text_input(key="headlines_add_url").set_value(url)
    app.text_input(key="headlines_add_published").set_value(published)
    app.button(key="headlines_add_submit").click()
    return settled(app)


def test_a_headline_added_by_hand_is_kept_and_opened(real: AppTest) -> None:
    add(real, "Harbour pilots strike in Astara", "Volga Post", "https://example.org/pilots", "2026-11-19 08:00")
    (found,) = desk().store.headlines.page(Wanted(text="pilots")).headlines
    assert (found.outlet, found.published_at) == ("Volga Post", datetime(2026, 11, 19, 8, tzinfo=UTC))
    assert "Added." in text(real)
    assert real.query_params["headline"] in (str(found.id), [str(found.id)])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        pytest.param(("", "Volga Post"), "no title", id="no title"),
        pytest.param(("A title", "Volga Post", "javascript:x"), "is no http or https link", id="no web link"),
        pytest.param(("A title", "Volga Post", "", "yesterday"), "is no date", id="no date"),
    ],
)
def test_what_is_wrong_with_an_added_headline_is_said(real: AppTest, cells: tuple[str, ...], sentence: str) -> None:
    assert sentence in text(add(real, *cells)).replace("\\", "")
    assert desk().store.headlines.count() == 3


SHEET = (
    "Day;Newspaper;Headline;Effect;Theme\n"
    "03/04/2026;Volga Post;Rail bridge near Astara finished;+;{short}\n"
    "04/04/2026;Volga Post;Ferry fares rise in the autumn;up and away;{short}\n"
)


def import_file(app: AppTest, name: str, content: bytes) -> str:
    app.button(key="headlines_import_open").click()
    settled(app)
    app.file_uploader(key="headlines_import_file").upload(name, content)
    return text(settled(app))


def test_a_sheet_is_understood_rehearsed_and_taken_in(real: AppTest) -> None:
    short = desk().framework.active[0].short
    said = import_file(real, "week.csv", SHEET.format(short=short).encode("utf-16"))
    assert "UTF\\-16" in said
    assert "Say who tagged these" in said
    (order,) = [one for one in real.radio if "order" in str(one.key)]
    assert order.options == ["3 Apr 2026", "4 Mar 2026"]
    real.text_input(key="headlines_import_analyst").set_value("Ann")
    said = text(settled(real)).replace("\\", "")
    assert "2 headlines and 1 tag are new; 1 row has something wrong." in said
    assert "row 3, Effect: “up and away” is no direction" in said
    assert desk().store.headlines.count() == 3, "nothing is kept before one says so"
    real.button(key="headlines_import").click()
    said = text(settled(real)).replace("\\", "")
    assert "2 headlines and 1 tag added." in said
    assert "All 5 headlines are here." in said
    assert [j.analyst.name for j in desk().store.tags.all()] == ["Ann"]


def test_a_file_that_says_nothing_asks_which_column_holds_the_titles(real: AppTest) -> None:
    assert "Say which column holds the titles" in import_file(real, "mine.csv", b"a,b\n1,2\n")
    (title,) = [one for one in real.selectbox if str(one.key).startswith("headlines_import_title_")]
    title.set_value(1)
    said = text(settled(real))
    assert "Nothing in it is new; 1 row has something wrong." in said
    assert real.button(key="headlines_import").disabled
    assert "a picture" in import_file(real, "mine.xlsx", b"\x89PNG\r\n")


def test_the_demo_takes_nothing_real(page: AppTest) -> None:
    assert "The demo takes no real headlines." in text(page)
    page.button(key="headlines_import_open").click()
    assert "The demo takes no files." in text(settled(page))
    assert not page.file_uploader


# -- the list's data


def test_initials_tell_factors_apart(framework: Framework) -> None:
    short = initials(framework)
    assert len(set(short.values())) == len(framework.factors)
    assert {len(name) for name in short.values()} == {2}


def headline(**changes: Any) -> Headline:
    words = {"id": 7, "story_id": 7, "outlet": "Wire", "perspective": "Gulf", "title": "A title", "summary": ""}
    words |= {"url": "", "language": "fa", "rtl": True, "published_at": None, "time_flag": TimeFlag.MISSING}
    return Headline(**{**words, "first_seen_at": MOMENT, "at": MOMENT, **changes})


def judgement(kind: Kind, who: str, factor: str = "", direction: Direction | None = None) -> Judgement:
    tag = {"factor_id": factor or None, "direction": direction, "weight": 2 if factor else None}
    named = {"uid": f"{who} {factor}", "headline_id": 7, "analyst": Analyst(id=len(who), name=who)}
    rest = {"signpost_id": None, "note": "", "reason": "", "framework_id": "f", "framework_version": "1"}
    return Judgement(kind=kind, **named, **tag, **rest, tagged_at=MOMENT, known_from=MOMENT, known_to=None)


def rows(framework: Framework, *given: Judgement) -> dict[str, Any]:
    data = list_data(framework, [headline()], given, {7}, chosen=7, search="", theme="dark")
    row: dict[str, Any] = data["rows"][0]
    return row


def test_analysts_who_agree_share_a_mark_and_others_get_their_own(framework: Framework) -> None:
    first = framework.factors[0]
    given = [
        judgement(Kind.TAG, "Maria", first.id, Direction.STRENGTHENS),
        judgement(Kind.TAG, "Boris", first.id, Direction.STRENGTHENS),
        judgement(Kind.TAG, "Al", first.id, Direction.WEAKENS),
    ]
    signs = [mark["sign"] for mark in rows(framework, *given)["marks"]]
    assert signs == ["Ba → ×2", "Ba ←"]
    assert "Maria, moderate; Boris, moderate" in rows(framework, *given)["marks"][0]["words"]


def test_a_row_is_set_aside_only_while_nobody_tags_it(framework: Framework) -> None:
    against = judgement(Kind.NOT_RELEVANT, "Maria")
    tag = judgement(Kind.TAG, "Boris", framework.factors[0].id, Direction.NEUTRAL)
    assert rows(framework, against)["aside"] == "not relevant: Maria"
    assert rows(framework, against, tag)["aside"] == ""


def test_a_row_says_in_words_what_is_wrong_with_its_time(framework: Framework) -> None:
    row = rows(framework)
    assert row["flag"].startswith("The outlet gave no time")
    assert (row["rtl"], row["revised"], row["from"]) == (True, True, "Wire · Gulf")
