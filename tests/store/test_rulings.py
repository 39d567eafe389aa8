"""What the team shares, how it was settled, and the history of every judgement, from both databases."""

from datetime import date, timedelta

from sqlalchemy import insert

from signpost.nouns.tag import Action, Direction, Kind
from signpost.store.schema_queue import draws


def test_only_stories_that_two_or_more_judged_are_shared(hand):
    first, second = hand.keep("Envoy meets minister", "Oil talks end").ids
    hand.do("Ann", Action.TAG, first)
    hand.do("Bo", Action.NOT_RELEVANT, first)
    hand.do("Ann", Action.TAG, second)
    hand.do("Ann", Action.TAG, second, 1)
    found = hand.store.rulings.shared()
    assert [(r.headline_id, r.analyst.name, r.kind) for r in found] == [
        (first, "Ann", Kind.TAG),
        (first, "Bo", Kind.NOT_RELEVANT),
    ]
    assert (found[0].story_id, found[0].direction, found[1].direction) == (hand.story(first), Direction.WEAKENS, None)


def test_two_headlines_of_one_story_are_shared(hand):
    one, other = (hand.keep("Envoy meets minister in port", outlet=name).ids[0] for name in ("Herald", "Post"))
    assert hand.story(one) == hand.story(other)
    hand.do("Ann", Action.TAG, one)
    hand.do("Bo", Action.TAG, other, way=Direction.STRENGTHENS)
    assert {r.story_id for r in hand.store.rulings.shared()} == {hand.story(one)}


def test_what_was_shared_is_read_as_it_was_known_then(hand):
    (headline,) = hand.keep("Envoy meets minister").ids
    hand.do("Ann", Action.TAG, headline)
    before = hand.later()
    hand.do("Bo", Action.TAG, headline)
    assert hand.store.rulings.shared(before) == []
    assert len(hand.store.rulings.shared()) == 2


def test_rulings_are_listed_newest_first_and_one_taken_back_is_gone(hand):
    one, other = hand.keep("Envoy meets minister", "Oil talks end").ids
    first = hand.do("Ann", Action.RULING, one, reason="The text says so.")
    hand.do("Bo", Action.RULING, other, way=None, reason="It is about grain.")
    listed = hand.store.rulings.standing(10)
    assert [(r.analyst.name, r.direction, r.reason) for _, r in listed] == [
        ("Bo", None, "It is about grain."),
        ("Ann", Direction.WEAKENS, "The text says so."),
    ]
    assert [r.uid for _, r in hand.store.rulings.standing(10, before=listed[0][0])] == [first]
    hand.do("Ann", Action.WITHDRAW, one, undoes=first)
    assert [r.analyst.name for _, r in hand.store.rulings.standing(10)] == ["Bo"]


def test_a_story_is_blind_since_it_was_first_drawn(hand):
    one, other = (hand.keep("Envoy meets minister in port", outlet=name).ids[0] for name in ("Herald", "Post"))
    (audit,) = hand.keep("Oil talks end").ids
    at = hand.later()
    rows = [(other, "overlap", at + timedelta(hours=1)), (one, "overlap", at), (audit, "audit", at)]
    named = ("headline_id", "kind", "drawn_at")
    values = [dict(zip(named, row, strict=True)) | {"probability": 0.1, "waiting": 9} for row in rows]
    with hand.store.door.writing() as connection:
        framework = hand.store.rulings._framework
        connection.execute(insert(draws), [row | {"framework_id": framework} for row in values])
    assert hand.store.rulings.blind_since() == {hand.story(one): at}


def test_a_story_is_headed_by_its_headline_and_says_how_many_it_has(hand):
    one, other = (hand.keep("Envoy meets minister in port", outlet=name).ids[0] for name in ("Herald", "Post"))
    heading = hand.store.rulings.headings([other])[other]
    assert (heading.title, heading.outlet, heading.copies) == ("Envoy meets minister in port", "Post", 2)
    assert heading.story_id == hand.story(one)


def test_history_says_what_a_judgement_took_the_place_of_and_how_it_ended(hand):
    (headline,) = hand.keep("Envoy meets minister").ids
    hand.do("Ann", Action.TAG, headline)
    changed = hand.do("Ann", Action.TAG, headline, way=Direction.STRENGTHENS)
    hand.do("Bo", Action.NOT_RELEVANT, headline)
    hand.do("Ann", Action.WITHDRAW, headline, undoes=changed)
    told = [
        (a.judgement.analyst.name, a.judgement.direction, [b.direction for b in a.before], a.ended)
        for a in hand.store.acts.page(10)
    ]
    assert told == [
        ("Bo", None, [], ""),
        ("Ann", Direction.STRENGTHENS, [Direction.WEAKENS], "withdrawn"),
        ("Ann", Direction.WEAKENS, [], "changed"),
    ]


def test_history_is_paged_and_filtered_by_analyst(hand):
    ids = hand.keep("One envoy", "Two ships", "Three trains").ids
    for headline in ids:
        hand.do("Ann", Action.TAG, headline)
        hand.do("Bo", Action.NOT_RELEVANT, headline)
    ann = hand.analyst("Ann").id
    first = hand.store.acts.page(2, analyst_id=ann)
    rest = hand.store.acts.page(2, analyst_id=ann, before=first[-1].number)
    assert [a.judgement.headline_id for a in (*first, *rest)] == list(reversed(ids))


def test_a_week_counts_each_headline_of_an_analyst_once(hand):
    ids = hand.keep("One envoy", "Two ships", "Three trains").ids
    for headline in ids:
        hand.do("Ann", Action.TAG, headline)
    hand.do("Ann", Action.TAG, ids[0], 1)
    hand.do("Bo", Action.NOT_RELEVANT, ids[0])
    hand.do("Bo", Action.RULING, ids[1], reason="So it says.")
    hand.now += timedelta(days=1)
    hand.do("Bo", Action.NOT_RELEVANT, ids[2])
    counts = hand.store.acts.weekly(date(2026, 11, 1), date(2026, 11, 30))
    ann, bo = hand.analyst("Ann").id, hand.analyst("Bo").id
    assert counts == {(ann, date(2026, 11, 16)): 3, (bo, date(2026, 11, 16)): 1, (bo, date(2026, 11, 23)): 1}
