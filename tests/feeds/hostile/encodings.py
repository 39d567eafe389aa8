"""Bodies that are packed, packed wrongly, or packed to explode."""

import functools
import gzip
import zlib

import brotli
from feeds.hostile.case import Expect, case, failed, new
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, many, rss

TWO = rss(item("a"), item("b"))
TOO_LARGE = r"larger than"


@functools.cache
def bomb(kind: str, megabytes: int = 200) -> bytes:
    """A feed whose middle is a very long run of spaces: one packed megabyte, many times over."""
    start, spaces = rss(item("a"))[:-17], b" " * (1 << 20)
    if kind == "br":
        pack = brotli.Compressor(quality=1)
        pieces = [pack.process(piece) for piece in (start, *[spaces] * megabytes)]
        return b"".join(pieces) + pack.finish()
    engine = zlib.compressobj(9, wbits=31 if kind == "gzip" else -15)
    packed = engine.compress(start) + engine.flush(zlib.Z_FULL_FLUSH)
    return packed + (engine.compress(spaces) + engine.flush(zlib.Z_FULL_FLUSH)) * megabytes


@case(failed(TOO_LARGE), zoo=True)
async def gzip_bomb(visit: Visit) -> None:
    await visit.answer(bomb("gzip"), Content_Encoding="gzip")


@case(failed(TOO_LARGE), zoo=True)
async def deflate_bomb(visit: Visit) -> None:
    await visit.answer(bomb("deflate"), Content_Encoding="deflate")


@case(failed(TOO_LARGE), zoo=True)
async def brotli_bomb(visit: Visit) -> None:
    await visit.answer(bomb("br"), Content_Encoding="br")


@case(failed(TOO_LARGE), zoo=True)
async def gzip_in_gzip_bomb(visit: Visit) -> None:
    await visit.answer(gzip.compress(bomb("gzip")), Content_Encoding="gzip, gzip")


@case(failed(TOO_LARGE), zoo=True)
async def gzip_bomb_without_a_label(visit: Visit) -> None:
    await visit.answer(bomb("gzip"))


@case(Expect(kind="new|failed", kept=range(3)), zoo=True)
async def gzip_of_a_hundred_thousand_members(visit: Visit) -> None:
    await visit.answer(gzip.compress(b"") * 100_000 + gzip.compress(TWO), Content_Encoding="gzip")


@case(new(2))
async def gzip_honest(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO), Content_Encoding="gzip")


@case(new(2))
async def brotli_honest(visit: Visit) -> None:
    await visit.answer(brotli.compress(TWO), Content_Encoding="br")


@case(new(2))
async def deflate_with_header(visit: Visit) -> None:
    await visit.answer(zlib.compress(TWO), Content_Encoding="deflate")


@case(new(2))
async def deflate_without_header(visit: Visit) -> None:
    pack = zlib.compressobj(wbits=-15)
    await visit.answer(pack.compress(TWO) + pack.flush(), Content_Encoding="deflate")


@case(new(2))
async def gzip_in_gzip_with_one_label(visit: Visit) -> None:
    await visit.answer(gzip.compress(gzip.compress(TWO)), Content_Encoding="gzip")


@case(new(2))
async def gzip_in_gzip_with_both_labels(visit: Visit) -> None:
    await visit.answer(gzip.compress(gzip.compress(TWO)), Content_Encoding="gzip, gzip")


@case(new(2))
async def gzip_in_brotli(visit: Visit) -> None:
    await visit.answer(brotli.compress(gzip.compress(TWO)), Content_Encoding="gzip, br")


@case(new(range(20, 200)), new(200))
async def gzip_that_is_cut_off(visit: Visit) -> None:
    packed = gzip.compress(rss(*(item(f"n{n}", f"Report {n * n * 7919} and {n**3}") for n in range(200))))
    whole = visit.times > 1
    await visit.answer(packed if whole else packed[: len(packed) * 6 // 10], Content_Encoding="gzip", ETag='"v1"')


@case(new(range(1, 200)), new(200))
async def gzip_that_is_cut_off_with_the_connection(visit: Visit) -> None:
    packed = gzip.compress(rss(*(item(f"n{n}", f"Report {n * n * 7919} and {n**3}") for n in range(200))))
    part = packed if visit.times > 1 else packed[: len(packed) * 6 // 10]
    await visit.answer(part, length=len(packed), Content_Encoding="gzip", ETag='"v1"')


@case(Expect(kind="new|failed", kept=range(200)))
async def gzip_with_a_damaged_middle(visit: Visit) -> None:
    packed = bytearray(gzip.compress(rss(*(item(f"n{n}", f"Report {n * n * 7919}") for n in range(200)))))
    packed[len(packed) // 2 : len(packed) // 2 + 20] = b"\x00" * 20
    await visit.answer(bytes(packed), Content_Encoding="gzip")


@case(new(2))
async def gzip_with_rubbish_behind(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO) + b"\x00" * 500, Content_Encoding="gzip")


@case(new(2))
async def says_gzip_but_is_plain(visit: Visit) -> None:
    await visit.answer(TWO, Content_Encoding="gzip")


@case(new(2))
async def says_nothing_but_is_gzip(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO))


@case(new(2))
async def says_deflate_but_is_gzip(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO), Content_Encoding="deflate")


@case(new(2))
async def says_deflate_but_is_plain(visit: Visit) -> None:
    await visit.answer(TWO, Content_Encoding="deflate")


@case(new(2))
async def says_brotli_but_is_plain(visit: Visit) -> None:
    await visit.answer(TWO, Content_Encoding="br")


@case(new(2))
async def says_brotli_but_is_gzip(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO), Content_Encoding="br")


@case(new(2))
async def says_a_charset_where_the_encoding_belongs(visit: Visit) -> None:
    await visit.answer(TWO, Content_Encoding="utf-8")


@case(new(2))
async def says_identity(visit: Visit) -> None:
    await visit.answer(TWO, Content_Encoding="identity")


@case(new(2))
async def a_feed_file_served_packed(visit: Visit) -> None:
    await visit.answer(gzip.compress(TWO), kind="application/x-gzip")


@case(failed(r"encoded"))
async def an_encoding_that_was_not_asked_for(visit: Visit) -> None:
    await visit.answer(b"\x28\xb5\x2f\xfd" + bytes(100), Content_Encoding="zstd")


@case(failed(r"encoded|larger"))
async def packed_ten_times_over(visit: Visit) -> None:
    body = TWO
    for _ in range(10):
        body = gzip.compress(body)
    await visit.answer(body, Content_Encoding=", ".join(["gzip"] * 10))


@case(new(2000, cut=200), zoo=True)
async def large_and_well_packed(visit: Visit) -> None:
    """Not every answer that grows a lot is an attack."""
    await visit.answer(gzip.compress(rss(*many(2200)), 9), Content_Encoding="gzip")
