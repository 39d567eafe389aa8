"""Judgements in files: a row is an event; what stands is left alone; each headline has a name that finds it."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signpost.errors import TagError
from signpost.nouns.framework import Framework
from signpost.nouns.tag import Action, Direction, Event, Kind
from signpost.store import Store
from signpost.tagging.tag_file import event_of_row, export_tags, import_tags, references, weight_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
Keep = Callable[..., int]
HEADER = "headline,factor,direction,weight,analyst,tagged_at,kind,signpost,note,reason\n"


@pytest.mark.parametrize(
    ("text", "weight"), [("", 2), ("1", 1), ("3", 3), ("slight", 1), ("Moderate", 2), ("MAJOR", 3)]
)
def test_weights_are_numbers_or_words(text: str, weight: int) -> None:
    assert weight_of(text) == weight


@pytest.mark.parametrize("text", ["0", "4", "2.0", "-1", "²", "heavy", "1e0"])
def test_what_is_no_weight_is_refused(text: str) -> None:
    with pytest.raises(TagError, match="no weight"):
        weight_of(text)


def row(framework: Framework, **change: str) -> dict[str, str]:
    cells = {"headline": "h1", "factor": framework.active[0].id, "direction": "weakens", "analyst": "Ann"}
    return cells | {"weight": "2", "tagged_at": "2026-11-21T10:00:00Z"} | change


def test_the_same_words_are_the_same_event_and_other_words_another(framework: Framework) -> None:
    def uid(**change: str) -> str:
        return event_of_row(row(framework, **change), {"h1": 1, "h2": 2}, framework, NOW).uid

    changes = ({}, {"analyst": "Bo"}, {"weight": "3"}, {"note": "n"}, {"headline": "h2"}, {"direction": "neutral"})
    assert len({uid(**change) for change in changes}) == len(changes)
    assert uid() == uid(analyst="ANN") == uid(weight="moderate") == uid(tagged_at="2026-11-21T13:00:00+03:00")


def test_a_retired_factor_may_come_from_a_file(framework: Framework) -> None:
    first, *rest = framework.factors
    later = replace(framework, factors=(replace(first, retired=NOW.date()), *rest))
    assert event_of_row(row(framework), {"h1": 1}, later, NOW).factor_id == first.id


def test_imported_words_are_known_from_now_or_from_when_they_were_said(
    store: Store, framework: Framework, keep: Keep, tmp_path: Path
) -> None:
    keep("One", external_id="h1")
    keep("Quite another", external_id="h2")
    factor, said = framework.active[0].id, datetime(2026, 11, 21, tzinfo=UTC)
    file = tmp_path / "t.csv"
    file.write_text(f"{HEADER}h1,{factor},weakens,2,Ann,2026-11-21\n")
    import_tags(store, file, NOW, own_clock=True)
    file.write_text(f"{HEADER}h2,{factor},weakens,2,Ann,2026-11-21\n")
    import_tags(store, file, NOW)
    own, now = store.tags.all()
    assert (own.tagged_at, own.known_from) == (said, said)
    assert now.tagged_at == said
    assert now.known_from >= NOW


def test_a_deeds_weight_is_not_lost(store: Store, framework: Framework, keep: Keep, tmp_path: Path) -> None:
    keep("One", external_id="h1")
    deed = framework.scenarios[0].signposts[0].id
    file = tmp_path / "t.csv"
    file.write_text(f"{HEADER}h1,,,major,Ann,2026-11-21,deed,{deed}\n")
    assert import_tags(store, file, NOW).added == 1
    (judgement,) = store.tags.all()
    assert (judgement.kind, judgement.weight) == (Kind.DEED, 3)
    target = io.StringIO(newline="")
    export_tags([judgement], references(store, [judgement]), target)
    assert target.getvalue().splitlines()[1].startswith("h1,,,major,Ann,")


def test_references_are_ids_links_or_numbers_that_find_this_very_headline(store: Store, keep: Keep) -> None:
    analyst = store.analysts.named("Ann", NOW)
    ids = {
        keep("Given an id", external_id="a-1", url="https://h.example/1"): "a-1",
        keep("Only a link", url="https://h.example/2"): "https://h.example/2",
        keep("Nothing but itself"): "3",
        keep("The same id from another outlet", outlet="Post", external_id="a-1"): "4",
        keep("The same link, much later in time", outlet="Post", url="https://h.example/2", published_at=NOW): "5",
        keep("Six with the number of the next", external_id="7", url=""): "7",
        keep("Seven whose number is taken"): "07",
    }
    marked = [Event(uid=f"e{i}", action=Action.NOT_RELEVANT, headline_id=i, at=NOW) for i in ids]
    store.tags.save(marked, analyst, NOW)
    named = references(store, store.tags.all())
    assert named == ids
    assert {store.headlines.find(name): name for name in named.values()} == ids


def test_many_judgements_are_read_in_batches(store: Store, framework: Framework, keep: Keep, tmp_path: Path) -> None:
    keep("One", external_id="h1")
    factor = framework.active[0].id
    rows = "".join(f"h1,{factor},weakens,2,Analyst {n},2026-11-21\n" for n in range(450))
    file = tmp_path / "t.csv"
    file.write_text(f"{HEADER}{rows}nothing\n{rows}")
    heard: list[int] = []
    done = import_tags(store, file, NOW, heard.append)
    assert (done.added, done.unchanged, [bad.line for bad in done.bad]) == (450, 450, [452])
    assert heard == [200, 400, 600, 800, 901]


def test_a_note_goes_round_with_all_its_characters(
    store: Store, framework: Framework, keep: Keep, tmp_path: Path
) -> None:
    headline = keep("One", external_id="=h1")
    note = "=1+1\nsecond, line “quoted” 'and' \"so\"\r\nthird\tيوم"
    event = Event(
        uid="u1",
        action=Action.TAG,
        headline_id=headline,
        at=NOW,
        factor_id=framework.active[0].id,
        direction=Direction.NEUTRAL,
        note=note,
    )
    store.tags.save([event], store.analysts.named("Ann", NOW), NOW)
    target = io.StringIO(newline="")
    export_tags(store.tags.all(), references(store, store.tags.all()), target)
    file = tmp_path / "t.csv"
    file.write_bytes(target.getvalue().encode())
    assert import_tags(store, file, NOW).unchanged == 1
    store.tags.save([replace(event, uid="u2", note="other")], store.analysts.named("Ann", NOW), NOW)
    assert import_tags(store, file, NOW).added == 1
    assert store.tags.all()[-1].note == note
