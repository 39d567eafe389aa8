import pytest

from signpost.feeds.scope import host_of, scope_of


@pytest.mark.parametrize(
    ("url", "scope"),
    [
        pytest.param("https://daily.example/feed", "daily.example", id="a site"),
        pytest.param("https://feeds.daily.example/world", "daily.example", id="its feeds"),
        pytest.param("https://a.b.c.daily.example/", "daily.example", id="deep down"),
        pytest.param("https://WWW.Daily.Example./", "daily.example", id="however spelt"),
        pytest.param("https://desk:word@feeds.daily.example:8443/", "daily.example", id="with name and port"),
        pytest.param("feeds.daily.example", "daily.example", id="a bare host"),
        pytest.param("https://feeds.daily.co.uk/", "daily.co.uk", id="co.uk"),
        pytest.param("https://daily.co.uk/", "daily.co.uk", id="co.uk itself"),
        pytest.param("https://www.daily.com.tr/", "daily.com.tr", id="com.tr"),
        pytest.param("https://www.daily.org.il/", "daily.org.il", id="org.il"),
        pytest.param("https://en.ministry.gov.ir/", "ministry.gov.ir", id="gov.ir"),
        pytest.param("https://news.daily.co/", "daily.co", id="a country code alone"),
        pytest.param("https://abcnews.go.com/", "go.com", id="go.com is nobody's suffix"),
        pytest.param("https://one.tumblr.com/rss", "tumblr.com", id="tumblr counts all its blogs together"),
        pytest.param("https://one.blogspot.com/feeds", "one.blogspot.com", id="blogspot"),
        pytest.param("https://one.blogspot.com.tr/feeds", "one.blogspot.com.tr", id="blogspot of a country"),
        pytest.param("https://one.blogspot.de/feeds", "one.blogspot.de", id="blogspot of another"),
        pytest.param("https://one.wordpress.com/feed", "one.wordpress.com", id="wordpress"),
        pytest.param("https://feeds.feedburner.com/one", "feeds.feedburner.com", id="feedburner"),
        pytest.param("https://rsshub.app/one/%C3%A9?limit=2", "rsshub.app/one/é?limit=2", id="a feed made by rsshub"),
        pytest.param("https://rsshub.daily.example/one/", "rsshub.daily.example/one", id="by a self-run rsshub"),
        pytest.param("http://10.1.2.3:80/feed", "10.1.2.3", id="an address"),
        pytest.param("http://[2606:4700::1111]/feed", "2606:4700::1111", id="a long address"),
        pytest.param("http://intranet/feed", "intranet", id="a name without dots"),
        pytest.param("", "", id="nothing"),
        pytest.param("http://[::1", "http://[::1", id="nonsense is itself"),
        pytest.param("rsshub[", "rsshub[", id="also where it begins like that"),
    ],
)
def test_whom_a_wait_concerns(url: str, scope: str) -> None:
    assert scope_of(url) == scope


def test_feeds_of_a_named_maker_wait_each_for_itself() -> None:
    makers = ("feeds.desk.example",)
    assert scope_of("https://feeds.desk.example/one", makers) == "feeds.desk.example/one"
    assert scope_of("https://www.desk.example/one", makers) == "desk.example"


def test_the_host_of_what_has_none_is_the_text() -> None:
    assert host_of("http://[::1") == "http://[::1"
