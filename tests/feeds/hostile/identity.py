"""Items that lose, share, change or forge what identifies them, from fetch to fetch."""

import random
import uuid

from feeds.hostile.case import Expect, Found, case, new, unchanged
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, many, rss


@case(new(20), unchanged(20))
async def one_guid_for_all(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", guid="daily") for n in range(20))) + b" " * visit.times)


@case(new(20), unchanged(20))
async def one_guid_and_one_link_for_all(visit: Visit) -> None:
    same = [item("x", f"Report {n} of the day", link="https://daily.example/live") for n in range(20)]
    await visit.answer(rss(*same) + b" " * visit.times)


@case(new(11), unchanged(11))
async def no_guids(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", guid=None) for n in range(11))) + b" " * visit.times)


@case(new(11), unchanged(11))
async def neither_guids_nor_links(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", guid=None, link=None) for n in range(11))) + b" " * visit.times)


@case(new(10), unchanged(10))
async def guids_of_spaces(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", guid=" \n ") for n in range(10))) + b" " * visit.times)


@case(new(1), unchanged(1))
async def the_same_item_fifty_times(visit: Visit) -> None:
    await visit.answer(rss(*(item("a") for _ in range(50))) + b" " * visit.times)


@case(new(10), unchanged(10), unchanged(10), unchanged(10))
async def new_guids_at_every_fetch(visit: Visit) -> None:
    await visit.answer(rss(*(item(f"n{n}", guid=str(uuid.uuid4())) for n in range(10))))


@case(new(10), unchanged(10), new(12, added=2))
async def new_guids_and_new_items(visit: Visit) -> None:
    count = 12 if visit.times > 2 else 10
    await visit.answer(rss(*(item(f"n{n}", guid=str(uuid.uuid4())) for n in range(count))))


@case(new(10), Expect(kind="unchanged|new", kept=10, added=0), Expect(kind="unchanged|new", kept=10, added=0))
async def guids_with_a_session(visit: Visit) -> None:
    session = f"?sid={uuid.uuid4().hex}"
    items = (item(f"n{n}", guid=f"https://daily.example/n{n}{session}") for n in range(10))
    await visit.answer(rss(*items))


@case(new(10), unchanged(10), new(11, added=1))
async def links_with_a_session_and_no_guids(visit: Visit) -> None:
    session = f"?sid={uuid.uuid4().hex}"
    count = 11 if visit.times > 2 else 10
    await visit.answer(
        rss(*(item(f"n{n}", guid=None, link=f"https://daily.example/n{n}{session}") for n in range(count)))
    )


@case(new(10), Expect(kind="unchanged|new", kept=10, added=0))
async def guids_that_change_their_scheme(visit: Visit) -> None:
    scheme = "http" if visit.times == 1 else "https"
    link = f"{scheme}://daily.example/"
    await visit.answer(rss(*(item(f"n{n}", guid=f"{link}n{n}", link=f"{link}n{n}") for n in range(10))))


@case(new(10), Expect(kind="unchanged|new", kept=10, added=0), Expect(kind="unchanged|new", kept=10, added=0))
async def links_with_a_tracker_and_no_guids(visit: Visit) -> None:
    track = f"?utm_source=rss&utm_campaign={visit.times}"
    items = (item(f"n{n}", guid=None, link=f"https://daily.example/n{n}{track}") for n in range(10))
    await visit.answer(rss(*items))


def unrevised(found: Found) -> None:
    assert found.revisions == []


@case(new(6), new(8, added=2), unchanged(8), new(9, added=1), check=unrevised)
async def guids_that_are_places(visit: Visit) -> None:
    """The newest item is always number 0; from the fifth on they stay where they are."""
    newest = (0, 6, 8, 8, 9)[visit.times]
    shown = [*range(newest - 1, newest - 6, -1), 0]
    items = (
        item(
            f"n{n}",
            f"{'abcdefghi'[n] * 5} {'klmnopqrs'[n] * 4}",
            guid=str(place),
            when=f"Sat, {n + 1} Nov 2026 08:00 GMT",
        )
        for place, n in enumerate(shown)
    )
    await visit.answer(rss(*items) + b" " * visit.times)


@case(new(10), Expect(kind="new", kept=10, added=0), unchanged(10))
async def a_site_on_another_host(visit: Visit) -> None:
    host = "daily" if visit.times == 1 else "herald"
    link = f"https://{host}.example/"
    await visit.answer(rss(*(item(f"n{n}", guid=f"{link}?p={n}", link=f"{link}n{n}") for n in range(10))))


@case(new(10), unchanged(10), unchanged(10))
async def another_order_at_every_fetch(visit: Visit) -> None:
    items = many(10)
    random.Random(visit.times).shuffle(items)
    await visit.answer(rss(*items))


def readable(found: Found) -> None:
    """The headline stays as it arrived, what the outlet made of it stands beside it."""
    (row,) = (row for row in found.rows if row.key == "a")
    assert row.title == "Three ships leave port"
    assert [revision.title for revision in found.revisions] == ["Four ships leave port"]


@case(new(2), Expect(kind="new", kept=2, added=0, revised=1), unchanged(2), check=readable)
async def an_item_that_is_edited(visit: Visit) -> None:
    count = "Three" if visit.times == 1 else "Four"
    await visit.answer(rss(item("a", f"{count} ships leave port"), item("b")) + b" " * visit.times)


@case(new(1), *(Expect(kind="new", kept=1, added=0) for _ in range(3)), everywhere=True)
async def an_item_that_is_edited_to_and_fro(visit: Visit) -> None:
    await visit.answer(rss(item("a", f"{'Four' if visit.times % 2 else 'Three'} ships leave port")))


def few_revisions(found: Found) -> None:
    assert 1 <= len(found.revisions) <= 30


@case(new(1), *(Expect(kind="new|unchanged", kept=1, added=0) for _ in range(34)), check=few_revisions)
async def a_counter_in_the_summary(visit: Visit) -> None:
    """An edit at every fetch is no news: it is not kept for ever."""
    await visit.answer(rss(item("a", description=f"Read {visit.times * 17} times so far")))


@case(new(3), unchanged(3), Expect(kind="new|unchanged", kept=3, added=0), Expect(kind="unchanged", kept=3, added=0))
async def items_that_go_and_come_back(visit: Visit) -> None:
    """Also with a date of today: it is the item that was there before."""
    names = {1: "abc", 2: "a", 3: "abc"}.get(visit.times, "bc")
    when = "Sun, 22 Nov 2026 11:00:00 GMT" if visit.times == 3 else "Sun, 22 Nov 2026 08:00:00 GMT"
    await visit.answer(rss(*(item(name, when=when) for name in names)))


@case(new(3), Expect(kind="empty|unchanged", kept=3), unchanged(3))
async def empty_for_once(visit: Visit) -> None:
    await visit.answer(rss(*(() if visit.times == 2 else many(3))))


@case(Expect(kind="empty", kept=0))
async def a_feed_without_items(visit: Visit) -> None:
    await visit.answer(rss())


@case(new(3), *(Expect(kind="unchanged", kept=3, added=0) for _ in range(4)))
async def two_servers_that_disagree(visit: Visit) -> None:
    """Behind one address stand two machines, one of them a step behind."""
    await visit.answer(rss(*(many(3) if visit.times % 2 else many(2))), ETag=f'"{visit.times % 2}"')


@case(new(1, titles=("Three ships leave port",)), new(2), everywhere=True)
async def a_guid_that_differs_in_case_only(visit: Visit) -> None:
    first = item("a", "Three ships leave port", guid="ITEM", link="https://daily.example/1")
    second = item("b", "Grain prices fall again", guid="item", link="https://daily.example/2")
    await visit.answer(rss(first) if visit.times == 1 else rss(first, second))


@case(new(2), everywhere=True)
async def guids_that_end_in_spaces(visit: Visit) -> None:
    await visit.answer(rss(item("a", guid="x é"), item("b", guid="x e\u0301 ")))
