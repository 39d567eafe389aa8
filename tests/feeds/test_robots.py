import pytest

from signpost.feeds.robots import is_page, robot_check

OWN = "the site's own"
PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body>%s</body></html>"


@pytest.mark.parametrize(
    ("status", "headers", "body", "whose"),
    [
        pytest.param(403, {"cf-mitigated": "challenge"}, b"", "Cloudflare", id="by a header"),
        pytest.param(202, {"x-amzn-waf-action": "challenge"}, b"", "AWS", id="by another"),
        pytest.param(503, {}, PAGE % (b"Just a moment...", b""), "Cloudflare", id="by its title"),
        pytest.param(200, {}, PAGE % (b"", b"window._cf_chl_opt={}"), "Cloudflare", id="by its script"),
        pytest.param(403, {"server": "ddos-guard"}, PAGE % (b"", b""), "DDoS-Guard", id="by its server"),
        pytest.param(200, {"server": "ddos-guard"}, PAGE % (b"News", b""), "", id="whose pages are well otherwise"),
        pytest.param(200, {}, PAGE % (b"", b"/_Incapsula_Resource?x"), "Imperva", id="Imperva"),
        pytest.param(403, {}, PAGE % (b"", b"captcha-delivery.com"), "DataDome", id="DataDome"),
        pytest.param(200, {}, b"\xef\xbb\xbf <!-- x -->" + PAGE % (b"", b"Checking your browser"), OWN, id="late"),
        pytest.param(200, {}, PAGE % (b"Daily", b"All the news"), "", id="an ordinary page"),
        pytest.param(200, {}, PAGE % (b"", b"/cdn-cgi/challenge-platform/scripts/x.js"), "", id="an ordinary script"),
        pytest.param(
            200, {}, b"<rss><channel><item><title>Checking your browser</title></item></channel></rss>", "",
            id="a feed about it",
        ),
        pytest.param(200, {}, PAGE % (b"", b"cf_chl_opt <rss version='2'>"), "", id="a feed after all"),
        pytest.param(403, {}, b"are you a robot?", "", id="no page"),
        pytest.param(403, {}, b"", "", id="nothing"),
    ],
)  # fmt: skip
def test_checks_for_robots_are_told_from_everything_else(
    status: int, headers: dict[str, str], body: bytes, whose: str
) -> None:
    assert robot_check(status, headers, body) == whose


@pytest.mark.parametrize(
    ("body", "page"),
    [
        (b"<html>", True),
        (b"\n <!doctype HTML>", True),
        (b"<!-- a --><!-- b --><body>", True),
        (b"<!-- never closed <html>", False),
        (b"<?xml version='1.0'?><rss>", False),
        (b"<htmlish>", False),
        (b"", False),
    ],
)
def test_pages_begin_as_pages_do(body: bytes, page: bool) -> None:
    assert is_page(body) is page
