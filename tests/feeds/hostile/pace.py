"""Servers that take their time, break off or do not speak HTTP."""

import asyncio
import os

from feeds.hostile.case import Expect, Found, case, failed, new, unchanged
from feeds.hostile.server import Visit, head
from feeds.hostile.writing import item, many, rss

SLOW = r"not finished|silent|seconds"
TWO = rss(item("a"), item("b"))
PARTLY = Expect(kind="new", kept=range(1, 40))  # what came is kept; the next round brings the rest


@case(failed(SLOW), zoo=True)
async def slow_status_line(visit: Visit) -> None:
    await visit.send(*(bytes([letter]) for letter in head() * 100), gap_s=0.3)


@case(failed(SLOW), zoo=True)
async def slow_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    await visit.for_ever(b"X-More: yes\r\n", gap_s=0.3)


@case(failed(SLOW), zoo=True)
async def slow_body(visit: Visit) -> None:
    await visit.send(head(), TWO[:60])
    await visit.for_ever(b" ", gap_s=0.2)


@case(failed(SLOW), zoo=True)
async def slow_body_of_whole_items(visit: Visit) -> None:
    await visit.send(head(), rss()[:-17])
    await visit.for_ever(item("a").encode(), gap_s=0.4)


@case(failed(r"larger than|seconds"), zoo=True)
async def endless_body(visit: Visit) -> None:
    await visit.send(head(), rss()[:-17])
    await visit.for_ever("".join(many(400)).encode())


@case(failed(r"larger than|seconds|crumbs"), zoo=True)
async def endless_chunks_of_one_byte(visit: Visit) -> None:
    await visit.send(head(length=-1, Transfer_Encoding="chunked"))
    await visit.for_ever(b"1\r\n<\r\n" * 20_000)


@case(failed(r"proper HTTP|header|seconds|larger"), zoo=True)
async def endless_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    await visit.for_ever(b"".join(b"X-%d: %s\r\n" % (n, b"y" * 100) for n in range(1000)))


