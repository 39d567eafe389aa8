"""Invented feeds for the scripts."""

from html import escape

WHEN = "Sun, 22 Nov 2026 08:00:00 GMT"


def item(name: str, title: str = "", *, guid: str | None = "", link: str | None = "", when: str = WHEN, **more: str):
    """One RSS item. `name` makes guid, link and title where they are not given; None leaves them out. Escaped here."""
    parts = [f"<title>{escape(title or f'Report {name} from the harbour')}</title>"]
    if link is not None:
        parts.append(f"<link>{escape(link or f'https://daily.example/{name}')}</link>")
    if guid is not None:
        parts.append(f"<guid isPermaLink='false'>{escape(guid or name)}</guid>")
    if when:
        parts.append(f"<pubDate>{escape(when)}</pubDate>")
    parts += [f"<{tag}>{text}</{tag}>" for tag, text in more.items()]
    return f"<item>{''.join(parts)}</item>"


def rss(*items: str, title: str = "Pretend Daily", before: str = "", head: str = "") -> bytes:
    """A whole feed; `before` stands before the root (a DOCTYPE), `head` in the channel."""
    inside = "\n".join(items)
    return (
        f"{before}<rss version='2.0'><channel><title>{title}</title><link>https://daily.example/</link>{head}\n"
        f"{inside}\n</channel></rss>"
    ).encode()


def many(count: int, start: int = 0) -> list[str]:
    return [item(f"n{number}") for number in range(start, start + count)]
