"""Judgements in the files of labelling tools, so that a team can come and leave: what Label Studio and doccano share.

Every entry carries its headline and its judgements in our own words beside the tool's labels. A label that the tool
left as it was is the judgement it came from, with its analyst, time and note; one that was changed or added there is
a new judgement; one that was taken away is not read again. Rulings have no label and are carried beside them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from signpost.errors import FeedError
from signpost.feeds.headline_file import WrongCell, arrival_of, outlet_of, own_numbers
from signpost.feeds.sheet import opened
from signpost.feeds.sheet_dates import date_cell
from signpost.nouns.headline import Headline
from signpost.nouns.row import BadRow
from signpost.nouns.tag import WEIGHTS, Judgement, Kind
from signpost.store import Store
from signpost.tagging.column_words import FIELD_OF, HEADLINE_FIELDS, LANGUAGE_CODES, key
from signpost.tagging.sheet_rows import Row, site_of

JSON_BEGINS = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
LARGEST = 300_000_000  # characters
BATCH = 500
OURS = ("factor", "direction", "weight", "analyst", "tagged_at", "kind", "signpost", "note", "reason")
NAMES = {name: name for name in (*HEADLINE_FIELDS, *OURS)}
CARRIED = "judgements"
HEADLINE = "headline"

Entry = tuple[int, Any]


def is_label_file(path: Path) -> bool:
    """Whether a file holds JSON, which no table begins like."""
    try:
        with opened(path) as file:
            return bool(JSON_BEGINS.match(file.read(200)))
    except FeedError:
        return False


def entries(path: Path, name: str = "") -> Iterator[Entry | BadRow]:
    """The entries of a JSON list or of JSON lines, numbered from 1. Raises FeedError if it is neither."""
    name = name or str(path)
    with opened(path, name=name) as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise FeedError(name, f"more than {LARGEST // 1_000_000} MB of JSON are not read; split the file")
    if text.lstrip()[:1] == "[":
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise FeedError(name, f"this is no JSON that can be read ({str(error)[:100]})") from None
        yield from enumerate(found, 1)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield BadRow(line=number, reason="not readable as JSON", value=line[:100])


def words(judgement: Judgement) -> dict[str, str]:
    """A judgement in the words of a tag file."""
    told = {
        "kind": judgement.kind.value,
        "factor": judgement.factor_id or "",
        "direction": judgement.direction.value if judgement.direction else "",
        "weight": WEIGHTS[judgement.weight] if judgement.weight else "",
        "signpost": judgement.signpost_id or "",
        "analyst": judgement.analyst.name,
        "tagged_at": judgement.tagged_at.isoformat(),
        "note": judgement.note,
        "reason": judgement.reason,
    }
    return {name: text for name, text in told.items() if text}


def headline_words(headline: Headline, name: str) -> dict[str, str]:
    """A headline in the words of a headline file."""
    told = {
        "published": headline.published_at.isoformat() if headline.published_at else "",
        "outlet": headline.outlet,
        "title": headline.title,
        "url": headline.url,
        "summary": headline.summary,
        "language": headline.language,
        "id": headline.external_id or name,
        "perspective": headline.perspective,
    }
    return {name: text for name, text in told.items() if text}


def judged_headlines(
    store: Store, judgements: Iterable[Judgement]
) -> Iterator[tuple[Headline, dict[str, str], list[Judgement]]]:
    """Each judged headline with its words and its judgements, by number, in batches."""
    by_headline = {
        number: list(some)
        for number, some in groupby(sorted(judgements, key=lambda j: j.headline_id), key=lambda j: j.headline_id)
    }
    ids = list(by_headline)
    for start in range(0, len(ids), BATCH):
        shown = store.headlines.some(ids[start : start + BATCH])
        names = own_numbers([h.id for h in shown if not h.external_id], store.headlines.find_all)
        for headline in shown:
            yield headline, headline_words(headline, names.get(headline.id, "")), by_headline[headline.id]


def label_of(kind: str, factor: str, direction: str, signpost: str) -> str:
    """A judgement as one label: "factor:direction", "deed:ID", "not_relevant"; a ruling has none."""
    if kind == Kind.NOT_RELEVANT:
        return kind
    if kind == Kind.DEED:
        return f"deed:{signpost}"
    return f"{factor}:{direction}" if kind == Kind.TAG else ""


def carried(data: Mapping[str, Any]) -> list[dict[str, str]]:
    """The judgements in our own words that an entry still carries."""
    found = data.get(CARRIED)
    listed = found if isinstance(found, list) else []
    return [{k: v for k, v in one.items() if isinstance(v, str)} for one in listed if isinstance(one, dict)]


def rulings(kept: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [ours(one) for one in kept if one.get("kind") == Kind.RULING]


def ours(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in OURS if name in said}


def entry_row(
    line: int, data: Mapping[str, Any], said: Sequence[Mapping[str, str]], wrong: Sequence[BadRow], now: datetime
) -> Row:
    """An entry as a row: its headline, carried in our words or told from what its own fields are called."""
    cells = headline_cells(data)
    try:
        cells["published"] = date_cell(cells.get("published", ""))
        headline = outlet_of(cells), arrival_of(cells, now)
    except WrongCell as error:
        value = cells.get(error.column, "")[:100]
        bad = BadRow(line=line, reason=str(error), column=error.column, value=value)
        return Row(line=line, wrong=(*wrong, bad), columns=NAMES)
    except ValueError as error:
        bad = BadRow(line=line, reason=str(error), column="published", value=cells.get("published", "")[:100])
        return Row(line=line, wrong=(*wrong, bad), columns=NAMES)
    return Row(line=line, headline=headline, said=tuple(said), wrong=tuple(wrong), columns=NAMES)


def headline_cells(data: Mapping[str, Any]) -> dict[str, str]:
    given = data.get(HEADLINE)
    source = given if isinstance(given, dict) else data
    cells: dict[str, str] = {}
    for name, value in source.items():
        field = FIELD_OF.get(key(str(name)), "")
        is_text = isinstance(value, str) or (isinstance(value, int) and field == "id")
        if field in HEADLINE_FIELDS and is_text and field not in cells:
            cells[field] = str(value).strip()
    if source is data and "id" in cells:
        del cells["id"]  # the tool's own number says nothing elsewhere
    cells["language"] = LANGUAGE_CODES.get(cells.get("language", "").casefold(), cells.get("language", ""))
    cells["outlet"] = cells.get("outlet") or site_of(cells.get("url", ""))
    return cells
