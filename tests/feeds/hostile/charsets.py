"""Letters that are not what they are said to be."""

from feeds.hostile.case import Expect, case, new
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, rss

RU, FA, AR = (
    "Москва откладывает встречу на высшем уровне",
    "تهران گفت‌وگو با مسکو را ادامه می‌دهد",
    "موسكو تؤجل الاجتماع مع طهران",
)
DECLARED = "<?xml version='1.0' encoding='{}'?>"


def add(name: str, title: str, written: str, declared: str = "", kind: str = "application/rss+xml") -> None:
    """A feed with three items of this title, written in one encoding and declared in another."""
    items = [item(f"g{n}", f"{title} {n}") for n in range(3)]
    text = rss(*items, before=DECLARED.format(declared) if declared else "").decode()

    async def script(visit: Visit) -> None:
        await visit.answer(text.encode(written), kind=kind)

    case(new(3, titles=tuple(f"{title} {n}" for n in range(3))), name=f"charset_{name}")(script)


add("cp1251_as_declared", RU, "cp1251", "windows-1251")
add("cp1251_named_in_the_header", RU, "cp1251", "", "text/xml; charset=windows-1251")
add("cp1251_called_utf8", RU, "cp1251", "utf-8")
add("cp1251_called_nothing", RU, "cp1251")
add("koi8_as_declared", RU, "koi8-r", "koi8-r")
add("utf8_called_latin_in_the_header", RU, "utf-8", "utf-8", "text/xml; charset=iso-8859-1")
add("utf8_called_ascii", RU, "utf-8", "us-ascii")
add("utf8_in_text_xml_without_a_charset", RU, "utf-8", "", "text/xml")
add("utf8_with_a_mark", RU, "utf-8-sig", "utf-8")
add("utf16_with_a_mark", RU, "utf-16", "utf-16")
add("utf16_without_a_mark", RU, "utf-16-le", "utf-16le")
add("utf16_called_utf8", RU, "utf-16", "utf-8")
add("an_encoding_nobody_knows", RU, "utf-8", "x-klingon")
add("a_python_codec_that_is_none", RU, "utf-8", "zlib")
add("persian_in_utf8", FA, "utf-8", "utf-8")
add("arabic_in_cp1256", AR, "cp1256", "windows-1256")
add("arabic_in_cp1256_in_the_header_only", AR, "cp1256", "", "application/rss+xml; charset=windows-1256")


@case(new(3), everywhere=True)
async def nul_bytes(visit: Visit) -> None:
    body = rss(item("a", "Har\x00bour closed"), item("b\x00", "Talks begin"), item("c"))
    await visit.answer(body.replace(b"daily", b"da\x00ily", 1))


@case(new(3), everywhere=True)
async def references_to_nul(visit: Visit) -> None:
    await visit.answer(rss(item("a"), item("b"), item("c")).replace(b"Report b", b"Report&#0;&#x0; b"))


@case(new(3), everywhere=True)
async def halves_of_letters(visit: Visit) -> None:
    """Lone surrogates, as references and as bytes."""
    body = rss(item("a"), item("b"), item("c"))
    await visit.answer(body.replace(b"Report a", b"&#xD83D; and &#56832;").replace(b"Report b", b"\xed\xa0\xbd half"))


@case(new(3), everywhere=True)
async def bytes_that_are_no_letters(visit: Visit) -> None:
    """Overlong forms, continuation bytes without a start, beyond the last letter."""
    body = rss(item("a"), item("b"), item("c"))
    await visit.answer(body.replace(b"Report a", b"\xc0\xaf \x80\x80 \xf8\x88\x80\x80 \xfe\xff Report"))


@case(new(2), everywhere=True)
async def controls_that_xml_forbids(visit: Visit) -> None:
    await visit.answer(rss(item("a", "Line\x0b one\x1b[31m red\x08"), item("b", "&#11; &#27; two")))


@case(new(2, titles=("Ships leave 🚢🇮🇷 today 👨‍👩‍👧", "𝕬 bold claim 𝟛")), everywhere=True)
async def letters_beyond_the_first_plane(visit: Visit) -> None:
    await visit.answer(rss(item("a", "Ships leave 🚢🇮🇷 today 👨‍👩‍👧"), item("b", "𝕬 bold claim 𝟛")))


@case(Expect(kind="new", kept=2), everywhere=True)
async def marks_without_end(visit: Visit) -> None:
    """Thousands of combining marks on one letter, and noncharacters."""
    await visit.answer(rss(item("a", "Ha" + "\u0301" * 20_000 + "rbour"), item("b", "\ufdd0\uffff\U0010ffff end")))


@case(new(1))
async def a_seven_bit_disguise(visit: Visit) -> None:
    """UTF-7 hides “<script>” from whoever does not expect it."""
    body = rss(item("a", "+ADw-script+AD4-alert(1)+ADw-/script+AD4- Report"))
    await visit.answer(body, kind="application/rss+xml; charset=utf-7")
