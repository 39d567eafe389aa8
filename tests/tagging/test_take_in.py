"""Rows into the store: once, after a rehearsal, beside what feeds have brought; and files of labelling tools."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signpost.feeds.sheet import Sheet
from signpost.indicators.board import board, indicator_json
from signpost.nouns.feed import Outlet
from signpost.nouns.framework import Framework
from signpost.nouns.headline import Arrival, TimeFlag
from signpost.nouns.tag import Action, Direction, Event
from signpost.store import Store, open_store
from signpost.tagging import doccano, label_formats, label_studio
from signpost.tagging.columns import guess
from signpost.tagging.sheet_rows import Wanted, rows_of
from signpost.tagging.take_in import Taken, take_in

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keep = Callable[..., int]
TEXT = "A freight line along the coast opens again"


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def taken_in(store: Store, tmp_path: Path, text: str, rehearse: bool = False, **wanted: Any) -> Taken:
    file = tmp_path / "s.csv"
    file.write_text(text, "utf-8")
    sheet = Sheet(file=file, name="s.csv", how="")
    columns = guess(sheet, store.framework, NOW)
    return take_in(
        store, rows_of(sheet, columns, store.framework, NOW, Wanted(analyst="Ann", **wanted)), NOW, rehearse=rehearse
    )


def counts(taken: Taken) -> tuple[int, int, int, int, int]:
    return taken.headlines, taken.headlines_here, taken.tags, taken.tags_here, len(taken.bad)


def test_a_rehearsal_says_what_the_import_then_does_and_twice_adds_nothing(store: Store, tmp_path: Path) -> None:
    short = store.framework.active[0].short
    same = f"{TEXT},Post,2026-04-03,+\n"
    text = f"Title,Newspaper,Date,{short}\n{same}{same}B {TEXT},Post,2026-04-04,what\n"
    rehearsed = taken_in(store, tmp_path, text, rehearse=True)
    assert counts(rehearsed) == (2, 1, 1, 1, 1)
    assert (store.headlines.count(), store.tags.count()) == (0, 0)
    assert [(seen.line, seen.new, len(seen.said)) for seen in rehearsed.preview] == [
        (2, True, 1),
        (3, True, 1),
        (4, True, 0),
    ]
    taken = taken_in(store, tmp_path, text)
    assert (counts(taken), taken.bad) == (counts(rehearsed), rehearsed.bad)
    for rehearse in (True, False):
        assert counts(taken_in(store, tmp_path, text, rehearse=rehearse)) == (0, 3, 0, 2, 1)
    assert store.headlines.count() == 2


def test_a_headline_that_a_feed_brought_is_tagged_and_not_kept_again(store: Store, tmp_path: Path) -> None:
    url = "https://h.example/1?utm_source=x"
    feed = Arrival(key="guid", title=TEXT, url=url, published_at=NOW, time_flag=TimeFlag.OK)
    (kept,) = store.headlines.keep([feed], outlet=Outlet(name="Harbour Herald"), now=NOW).ids
    text = f"Title,Newspaper,Link,{store.framework.active[0].short}\n{TEXT.upper()},The Herald,https://h.example/1,-\n"
    assert counts(taken_in(store, tmp_path, text)) == (0, 1, 1, 0, 0)
    assert [j.headline_id for j in store.tags.all()] == [kept]
    other = text.replace(TEXT.upper(), "Quite another headline at the same address")
    assert counts(taken_in(store, tmp_path, other)) == (1, 0, 1, 0, 0)


def test_a_row_with_an_id_is_revised_and_a_rehearsal_knows(store: Store, tmp_path: Path) -> None:
    text = f"Title,Newspaper,Id\n{TEXT},Post,a-1\n"
    taken_in(store, tmp_path, text)
    changed = text.replace("opens again", "closes again")
    assert [taken_in(store, tmp_path, changed, rehearse=way).revised for way in (True, False, True)] == [1, 1, 0]
    assert store.headlines.count() == 1


def test_tags_alone_find_their_headlines_by_id_or_link(store: Store, keep: Keep, tmp_path: Path) -> None:
    keep(TEXT, external_id="a-1", url="https://h.example/1")
    short = store.framework.active[0].short
    text = f"Headline id,{short}\na-1,+\nhttps://h.example/1,-\nnobody,+\n"
    taken = taken_in(store, tmp_path, text)
    assert counts(taken) == (0, 0, 2, 0, 1)
    assert (taken.bad[0].line, taken.bad[0].column, taken.bad[0].value) == (4, "Headline id", "nobody")


def test_what_no_analyst_can_mean_is_named_by_its_own_column(store: Store, tmp_path: Path) -> None:
    short = store.framework.active[0].short
    text = f"Title,Newspaper,Theme,Effect,Coded on\n{TEXT},Post,weather,+,\n{TEXT},Post,{short},+,2027-04-03\n"
    taken = taken_in(store, tmp_path, text)
    assert [(bad.column, bad.value[:10]) for bad in taken.bad] == [("Theme", "weather"), ("Coded on", "2027-04-03")]


def test_an_import_can_be_stopped_and_goes_on_where_it_was(store: Store, tmp_path: Path) -> None:
    rows = "".join(f"{TEXT} for the {n}th time,Post\n" for n in range(450))
    (tmp_path / "s.csv").write_text(f"Title,Newspaper\n{rows}")
    sheet = Sheet(file=tmp_path / "s.csv", name="s", how="")
    columns = guess(sheet, store.framework, NOW)
    heard: list[int] = []
    all_rows = rows_of(sheet, columns, store.framework, NOW, Wanted())
    assert take_in(store, all_rows, NOW, progress=heard.append, stop=lambda: bool(heard)).headlines == heard[0] == 200
    again = take_in(store, rows_of(sheet, columns, store.framework, NOW, Wanted()), NOW)
    assert (again.headlines, again.headlines_here) == (250, 200)


# -- labelling tools


def judged(store: Store, keep: Keep) -> None:
    """Every kind of judgement of two analysts on headlines with and without a link, an id and a time."""
    first, second = store.framework.active[:2]
    deed = store.framework.scenarios[0].signposts[0].id
    one = keep(
        "Ferry fares rise in the autumn", url="https://h.example/1", published_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    two = keep(
        "=Envoy sees «no talks» before spring", external_id="a-2", published_at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    three = keep("Порт закрыт до весны", url="https://h.example/3", outlet="Вестник", published_at=NOW)
    tag = {"action": Action.TAG, "direction": Direction.WEAKENS}

    def event(headline: int, uid: str, **said: Any) -> Event:
        return Event(uid=uid, headline_id=headline, at=datetime(2026, 11, 21, 10, tzinfo=UTC), **said)

    ann, bo = (store.analysts.named(name, NOW) for name in ("Ann", "Бо"))
    signpost = first.signposts[0].id
    store.tags.save(
        [
            event(one, "1", **tag, factor_id=first.id, weight=3, signpost_id=signpost, note='=1+1\n"so"'),
            event(one, "2", **tag, factor_id=second.id, weight=1),
            event(two, "3", action=Action.NOT_RELEVANT, note="off"),
            event(three, "4", action=Action.DEED, signpost_id=deed, weight=2),
        ],
        ann,
        NOW,
    )
    other = replace(event(one, "5", **tag, factor_id=first.id), direction=Direction.STRENGTHENS)
    ruling = {"action": Action.RULING, "factor_id": first.id, "direction": Direction.NEUTRAL, "reason": "both saw half"}
    store.tags.save([other, event(one, "6", **ruling)], bo, NOW)


def said(store: Store) -> list[Any]:
    meant = ("kind", "factor_id", "direction", "weight", "signpost_id", "note", "reason", "tagged_at")
    titles = {h.id: (h.title, h.outlet, h.published_at) for h in store.headlines.export()}
    found = [(titles[j.headline_id], j.analyst.name, *(getattr(j, name) for name in meant)) for j in store.tags.all()]
    return sorted(found, key=str)


def levels(store: Store) -> Any:
    whole = board(store.tags.evidence(), [factor.id for factor in store.framework.active])
    return [indicator_json(one, None) for one in whole.indicators(NOW.date())]


def written(kind: str, store: Store, path: Path) -> Path:
    target = io.StringIO()
    label_formats.write(kind, store, target)
    path.write_text(target.getvalue(), "utf-8")
    return path


@pytest.mark.parametrize("kind", label_formats.FORMATS)
def test_a_team_leaves_and_comes_back_with_all_it_said(
    kind: str, store: Store, framework: Framework, keep: Keep, tmp_path: Path
) -> None:
    judged(store, keep)
    file = written(kind, store, tmp_path / "labels")
    assert label_formats.told(file) == kind
    again = take_in(store, label_formats.read(kind, file, framework, NOW), NOW)
    assert (again.headlines, again.tags, again.bad) == (0, 0, ())
    with open_store(str(tmp_path / "other.db"), framework, lambda title, summary: 0) as other:
        came = take_in(other, label_formats.read(kind, file, framework, NOW), NOW)
        assert (came.headlines, came.tags, came.bad) == (3, 6, ())
        assert said(other) == said(store)
        assert levels(other) == levels(store)
        assert take_in(other, label_formats.read(kind, file, framework, NOW), NOW).tags == 0


def changed(file: Path, change: Callable[[Any], None]) -> Path:
    """The file as Label Studio gives it back after somebody worked on its first task."""
    tasks = json.loads(file.read_text("utf-8"))
    change(tasks[0])
    file.write_text(json.dumps(tasks), "utf-8")
    return file


def test_a_choice_that_was_changed_there_is_a_new_judgement_and_one_taken_away_is_none(
    store: Store, framework: Framework, keep: Keep, tmp_path: Path
) -> None:
    judged(store, keep)
    second = framework.active[1].id

    def change(task: Any) -> None:
        ann = next(a for a in task["annotations"] if any(r["from_name"] == second for r in a["result"]))
        ann |= {"completed_by": {"id": 4, "email": "cy@team.example"}, "updated_at": "2026-11-22T09:00:00.5Z"}
        kept = [r for r in ann["result"] if r["from_name"] == second]
        kept[0]["value"]["choices"] = ["neutral"]
        ann["result"] = kept
        cancelled = {"was_cancelled": True, "result": kept}
        fresh = {"completed_by": 7, "result": [{**kept[0], "id": "Zx1"}]}
        task["annotations"] = [ann, cancelled, fresh]

    file = changed(written("label-studio", store, tmp_path / "l.json"), change)
    with open_store(str(tmp_path / "other.db"), framework, lambda title, summary: 0) as other:
        take_in(other, label_studio.read(file, framework, NOW), NOW)
        found = [(j.analyst.name, j.kind.value, j.factor_id) for j in other.tags.all() if j.factor_id]
    first = framework.active[0].id
    assert sorted(found) == [
        ("Label Studio 7", "tag", second),
        ("cy@team.example", "tag", second),
        ("Бо", "ruling", first),
    ]


def test_a_project_made_there_with_our_interface_or_a_taxonomy_is_read(framework: Framework, tmp_path: Path) -> None:
    factor = framework.active[0]
    choice = {"from_name": factor.id, "to_name": "text", "type": "choices", "value": {"choices": ["weakens"]}}
    weight = {"from_name": f"weight_{factor.id}", "type": "choices", "value": {"choices": ["major"]}}
    path = {"from_name": "topic", "type": "taxonomy", "value": {"taxonomy": [[factor.short, "more hesitant"]]}}
    odd = {"from_name": "mood", "type": "choices", "value": {"choices": ["sad"]}}
    data = {"text": TEXT, "source": "Post", "date": "3.4.2026", "link": "https://h.example/1", "id": 9}
    annotations = [{"result": [choice, weight], "completed_by": {"first_name": "Ann"}}, {"result": [path, odd]}]
    file = tmp_path / "l.json"
    file.write_text(json.dumps([{"id": 5, "data": data, "annotations": annotations}]))
    (row,) = label_studio.read(file, framework, NOW, analyst="Bo")
    assert row.headline is not None
    assert (row.headline[0].name, row.headline[1].title, row.headline[1].external_id) == ("Post", TEXT, "")
    found = [(s["analyst"], s["factor"], s["direction"], s["weight"]) for s in row.said]
    assert found == [("Ann", factor.id, "weakens", "major"), ("Bo", factor.id, "strengthens", "")]
    assert [(bad.column, bad.value) for bad in row.wrong] == [("mood", "sad")]


def test_the_interface_offers_every_factor_and_direction(framework: Framework) -> None:
    view = ElementTree.fromstring(label_studio.config(framework))
    offered = {c.get("name"): [one.get("alias") for one in c] for c in view.iter("Choices")}
    for factor in framework.active:
        assert offered[factor.id] == list(Direction)
        assert offered[f"weight_{factor.id}"] == ["slight", "moderate", "major"]
    names = [one["text"] for one in json.loads(doccano.label_config(framework))]
    assert len(names) == len(set(names))
    assert {"not_relevant", f"{framework.active[0].id}:weakens"} <= set(names)


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param({"label": ["{0}:weakens"]}, id="a list"),
        pytest.param({"labels": "{0}:weakens"}, id="one text"),
        pytest.param({"cats": {"{0}:weakens": 1, "{0}:neutral": 0}}, id="a mapping"),
        pytest.param({"cats": ["{0}:weakens"]}, id="cats as a list"),
    ],
)
def test_doccanos_spellings_are_read(framework: Framework, tmp_path: Path, labels: Any) -> None:
    factor = framework.active[0].id
    line = json.dumps({"text": TEXT, "outlet": "Post", **labels}).replace("{0}", factor)
    (tmp_path / "d.jsonl").write_text(f"{line}\n\nno json\n")
    row, bad = doccano.read(tmp_path / "d.jsonl", framework, NOW, analyst="Ann")
    assert [(s["factor"], s["direction"], s["analyst"]) for s in row.said] == [(factor, "weakens", "Ann")]
    assert (bad.line, bad.wrong[0].reason) == (3, "not readable as JSON")


KEYS = (
    "data annotations result value choices from_name text label judgements headline title outlet completed_by kind id"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS.split()),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=30, deadline=None)
@given(st.lists(JSON, max_size=4))
def test_any_json_is_rows_or_named_bad_rows(
    tmp_path_factory: pytest.TempPathFactory, framework: Framework, found: list[Any]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.json"
    file.write_text(json.dumps(found))
    for reader in (label_studio.read, doccano.read):
        rows = list(reader(file, framework, NOW))
        assert len(rows) == len(found)
        assert all(bad.reason for row in rows for bad in row.wrong)
        assert all(row.headline or row.wrong for row in rows)
