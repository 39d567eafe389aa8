"""The queue: what an analyst would see next, and (`queue_simulate`) how well it orders headlines that are labelled."""

from __future__ import annotations

import click

from signpost.cli import Door, InOrder, command, main, now
from signpost.errors import TagError
from signpost.nouns.tag import Analyst


@command(main, "queue", cls=InOrder, invoke_without_command=True)
@click.option("--analyst", metavar="NAME", help="Whose queue.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
def queue(door: Door, analyst: str | None, limit: int) -> None:
    """What this analyst would see next, in order, with the reason. Looking takes nothing away from anybody."""
    from signpost.store.analysts import name_key
    from signpost.tagging.cards import cards
    from signpost.tagging.queue import relevance

    context = click.get_current_context()
    if context.invoked_subcommand:
        return
    if analyst is None:
        raise click.UsageError("Say whose queue: --analyst NAME", context)
    if not any(c.isalnum() for c in analyst):
        raise TagError("--analyst", "a name needs at least one letter or digit")
    with door.store() as store:
        known = {name_key(person.name): person for person in store.analysts.all()}
        person = known.get(name_key(analyst), Analyst(id=0, name=analyst))  # looking makes nobody an analyst
        found = cards(store, relevance(store.framework), person, limit, now=now(), hand_out=False)
    door.say({"queue": found}, *(f"{c['headline']:>8}  {c['title']}  ({c['why'] or 'newest'})" for c in found))
