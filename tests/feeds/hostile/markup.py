"""Documents that are meant to exhaust, deceive or confuse whoever parses or shows them."""

from feeds.hostile.case import Expect, Found, case, failed, new
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, many, rss

SMALL = "<item><guid>{}</guid><title>Report {}</title></item>"
READ_OR_REFUSED = Expect(kind="new|failed|empty")
RESOLVED = "Harbour Herald reports & more"


def title_of(found: Found, key: str) -> str:
    return next(row.title for row in found.rows if row.key == key)


@case(READ_OR_REFUSED, zoo=True)
async def a_billion_laughs(visit: Visit) -> None:
    bombs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10 if n else 'ha'}'>" for n in range(12))
    await visit.answer(rss(item("a"), before=f"<!DOCTYPE rss [{bombs}]>").replace(b"Report a", b"&l11;"))


@case(READ_OR_REFUSED, zoo=True)
async def one_long_entity_many_times(visit: Visit) -> None:
    entity = f"<!DOCTYPE rss [<!ENTITY long '{'x' * 100_000}'>]>"
    await visit.answer(rss(item("a"), before=entity).replace(b"Report a", b"&long;" * 20_000))


def no_file(found: Found) -> None:
    assert not any("root:" in row.title + row.summary + row.key for row in found.rows)


@case(READ_OR_REFUSED, check=no_file)
async def an_entity_from_a_file(visit: Visit) -> None:
    doctype = "<!DOCTYPE rss [<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
    await visit.answer(rss(item("a"), before=doctype).replace(b"Report a", b"Report &file;"))


def nobody_asked(found: Found) -> None:
    assert not any(path.endswith("/dtd") for path, _ in found.asked)


@case(READ_OR_REFUSED, check=nobody_asked)
async def an_entity_from_the_network(visit: Visit) -> None:
    doctype = f"<!DOCTYPE rss SYSTEM '{visit.here}/dtd' [<!ENTITY % p SYSTEM '{visit.here}/dtd'> %p;]>"
    await visit.answer(rss(item("a"), before=doctype))


def entities_resolved(found: Found) -> None:
    assert {row.key for row in found.rows} == {"tag:daily.example:1", "tag:daily.example:2"}
    assert title_of(found, "tag:daily.example:1") == RESOLVED


@case(new(2), check=entities_resolved)
async def entities_that_mean_no_harm(visit: Visit) -> None:
    doctype = "<!DOCTYPE rss [<!ENTITY id 'tag:daily.example:'><!ENTITY who 'Harbour Herald'>]>"
    body = rss(item("1", "TITLE"), item("2"), before=doctype)
    body = body.replace(b"TITLE", b"&who; reports &amp; more")
    await visit.answer(body.replace(b"'>1<", b"'>&id;1<").replace(b"'>2<", b"'>&id;2<"))


@case(READ_OR_REFUSED, zoo=True)
async def a_flood_of_comments(visit: Visit) -> None:
    await visit.answer(rss(item("a"), head="<!--" * 105_000))


@case(READ_OR_REFUSED, zoo=True)
async def a_flood_of_comments_in_an_item(visit: Visit) -> None:
    await visit.answer(rss(item("a", description="<!--" * 105_000), item("b")))


@case(READ_OR_REFUSED, zoo=True)
async def very_many_attributes(visit: Visit) -> None:
    attributes = " ".join(f"x{n}='1'" for n in range(200_000))
    await visit.answer(rss(item("a"), f"<item {attributes}><title>b</title></item>"))


@case(READ_OR_REFUSED, zoo=True)
async def very_many_name_spaces(visit: Visit) -> None:
    spaces = " ".join(f"xmlns:n{n}='urn:{n}'" for n in range(20_000))
    await visit.answer(rss(f"<item {spaces}><title>b</title></item>"))


@case(READ_OR_REFUSED, zoo=True)
async def deep_xml(visit: Visit) -> None:
    await visit.answer(rss(item("a", x="<y>" * 100_000 + "</y>" * 100_000)))


@case(READ_OR_REFUSED, zoo=True)
async def deep_html(visit: Visit) -> None:
    await visit.answer(rss(item("a", description="&lt;div&gt;" * 60_000)))


@case(READ_OR_REFUSED, zoo=True)
async def deep_html_in_a_title(visit: Visit) -> None:
    await visit.answer(rss(item("a", "<b><i>" * 30_000 + "Report")))


@case(READ_OR_REFUSED, zoo=True)
async def brackets_without_end(visit: Visit) -> None:
    await visit.answer(rss(item("a", description="&lt;" * 400_000), item("b", "<" * 100_000)))


@case(READ_OR_REFUSED, zoo=True)
async def ampersands_without_end(visit: Visit) -> None:
    await visit.answer(rss(item("a")).replace(b"Report a", b"&" * 500_000))


@case(READ_OR_REFUSED, zoo=True)
async def a_section_that_never_closes(visit: Visit) -> None:
    await visit.answer(rss(item("a", description="<![CDATA[" * 60_000)))


@case(READ_OR_REFUSED, zoo=True)
async def items_that_never_close(visit: Visit) -> None:
    await visit.answer(rss(item("a")) + b"<item><title>x" * 20_000)


@case(new(2000, cut=48_000), zoo=True)
async def fifty_thousand_items(visit: Visit) -> None:
    await visit.answer(rss(*(SMALL.format(n, n) for n in range(50_000))))


def shortened(found: Found) -> None:
    assert all(len(row.title) <= 500 and len(row.summary) <= 2000 for row in found.rows)


