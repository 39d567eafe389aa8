"""Is this answer a check for robots instead of a feed? Pure.

Such a page is named for what it is and never got around: whoever runs the site does not want programs, and a person
can ask for leave. Only marks that ordinary pages of the same makers do not carry count.
"""

import re
from collections.abc import Mapping

BEGINNING = 32 * 1024  # of a body, in which the marks stand
FEED = re.compile(rb"<(?:rss|feed|rdf:rdf|rdf)[\s>]", re.IGNORECASE)
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
MARKS: tuple[tuple[bytes, str], ...] = (
    (b"cf-browser-verification", "Cloudflare"),
    (b"cf_chl_opt", "Cloudflare"),
    (b"cf-chl-", "Cloudflare"),
    (b"<title>just a moment...</title>", "Cloudflare"),
    (b"attention required! | cloudflare", "Cloudflare"),
    (b"ddos-guard", "DDoS-Guard"),
    (b"_incapsula_resource", "Imperva"),
    (b"captcha-delivery.com", "DataDome"),
    (b"px-captcha", "HUMAN"),
    (b"sucuri_cloudproxy_js", "Sucuri"),
    (b"sucuri website firewall", "Sucuri"),
    (b"awswafintegration", "AWS"),
    (b"/_sec/cp_challenge", "Akamai"),
    (b"errors.edgesuite.net", "Akamai"),
    (b"id_captcha_frame_div", "Servicepipe"),
    (b"__arcsjs", "Arvan Cloud"),
    (b"anubis_challenge", "Anubis"),
    (b"making sure you&#39;re not a bot", "Anubis"),
    (b"making sure you're not a bot", "Anubis"),
    (b"checking your browser", "the site's own"),
    (b"verify you are human", "the site's own"),
    (b"verifying you are human", "the site's own"),
    (b"are you a robot?", "the site's own"),
    (b"enable javascript and cookies to continue", "the site's own"),
)


def robot_check(status: int, headers: Mapping[str, str], beginning: bytes = b"") -> str:
    """Whose check for robots this answer is ("Cloudflare"), "" if it is none.

    `headers` by lower-case or case-blind names, `beginning` the first bytes of the decoded body.
    """
    if "challenge" in headers.get("cf-mitigated", "").lower():
        return "Cloudflare"
    if headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha"):
        return "AWS"
    start = beginning[:BEGINNING]
    if not is_page(start) or FEED.search(start):
        return ""
    if status == 403 and headers.get("server", "").lower() == "ddos-guard":
        return "DDoS-Guard"
    lowered = start.lower()
    return next((whose for mark, whose in MARKS if mark in lowered), "")


def is_page(beginning: bytes) -> bool:
    """Whether a body begins as a web page does, perhaps after a comment or two."""
    rest = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    while rest.startswith(b"<!--"):
        rest = rest.partition(b"-->")[2].lstrip()
    return PAGE.match(rest) is not None


def robot_words(whose: str) -> str:
    return f"the site lets no programs in: it answers with a check for robots ({whose})"
