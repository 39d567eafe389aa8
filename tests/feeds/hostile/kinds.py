"""Answers that are something else than a feed, or a feed under another name."""

import io
import zipfile

from feeds.hostile.case import case, failed, new
from feeds.hostile.server import Visit
from feeds.hostile.writing import item, rss

TWO = rss(item("a"), item("b"))
NO_FEED = r"not a feed|not read as a feed|not feeds?"


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("feed.xml", TWO)
    return out.getvalue()


OTHER = {
    "a_web_page": (b"<!DOCTYPE html><html><body><h1>News</h1><item>x</item></body></html>", "text/html", r"web page"),
    "a_page_called_a_feed": (b"<html><head><title>Home</title></head></html>", "application/rss+xml", r"web page"),
    "an_xhtml_page": (
        b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x'>"
        b"<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>",
        "application/xhtml+xml",
        r"web page",
    ),
    "an_error_in_json": (b'{"error": "not found", "items": []}', "application/json", r"JSON"),
    "a_list_of_feeds": (b"<opml version='2.0'><body><outline xmlUrl='x'/></body></opml>", "text/xml", r"OPML"),
    "a_site_map": (b"<?xml version='1.0'?><urlset><url><loc>x</loc></url></urlset>", "text/xml", NO_FEED),
    "a_document": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf", NO_FEED),
    "an_archive": (packed(), "application/zip", NO_FEED),
    "a_picture": (b"\x89PNG\r\n\x1a\n" + bytes(500), "image/png", NO_FEED),
    "plain_words": (b"The feed has moved. Please write to the editors.", "text/plain", NO_FEED),
    "the_name_of_a_file": (b"/etc/passwd", "text/plain", NO_FEED),
    "the_address_of_a_feed": (b"http://127.0.0.1:9/feed", "text/plain", NO_FEED),
    "a_program": (b"#!/bin/sh\necho hello\n", "text/x-sh", NO_FEED),
    "another_vocabulary": (b"<soap:Envelope xmlns:soap='x'><soap:Body/></soap:Envelope>", "text/xml", NO_FEED),
}


def add_other(name: str, body: bytes, kind: str, says: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(body, kind=kind)

    case(failed(says), name=f"no_feed_but_{name}")(script)


for label, (content, named, words) in OTHER.items():
    add_other(label, content, named, words)

NAMES = {
    "html": "text/html; charset=utf-8",
    "octets": "application/octet-stream",
    "a_picture": "image/png",
    "json": "application/json",
    "nothing": "",
    "nonsense": "rss;;;charset==;=\x01",
    "ten_kilobytes": "text/xml; x=" + "y" * 7000,
    "a_bad_charset": 'text/xml; charset="\\\'none"',
}


def add_named(name: str, kind: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.answer(TWO, kind=kind)

    case(new(2), name=f"a_feed_called_{name}")(script)


for label, named in NAMES.items():
    add_named(label, named)


@case(new(2))
async def a_feed_for_download(visit: Visit) -> None:
    await visit.answer(
        TWO, Content_Disposition="attachment; filename=../../etc/cron.d/x", X_Content_Type_Options="nosniff"
    )


@case(new(2))
async def a_feed_that_names_a_base_elsewhere(visit: Visit) -> None:
    body = b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='javascript:alert(1)//'><title>t</title>%s</feed>"
    entry = b"<entry><id>%d</id><title>Report %d</title><link href='x%d'/></entry>"
    await visit.answer(body % b"".join(entry % (n, n, n) for n in range(2)), kind="application/atom+xml")
