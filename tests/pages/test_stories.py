"""Stories on the headlines page: why headlines are one story, and joining, parting, answering and undoing by hand."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from signpost.desk import identity
from signpost.desk.headline_story import basis, title
from signpost.desk.server import desk
from signpost.nouns.feed import Outlet
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.store import Join, Sitting, Wanted

MOMENT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FERRY, COPY = "Ferry line to Enzeli opens again", "Ferry to Enzeli sails again after the winter"
ENVOY = "Envoy: 'no talks' [before] *spring*"


@pytest.fixture
def page(empty_app: AppTest) -> AppTest:
    """A ferry headline with its copy and one proposed, an envoy's, and Ada, with the ferry opened."""
    empty_app.run()
    for thread in threading.enumerate():
        if thread.name == "ranking":
            thread.join()  # the pass at the start, which could propose the same
    keep(FERRY, "Caspian Wire")
    keep(FERRY, "Volga Post", minutes=40)
    proposed = keep(COPY, "Harbour Herald", minutes=90)
    keep(ENVOY, "Volga Post")
    first = number(FERRY)
    join = Join(headline_id=proposed, other_id=first, basis="proposed", score=0.86)
    assert desk().store.stories.settle([join], proposed, MOMENT) == 1
    ada = desk().store.analysts.named("Ada", MOMENT)
    empty_app.session_state["analyst_token"] = identity.token_for(desk().store, ada)
    empty_app.switch_page("5_headlines.py")
    empty_app.query_params["headline"] = str(first)
    return settled(empty_app)


def keep(title: str, outlet: str, minutes: int = 0) -> int:
    at = MOMENT + timedelta(minutes=minutes)
    item = Arrival(key=title, title=title, published_at=at, time_flag=TimeFlag.OK)
    return desk().store.headlines.keep([item], outlet=Outlet(name=outlet), now=at).ids[0]


def number(title: str) -> int:
    """The earliest headline of this title."""
    words = title.split()[0].strip(":")
    return min(h.id for h in desk().store.headlines.page(Wanted(text=words)).headlines if h.title == title)


