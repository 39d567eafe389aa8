"""The queue tried on labelled headlines, before anybody trusts it."""

from __future__ import annotations

from pathlib import Path

import click

from signpost.cli import Door, command
from signpost.cli.queue import queue
from signpost.errors import TagError

assert isinstance(queue, click.Group)  # noqa: S101 (a command that has commands)


@command(queue, "simulate")
@click.argument("labels", metavar="LABELS.csv", type=click.Path(path_type=Path))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0), help="Of everything that is drawn.")
@click.option("--topic", default="", help="Only this factor or category is relevant; learn it from --priors alone.")
@click.option("--priors", default="", metavar="ID,ID", help="Known from the start.")
def queue_simulate(door: Door, labels: Path, seed: int, topic: str, priors: str) -> None:
    """Replay labelled headlines (id, title, summary, factors) as if an analyst judged them in the queue's order.

    It starts from zero tags and the framework's words. Labels that are not the framework's factors, and --topic, start
    from one relevant and one other headline instead: --priors names them, --seed draws them.
    """
    from signpost.tagging.simulate import fits, priors_of, read_labels, replay

    rows = read_labels(labels, topic)
    framework = door.framework()
    ours = fits(rows, framework) and not topic
    place = {row.id: at for at, row in enumerate(rows)}
    named = [part.strip() for part in priors.split(",") if part.strip()]
    if unknown := [name for name in named if name not in place]:
        raise TagError(str(labels), f"--priors names “{unknown[0]}”, which is no id of it")
    known = tuple(place[name] for name in named) or (() if ours else priors_of(rows, seed))
    relevant = sum(bool(row.factors) for row in rows)
    done = replay(
        rows,
        framework if ours else None,
        priors=known,
        seed=seed,
        progress=lambda found: door.progress(f"{found} of {relevant} relevant headlines found"),
    )
    door.done()
    start = "the framework's words" if ours else "the priors"
    document = {
        "headlines": len(rows),
        "relevant": relevant,
        "start": "framework" if ours else "priors",
        "priors": [rows[at].id for at in known],
        "recall": {str(share): round(value, 4) for share, value in done.recall.items()},
        "wss95": round(done.wss95, 4),
    }
    lines = [f"after {share:>2} %: {value:.0%}" for share, value in done.recall.items()]
    headline = f"{len(rows)} headlines, {relevant} relevant, starting from {start}. Share of the relevant ones seen"
    saved = f"Reading saved until 95 % of them are seen, against reading at random (WSS@95): {done.wss95:.1%}"
    door.say(document, headline, *lines, saved)
