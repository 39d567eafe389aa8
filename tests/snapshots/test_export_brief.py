"""The brief as PDF and HTML, and the charts: opened again, with the same numbers and nothing that runs."""

import io
import re
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest

from signpost.indicators.options import Options
from signpost.indicators.sentences import band_words
from signpost.nouns.framework import Framework
from signpost.nouns.snapshot import Filters, Snapshot
from signpost.snapshots.export import EXPORTS, export, file_name
from signpost.snapshots.export.brief import brief_of
from signpost.snapshots.export.lettering import readable
from signpost.snapshots.marks import marks
from signpost.snapshots.seal import seal, unseal
from signpost.snapshots.thaw import indicators_of
from signpost.trends.expected import stated

from .pdf_text import pages_of

EARLIER = date(2026, 11, 10)


class Page(HTMLParser):
    """What a browser would make of a page: its tags, links, texts, and the directions of the links."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.links: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(data.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "a":
            self.links.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def later(evidence: Any, framework: Framework) -> Snapshot:
    """A snapshot with scenarios, in which the hostile and foreign titles are among the weightiest stories."""
    from signpost.snapshots.freeze import freeze

    rows = evidence.head(60).copy()
    return freeze(
        rows,
        framework,
        Filters(factors=(), first=date(2026, 8, 1), last=date(2026, 11, 20)),
        title="=Утренний обзор: وزن الأدلة",
        comment="Before #the *meeting* $x$",
        as_of=date(2026, 11, 20),
        known_at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
        created_at=datetime(2026, 11, 22, 14, 23, 1, tzinfo=UTC),
        created_by="Ada",
        snapshot_id="20261122-142301-ab12",
        stated=stated(framework, []),
    )


@pytest.fixture(scope="module")
def known(evidence: Any, framework: Framework) -> Snapshot:
    from signpost.snapshots.freeze import freeze

    return freeze(
        evidence.head(40),
        framework,
        Filters(factors=(), first=date(2026, 8, 1), last=EARLIER),
        title="The one before",
        comment="",
        as_of=EARLIER,
        known_at=datetime(2026, 11, 11, 9, 30, tzinfo=UTC),
        created_at=datetime(2026, 11, 11, 10, 0, tzinfo=UTC),
        created_by="Ada",
        snapshot_id="20261111-100000-cd34",
    )


@pytest.fixture(scope="module")
def brief(later: Snapshot, known: Snapshot) -> dict[str, Any]:
    return brief_of(later, known)


@pytest.fixture(scope="module")
def pdf(later: Snapshot, known: Snapshot) -> bytes:
    return export(later, "pdf", known)


@pytest.fixture(scope="module")
def html(later: Snapshot, known: Snapshot) -> Page:
    return Page(export(later, "html", known))


def opened_up(pdf: bytes) -> bytes:
    """A PDF with its compressed parts laid open."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_brief_says_what_the_document_says(later: Snapshot, brief: dict[str, Any]) -> None:
    told = brief
    assert told["sentence"] == later.document["sentence"]
    for row, one in zip(told["indicators"], indicators_of(later), strict=True):
        assert row["level"] in (band_words(one), "no recent evidence")
    shares = {round(100 * one["share"]) for one in later.document["fit"]["standings"]}
    assert {row["points"] for row in told["scenarios"]["rows"]} == shares
    assert told["changes"]["heading"] == "What changed since the last brief, of 10 Nov"


def test_the_stories_of_a_change_add_up_to_it(brief: dict[str, Any]) -> None:
    for factor in brief["changes"]["factors"]:
        for group in factor["groups"]:
            said = float(re.search(r"\((.*?)\)", group["heading"])[1].replace("−", "-"))  # type: ignore[index]
            told = sum(float(cause["points"].replace("−", "-")) for cause in group["causes"])
            assert told == pytest.approx(said, abs=0.05 * (len(group["causes"]) + 2))