def settled(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> str:
    app.button(key=key).click()
    settled(app)
    return text(app)


def text(app: AppTest) -> str:
    kinds = ("markdown", "error", "html", "button")
    return "\n".join(
        str(element.proto.body if kind == "html" else element.label if kind == "button" else element.value)
        for kind in kinds
        for element in app.get(kind)
    )


def stories() -> list[set[str]]:
    """The titles of each story's headlines."""
    found: dict[int, set[str]] = {}
    for headline in desk().store.headlines.page(Wanted()).headlines:
        found.setdefault(headline.story_id, set()).add(headline.title)
    return sorted(found.values(), key=sorted)


def undo_key(app: AppTest) -> str:
    return next(b.key for b in app.button if b.key and b.key.startswith("headlines_undo_"))


def test_an_opened_headline_shows_who_carries_its_story_and_why(page: AppTest) -> None:
    said = text(page)
    assert "The story: 3 headlines, 3 outlets, 3 independent publishers" in said
    assert "the first of it" in said
    assert "same title" in said
    assert "proposed, 0.86" in said
    assert "**Harbour Herald**" in said


def sitting(basis: str, **more: object) -> Sitting:
    words = {"headline_id": 1, "title": "T", "url": "", "outlet": "O", "publisher": "O", "at": MOMENT, "basis": basis}
    return Sitting(**{**words, "score": None, "same": "", "analyst": "", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("member", "words"),
    [
        pytest.param(sitting("copy", same="link"), "same link", id="link"),
        pytest.param(sitting("copy"), "a copy", id="a copy of one that left"),
        pytest.param(sitting("copy", same="title", publisher="Reuters"), "same title · from Reuters", id="agency"),
        pytest.param(sitting("proposed", score=0.857), "proposed, 0.86", id="proposed"),
        pytest.param(sitting("confirmed", analyst="Ada"), "same event, said by Ada", id="confirmed"),
        pytest.param(sitting("merged", analyst="Ada"), "put here by Ada", id="merged"),
        pytest.param(sitting("split", analyst="Ada"), "split off by Ada", id="split"),
    ],
)
def test_why_a_headline_is_in_its_story_is_said_in_words(member: Sitting, words: str) -> None:
    assert basis(member) == words


def test_copies_of_one_agency_are_one_publisher() -> None:
    members = [sitting("opened", outlet=name, publisher="Reuters") for name in ("A", "B", "C")]
    assert title(members) == "The story: 3 headlines, 3 outlets, 1 independent publisher"


def test_no_takes_a_proposed_headline_out_and_undo_brings_it_back(page: AppTest) -> None:
    said = press(page, f"headlines_apart_{number(COPY)}")
    assert sorted(stories(), key=str) == sorted([{ENVOY}, {FERRY}, {COPY}], key=str)
    assert "is not the same event" in said
    press(page, undo_key(page))
    assert {FERRY, COPY} in stories()
    assert "undone" in text(page)


def test_yes_keeps_it_and_says_who_said_so(page: AppTest) -> None:
    said = press(page, f"headlines_same_{number(COPY)}")
    assert "same event, said by Ada" in said
    assert "proposed, " not in said
    assert {FERRY, COPY} in stories()


def test_chosen_headlines_are_split_off(page: AppTest) -> None:
    page.multiselect(key="headlines_split_chosen").set_value([number(COPY)])
    settled(page)
    said = press(page, "headlines_split_off")
    assert {COPY} in stories()
    assert "Ada split off" in said


def test_nothing_and_everything_cannot_be_split_off(page: AppTest) -> None:
    assert page.button(key="headlines_split_off").disabled
    everything = [
        m.headline_id for m in desk().store.stories.members(desk().store.headlines.get(number(FERRY)).story_id)
    ]
    page.multiselect(key="headlines_split_chosen").set_value(everything)
    assert settled(page).button(key="headlines_split_off").disabled


def test_another_story_is_found_by_words_and_merged_and_undone(page: AppTest) -> None:
    page.text_input(key="headlines_merge_words").set_value("envoy")
    settled(page)
    envoy = desk().store.headlines.get(number(ENVOY))
    assert envoy is not None
    page.radio(key="headlines_merge_picked").set_value(envoy.story_id)
    settled(page)
    said = press(page, "headlines_merge_now")
    assert stories() == [{ENVOY, FERRY, COPY}]
    assert "put here by Ada" in said
    assert "Ada merged another story" in said
    assert page.text_input(key="headlines_merge_words").value == ""
    press(page, undo_key(page))
    assert {ENVOY} in stories()


def test_a_search_without_another_story_says_so(page: AppTest) -> None:
    page.text_input(key="headlines_merge_words").set_value("ferry")
    assert "No other story has all these words." in text(settled(page))


def test_what_is_impossible_by_now_is_said_in_words(page: AppTest) -> None:
    store = desk().store
    bo = store.analysts.named("Bo", MOMENT)
    envoy = store.headlines.get(number(ENVOY))
    ferry = store.headlines.get(number(FERRY))
    assert envoy is not None
    assert ferry is not None
    page.text_input(key="headlines_merge_words").set_value("envoy")
    settled(page)
    page.radio(key="headlines_merge_picked").set_value(envoy.story_id)
    settled(page)
    store.stories.merge(envoy.story_id, ferry.story_id, bo, "b1", MOMENT)
    assert "no headlines any more" in press(page, "headlines_merge_now")


def test_a_stranger_sees_the_story_and_cannot_change_it(page: AppTest) -> None:
    page.session_state["analyst_token"] = "-"
    said = text(settled(page))
    assert "Say who you are" in said
    assert not [b for b in page.button if b.key and b.key.startswith(("headlines_same_", "headlines_undo_"))]


# -- the list of proposals


@pytest.fixture
def listed(page: AppTest) -> AppTest:
    """The page with the switch "Proposed copies" on."""
    page.toggle(key="headlines_proposed").set_value(True)
    return settled(page)


def test_proposed_copies_are_listed_with_the_words_that_differ(listed: AppTest) -> None:
    said = text(listed)
    assert "1 proposed copy. It counts as its story's until somebody says no" in said
    assert "Likeness 0.86" in said
    assert ">after the winter</mark>" in said


@pytest.mark.parametrize(("answer", "alone"), [("same", False), ("apart", True)])
def test_an_answer_empties_the_list_and_undo_fills_it(listed: AppTest, answer: str, alone: bool) -> None:
    said = press(listed, f"headlines_proposal_{answer}_{number(COPY)}")
    assert "Nothing is proposed" in said
    assert ({COPY} in stories()) is alone
    assert "Likeness 0.86" in press(listed, "headlines_proposals_undo")
    assert {FERRY, COPY} in stories()


def test_a_proposal_opens_beside_the_list(listed: AppTest) -> None:
    press(listed, f"headlines_proposal_open_{number(COPY)}")
    assert listed.query_params["headline"] in (str(number(COPY)), [str(number(COPY))])
    assert "Likeness 0.86" in text(listed)