@case(failed(r"proper HTTP|header|seconds|larger"), zoo=True)
async def a_header_that_never_ends(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    await visit.for_ever(b"y" * 65536)


@case(failed(SLOW), zoo=True)
async def silent(visit: Visit) -> None:
    await visit.silence()


@case(failed(SLOW), zoo=True)
async def silent_after_the_headers(visit: Visit) -> None:
    await visit.send(head(length=5000))
    await visit.silence()


@case(failed(SLOW), zoo=True)
async def silent_in_the_middle(visit: Visit) -> None:
    await visit.send(head(length=len(TWO)), TWO[:100])
    await visit.silence()


@case(failed(r"seconds|silent|not finished|proper HTTP"), zoo=True)
async def continue_for_ever(visit: Visit) -> None:
    await visit.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n", gap_s=0.05)


@case(failed(r"seconds|silent|not finished|proper HTTP"), zoo=True)
async def early_hints_without_end(visit: Visit) -> None:
    await visit.for_ever(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 500)


@case(new(2))
async def early_hints_then_a_feed(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    await visit.answer(TWO)


@case(new(2))
async def honest_but_slow_to_begin(visit: Visit) -> None:
    await asyncio.sleep(0.5)
    await visit.answer(TWO)


@case(new(2))
async def honest_in_small_pieces(visit: Visit) -> None:
    await visit.send(head(length=len(TWO)))
    await visit.send(*(TWO[start : start + 7] for start in range(0, len(TWO), 7)))


@case(failed(r"hung up|broke"))
async def hangs_up(visit: Visit) -> None:
    return


@case(failed(r"hung up|broke|reset"))
async def breaks_off_at_once(visit: Visit) -> None:
    await visit.reset()


@case(PARTLY, new(40))
async def breaks_off_in_the_middle(visit: Visit) -> None:
    """What came before the break is kept; no validator of it is believed, so that the next fetch brings the rest."""
    body = rss(*many(40))
    if visit.times > 1:
        await visit.answer(body, ETag='"v1"')
        return
    await visit.send(head(length=len(body), ETag='"v1"'), body[: len(body) // 2])
    await asyncio.sleep(0.2)
    await visit.reset()


@case(PARTLY, new(40))
async def half_an_answer(visit: Visit) -> None:
    body = rss(*many(40))
    if visit.conditional:
        await visit.answer(status=304)
    else:
        await visit.answer(body if visit.times > 1 else body[:3000], length=len(body), ETag='"v1"')


@case(Expect(kind="new|failed", says=r"proper HTTP", kept=range(40)))
async def a_length_that_is_too_short(visit: Visit) -> None:
    await visit.answer(rss(*many(40)), length=3000)


@case(Expect(kind="failed|new", kept=range(3)))
async def a_length_that_is_no_number(visit: Visit) -> None:
    await visit.send(head(length=-1, Content_Length="many"), TWO)


@case(Expect(kind="failed|new", kept=range(3)))
async def two_lengths_that_differ(visit: Visit) -> None:
    await visit.send(head(length=len(TWO))[:-2] + b"Content-Length: 7\r\n\r\n", TWO)


@case(Expect(kind="failed|new", kept=range(3)))
async def a_length_and_chunks(visit: Visit) -> None:
    await visit.send(head(length=9, Transfer_Encoding="chunked"), b"%x\r\n%s\r\n0\r\n\r\n" % (len(TWO), TWO))


@case(Expect(kind="failed|new", says=r"", kept=range(3)))
async def chunks_that_are_nonsense(visit: Visit) -> None:
    await visit.send(head(length=-1, Transfer_Encoding="chunked"), b"ZZZ\r\n%s\r\n" % TWO)


@case(new(2), new(3))
async def chunks_without_an_end(visit: Visit) -> None:
    body = TWO if visit.times == 1 else rss(item("a"), item("b"), item("c"))
    await visit.send(head(length=-1, Transfer_Encoding="chunked", ETag='"v1"'), b"%x\r\n%s\r\n" % (len(body), body))


@case(failed(r"proper HTTP"))
async def no_status_line(visit: Visit) -> None:
    await visit.send(TWO)


@case(new(2))
async def an_old_protocol(visit: Visit) -> None:
    await visit.send(b"HTTP/1.0 200 OK\r\n\r\n", TWO)


@case(failed(r"proper HTTP|status"))
async def a_status_that_is_no_number(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 fine thanks\r\n\r\n", TWO)


@case(failed(r"proper HTTP|broke|hung up"))
async def random_bytes(visit: Visit) -> None:
    await visit.send(os.urandom(4096))


@case(failed(r"proper HTTP|header|broke|larger"))
async def a_giant_status_line(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"K\r\n\r\n", TWO)


@case(Expect(kind="new|failed", kept=range(3)))
async def a_thousand_cookies(visit: Visit) -> None:
    cookies = "".join(f"Set-Cookie: c{n}={'v' * 20}; Path=/\r\n" for n in range(1000)).encode()
    await visit.send(head(length=len(TWO))[:-2] + cookies + b"\r\n", TWO)


@case(Expect(kind="new|failed", kept=range(3)), zoo=True)
async def a_flood_of_headers(visit: Visit) -> None:
    flood = b"".join(b"X-%d: y\r\n" % n for n in range(20_000))
    await visit.send(head(length=len(TWO))[:-2] + flood + b"\r\n", TWO)


@case(Expect(kind="new|failed", kept=range(3)), Expect(kind="unchanged|new|failed", kept=range(3)))
async def headers_with_controls(visit: Visit) -> None:
    """Validators that must not travel back as they are, and cannot forge a line of the log."""
    evil = b'ETag: "a\x1b[31m\x0bfeed=9 outcome=new"\r\nLast-Modified: \xff\xfe\r\n'
    await visit.send(head(length=len(TWO))[:-2] + evil + b"\r\n", TWO)


@case(new(2), Expect(kind="unchanged|new", kept=2))
async def a_giant_etag(visit: Visit) -> None:
    await visit.answer(TWO, ETag='"' + "e" * 7000 + '"')


@case(failed(r"secure connection|proper HTTP|broke|no connection"), url="https://127.0.0.1:{port}/{token}/no_tls")
async def no_tls(visit: Visit) -> None:
    await visit.answer(TWO)


@case(failed(r"cannot be reached"), url="http://127.0.0.1:9/{token}/nobody_there")
async def nobody_there(visit: Visit) -> None:
    raise AssertionError("it is somewhere else")


@case(failed(r"empty"))
async def an_empty_answer(visit: Visit) -> None:
    await visit.answer(b"")


@case(failed(r"empty"))
async def an_answer_of_spaces(visit: Visit) -> None:
    await visit.answer(b" \n" * 5000)


@case(failed(r"204"))
async def no_content(visit: Visit) -> None:
    await visit.send(head(204))


@case(new(2), failed(r"hung up|broke", kept=2), unchanged(2))
async def well_then_broken_then_well(visit: Visit) -> None:
    if visit.times not in (2, 3):  # whoever is hung up on may ask once more
        await visit.answer(TWO)


# Where the fourteenth of sixteen items breaks off. Half of it is no item: its guid may be the beginning of another's.
BREAKS = {
    "at_its_beginning": "<item>",
    "in_a_tag": "<item><tit",
    "in_its_title": "<title>Report n1",
    "before_its_link": "</title>",
    "in_its_link": "<link>https://daily.example/n1",
    "before_its_guid": "</link>",
    "in_its_guid": "<guid isPermaLink='false'>n1",
    "in_its_date": "<pubDate>Sun, 22 Nov",
    "before_its_end": "</pubDate>",
}


def all_sixteen(found: Found) -> None:
    assert {row.key for row in found.rows} == {f"n{number}" for number in range(16)}


def add_break(name: str, last: str) -> None:
    async def script(visit: Visit) -> None:
        body = rss(*many(16))
        cut = body.index(last.encode(), body.index(b"</item>\n<item><title>Report n13 ")) + len(last)
        await visit.answer(body if visit.times > 1 else body[:cut], length=len(body), ETag='"v1"')

    case(new(range(13, 15)), new(16), check=all_sixteen, name=f"breaks_off_{name}")(script)


for label, ending in BREAKS.items():
    add_break(label, ending)