def test_the_first_brief_tells_of_the_last_weeks(later: Snapshot) -> None:
    changes = brief_of(later)["changes"]
    assert changes["heading"].startswith("What changed since ")
    assert "first brief" in changes["sentence"]


def test_the_pdf_has_two_to_four_pages_with_links_and_its_title(pdf: bytes, later: Snapshot) -> None:
    laid_open = opened_up(pdf)
    assert pdf.startswith(b"%PDF-")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", laid_open)) <= 4
    links = set(re.findall(rb"/URI\s*\((.*?)\)", laid_open))
    assert links
    assert {link.decode() for link in links} <= {row["url"] for row in later.document["evidence"]}
    assert b"Amiri" in laid_open  # the Arabic title is drawn with a font that has it
    assert not re.findall(rb"/(?:JavaScript|JS|Launch|OpenAction)\b", laid_open)


def test_pdf_and_page_carry_the_same_levels_bands_and_marks(pdf: bytes, html: Page, later: Snapshot) -> None:
    pages = pages_of(pdf)
    on_paper, on_screen = " ".join(pages), " ".join(html.text.split())
    wanted = [band_words(one) for one in indicators_of(later) if one.standing != "none"]
    wanted += [
        later.digest,
        later.id,
        later.framework_id,
        "2026-11-20",
        "probability",
        "What changed since the last brief",
    ]
    wanted += [
        " ".join(later.document["sentence"].split()),
        *(f["title"] for f in later.document["framework"]["factors"]),
    ]
    for text in (on_paper, on_screen):
        assert [words for words in wanted if words not in text] == []
    assert all(page.count("TLP:CLEAR") >= 2 for page in pages)  # above and below


def test_a_chart_says_the_levels_at_its_lines(later: Snapshot) -> None:
    words = " ".join(ElementTree.fromstring(export(later, "svg")).itertext())
    shorts = {one["id"]: one["short"] for one in later.document["framework"]["factors"]}
    assert all(
        f"{shorts[one.factor_id]} {one.level:.0f}" in words for one in indicators_of(later) if one.n_effective >= 0.5
    )


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        pytest.param("港口重新开放，谈判代表离开", "[Title in Chinese]", id="Chinese"),
        pytest.param("ロシアとイランの協議", "[Title in Japanese]", id="Japanese"),
        pytest.param("러시아와 이란", "[Title in Korean]", id="Korean"),
        pytest.param("इरान और रूस", "[Title in Devanagari script]", id="Hindi"),
        pytest.param("Envoys leave 北京 🕊️ today", "Envoys leave […] today", id="a word"),
        pytest.param("Порт открыт: «зерно» пошло", "Порт открыт: «зерно» пошло", id="Russian"),
        pytest.param("دریای خزر: کشتی‌ها", "دریای خزر: کشتی‌ها", id="Persian"),
        pytest.param("הנמל נפתח מחדש", "הנמל נפתח מחדש", id="Hebrew"),
    ],
)
def test_what_the_papers_fonts_cannot_draw_is_said_in_words(title: str, shown: str) -> None:
    assert readable(title, "Title") == shown


def test_a_crowded_brief_has_four_pages_and_says_what_is_not_listed(later: Snapshot, known: Snapshot) -> None:
    shift = {"factor_id": later.document["filters"]["factors"][0], "way": "up", "since": "2026-10-01"}
    shift |= {"found_on": "2026-11-10", "closed_on": None, "strength": 3.1, "robust": 2.7, "stories": 9, "outlets": 4}
    shift |= {"share_since": 0.8, "share_before": 0.3, "level": 70.0, "low": 50.0, "high": 80.0}
    long = [row | {"title": f"{row['title']} and on and on " * 12} for row in later.document["evidence"]]
    crowded = replace(later, document={**later.document, "evidence": long, "shifts": [shift] * 40})
    pages = pages_of(export(crowded, "pdf", known))
    assert len(pages) == 4
    assert "34 more shifts in the snapshot" in " ".join(pages)


