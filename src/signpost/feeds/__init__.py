"""Feeds: from a subscribed address to headlines.

In: `Feed` nouns and the clock. Out: `Arrival`s handed to the store, and one `Outcome` per feed and round.

    schedule  when is a feed fetched next?              pure
    guard     may this address be connected to?         pure
    fetch     address → bytes, the only door to the network. `connections` and `resolver` make the connections; pure are
              `address` (redirects), `decode` (encodings), `headers`, `robots` (checks for robots), `scope` (who waits
              together), `trouble` (failures as sentences)
    discover  a site's address → its feeds
    parse     bytes → arrivals, in a process of its own (`parse_worker` is that process; in it `reading` asks
              feedparser, and `plain_items` reads what needs none; `entries` decides, pure)
    identify  plain text, safe links, keys, languages   pure
    match     which new headlines report one event: `match_index` finds candidates, `likeness` compares two of them
              (`likeness_*` hold its parts: shapes, words, names, conflicts, the chance)   pure but for the pass itself
    opml      lists of feeds, read and written          pure
    sheet     a file's table: CSV in whatever dress, or a workbook, which `workbook` unfolds in a process of its own
    collect   one round over feeds (`brought` is what a fetch leaves behind, `keeper` and `recorder` hand it to the
              store, `logged` says how it looks in the log; `garbage`: how often Python looks for it)
    collector runs rounds by itself; `hold` keeps the lease that says who does, `asked` limits what a person asks for

Why a process for parsing: feedparser needs quadratic time on some inputs and cannot be interrupted, so a hostile feed
must be killed from outside. Pipes with length-prefixed JSON, not pickle: what comes back from a process that read a
stranger's bytes is data. Threads feed the pipes, because asyncio's own subprocesses do not work in every event loop
that this may run in. The worker stays small (no pandas, no SQL): this file therefore imports nothing.

Errors are values: a feed that fails yields an Outcome with a sentence and never ends the round.
"""