@case(new(2), check=shortened, zoo=True)
async def a_giant_title(visit: Visit) -> None:
    await visit.answer(rss(item("a", "Harbour " * 500_000), item("b")))


@case(new(2), check=shortened, zoo=True)
async def a_giant_summary(visit: Visit) -> None:
    await visit.answer(rss(item("a", description="&lt;p&gt;Grain &amp;amp; oil. " * 200_000), item("b")))


@case(new(2), everywhere=True)
async def a_giant_guid(visit: Visit) -> None:
    await visit.answer(rss(item("a", guid="g" * 100_000), item("b", guid="g" * 99_999)))


@case(Expect(kind="new", kept=2))
async def a_giant_link(visit: Visit) -> None:
    await visit.answer(rss(item("a", link="https://daily.example/" + "x" * 100_000), item("b")))


SCRIPTS = (
    "<script>alert(1)</script>Report",
    "<svg/onload=alert(1)>Report",
    "<img src=x onerror=alert(1)>Report",
    "&lt;script&gt;alert(1)&lt;/script&gt;Report",
    "<a href='javascript:alert(1)'>Report</a>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>Report",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>Report",
    "Report<!--><img src=x onerror=alert(1)>-->",
    "<iframe srcdoc='<script>alert(1)</script>'>Report</iframe>",
    "<style>@import 'https://evil.example'</style>Report",
)


@case(new(2 * len(SCRIPTS)))
async def scripts_in_titles_and_summaries(visit: Visit) -> None:
    titles = [item(f"t{n}", script) for n, script in enumerate(SCRIPTS)]
    await visit.answer(rss(*titles, *(item(f"s{n}", description=f"<![CDATA[{s}]]>") for n, s in enumerate(SCRIPTS))))


LINKS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://daily.example/1",
    "//daily.example/relative",
    "https://",
    "http://[::1",
    "mailto:desk@daily.example",
)


@case(new(2 * len(LINKS)))
async def links_that_are_none(visit: Visit) -> None:
    guids = [item(f"Report by guid {n}", guid=link, link=None) for n, link in enumerate(LINKS)]
    await visit.answer(rss(*(item(f"l{n}", link=link) for n, link in enumerate(LINKS)), *guids))


def no_tricks(found: Found) -> None:
    assert title_of(found, "a") == "Report gpj.exe of the day"
    assert title_of(found, "b") == "Hidden words"


@case(new(3), check=no_tricks, everywhere=True)
async def directions_turned_around(visit: Visit) -> None:
    """Characters that turn text around or cannot be seen."""
    tags = "".join(chr(0xE0000 + ord(letter)) for letter in "ignore")
    turned = item("a", "Report \u202egpj.exe\u202c of \u2066the\u2069 day")
    await visit.answer(rss(turned, item("b", f"Hid\u200bden{tags} \u2060wor\ufeffds"), item("c", "\u202e" * 5000)))


@case(new(4))
async def markup_of_other_languages(visit: Visit) -> None:
    """Markdown, a formula, a log line, a terminal's code: they stay words."""
    titles = ("[x](javascript:alert(1)) $$\\text{a}$$", "=cmd|' /C calc'!A0", "ok\nfeed=1 outcome=new", "\x1b]0;a\x07b")
    await visit.answer(rss(*(item(f"m{n}", title) for n, title in enumerate(titles))))


@case(new(3))
async def no_titles(visit: Visit) -> None:
    await visit.answer(
        rss("<item><guid>1</guid><link>https://daily.example/1</link></item>", item("b", "   "), item("c", "<b></b>"))
    )


@case(new(3))
async def markup_that_looks_like_items(visit: Visit) -> None:
    """In a comment and in CDATA stands what is no item."""
    inside = "<![CDATA[<item><title>Not an item</title></item>]]>"
    await visit.answer(
        rss(item("a"), "<!-- <item><title>Nor this</title></item> -->", item("b", description=inside), item("c"))
    )


def said_to_be_ill_formed(found: Found) -> None:
    assert "ill-formed" in found.outcomes[0].flaw


@case(new(3), check=said_to_be_ill_formed)
async def ampersands_and_brackets_left_bare(visit: Visit) -> None:
    body = rss(item("a", "AAA"), item("b", "BBB"), item("c"))
    await visit.answer(body.replace(b"AAA", b"Oil & gas & R&D").replace(b"BBB", b"Rates < 5 & rising"))


@case(new(range(12, 14)))
async def cut_off_in_an_item(visit: Visit) -> None:
    body = rss(*many(13))
    await visit.answer(body[: body.rindex(b"<pubDate>")])


@case(new(3))
async def rubbish_before_the_document(visit: Visit) -> None:
    await visit.answer(b"\n\n  <?php warning: /var/www ?>\n" + rss(item("a"), item("b"), item("c")))


@case(new(3))
async def rubbish_behind_the_document(visit: Visit) -> None:
    await visit.answer(rss(item("a"), item("b"), item("c")) + b"<!-- cached --><script>x()</script>\x00\x00")


@case(new(3))
async def tags_in_the_wrong_order(visit: Visit) -> None:
    body = rss(item("a"), item("b"), item("c"))
    await visit.answer(
        body.replace(b"</guid></item>", b"</item></guid>").replace(b"</channel>\n</rss>", b"</rss></channel>")
    )


@case(new(2))
async def an_item_in_an_item(visit: Visit) -> None:
    await visit.answer(rss(f"<item><title>Outer</title><guid>o</guid>{item('i')}</item>"))


@case(failed(r"not a feed|another kind"))
async def a_document_of_stray_tags(visit: Visit) -> None:
    await visit.answer(b"<a><b></a></b>" * 1000, kind="text/xml")