def test_a_what_if_says_so_on_the_first_page_and_in_every_mark(freezing: Any, evidence: Any) -> None:
    without = freezing(evidence.head(30), options=Options(without_outlets=("Outlet 3",)))
    assert brief_of(without)["what_if"] == "A what-if, not the reading: without Outlet 3."
    assert marks(without)["What if"] == "without Outlet 3"
    assert b"what-if: without Outlet 3" in export(without, "csv")


def test_how_the_collection_was_is_told(later: Snapshot) -> None:
    troubled = [{"outlet": f"Outlet {n}", "state": "failing", "why": ""} for n in range(7)]
    health = {"feeds": 12, "well": 5, "troubled": troubled, "deaf_days": [{"day": "2026-11-02", "share": 0.3}]}
    said = brief_of(replace(later, document={**later.document, "health": health}))["collection"]
    assert said.startswith("5 of 12 feeds were well when this was frozen; not well: Outlet 0 (failing), ")
    assert said.endswith("and 2 more. On 1 day of those shown, part of the feeds was not heard.")


def test_the_page_needs_nothing_and_runs_nothing(html: Page) -> None:
    assert not {"script", "iframe", "object", "link", "form", "svg"} & set(html.tags)
    assert not [name for name, _ in html.attributes if name.startswith("on")]
    sources = [value for name, value in html.attributes if name == "src"]
    assert sources
    assert all(value and value.startswith("data:image/svg+xml;base64,") for value in sources)
    assert all(str(link["href"]).startswith("https://") for link in html.links)
    assert "default-src 'none'" in " ".join(value or "" for _, value in html.attributes)


def test_hostile_and_foreign_titles_are_words_on_the_page(html: Page, later: Snapshot) -> None:
    assert "=Утренний обзор: وزن الأدلة" in html.text
    assert "Before #the *meeting* $x$" in html.text
    shown = [row for row in later.document["evidence"] if row["rtl"] and row["title"] in html.text]
    directions = {link["href"]: link.get("dir") for link in html.links}
    assert shown
    assert all(directions[row["url"]] == "rtl" for row in shown)


def test_the_same_snapshots_give_the_same_brief_also_after_a_year_in_a_seal(
    pdf: bytes, later: Snapshot, known: Snapshot
) -> None:
    assert export(unseal(seal(later)), "pdf", unseal(seal(known))) == pdf


def test_a_link_that_is_no_web_address_is_no_link(later: Snapshot, evidence: Any, freezing: Any) -> None:
    rows = evidence.head(20).assign(url="javascript:alert(1)")
    page = Page(export(freezing(rows), "html"))
    assert page.links == []


def test_a_brief_without_evidence_or_scenarios_can_be_made(freezing: Any, inventing: Any) -> None:
    empty = freezing(inventing(0))
    assert "No evidence yet" in Page(export(empty, "html")).text
    assert export(empty, "pdf").startswith(b"%PDF-")


def test_every_chart_is_readable_alone_as_png_and_as_svg(later: Snapshot) -> None:
    with zipfile.ZipFile(io.BytesIO(export(later, "charts"))) as archive:
        names = set(archive.namelist())
        drawn = {name: archive.read(name) for name in names if name.endswith(".svg")}
    charts = {"trends", "trends_side_by_side", "scenarios"}
    assert names == {f"{chart}.{ending}" for chart in charts for ending in ("png", "svg")}
    for data in drawn.values():
        root = ElementTree.fromstring(data)
        words = " ".join(root.itertext())
        assert "As of 2026-11-20" in words
        assert "TLP:CLEAR" in words
        assert later.digest in words
        assert not [part for part in root.iter() if part.tag.endswith("script")]


def test_the_names_of_files_say_framework_and_day(later: Snapshot) -> None:
    assert {file_name(later, form).rpartition("ab12.")[2] for form in EXPORTS} == {*EXPORTS} - {"charts"} | {
        "charts.zip"
    }
    assert all("2026-11-20" in file_name(later, form) for form in EXPORTS)
