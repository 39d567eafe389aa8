"""How well headlines find their stories: python3 dev.py bench stories [SEED | PAIRS.csv]

Invented events with known truth (half of the patterns, another seed than the rule was tuned on), and any file of
labelled pairs: title_1,title_2,same[,outlet_1,outlet_2,hours], where same is yes or no. Floors in the same run: one
title, and word overlap above a threshold. Precision and recall are of pairs: those in one story against those of
one event.
"""

import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from invented_events import Told, invented

from signpost.feeds.likeness import likeness
from signpost.feeds.likeness_shape import shape
from signpost.feeds.match_index import Index
from signpost.store.identity import title_key, words_of
from signpost.store.stories import Likely

Grouping = dict[int, int]


def main(arguments: list[str]) -> None:
    if arguments and not arguments[0].isdigit():
        return labelled(Path(arguments[0]))
    seed = int(arguments[0]) if arguments else 2026
    for half, name in (
        (2, "patterns written after the rule"), (1, "patterns kept for the report"), (0, "patterns it was tuned on"),
    ):  # fmt: skip
        told = invented(seed, half=half)
        pairs = sum(n * (n - 1) // 2 for n in Counter(t.event for t in told).values())
        print(f"{name}: {len(told):,} headlines, {pairs:,} true pairs, seed {seed}")
        print(f"  {'':34} precision  recall  ms a headline")
        for rule, group in RULES.items():
            began = time.process_time()
            grouping = group(told)
            spent = (time.process_time() - began) / len(told) * 1e3
            precision, recall = judged(told, grouping)
            print(f"  {rule:34} {precision:9.4f}  {recall:6.4f}  {spent:13.2f}")
    return None


def judged(told: Sequence[Told], grouping: Grouping) -> tuple[float, float]:
    """Precision and recall over pairs of headlines."""
    true = sum(n * (n - 1) // 2 for n in Counter(t.event for t in told).values())
    joined = sum(n * (n - 1) // 2 for n in Counter(grouping.values()).values())
    right = sum(n * (n - 1) // 2 for n in Counter((t.event, grouping[i]) for i, t in enumerate(told)).values())
    return right / joined if joined else 1.0, right / true


def by_title(told: Sequence[Told]) -> Grouping:
    keys: dict[str, int] = {}
    return {i: keys.setdefault(title_key(t.title) or f"{i}", i) for i, t in enumerate(told)}


def by_overlap(told: Sequence[Told]) -> Grouping:
    """A bare threshold: half of the words in common."""
    bags = [frozenset(words_of(t.title)) for t in told]
    having: dict[str, list[int]] = defaultdict(list)
    story: Grouping = {}
    for i, bag in enumerate(bags):
        shared = Counter(j for word in bag for j in having[word])
        best = max(shared, key=lambda j: (shared[j] / len(bag | bags[j]), -j), default=None)
        near = best is not None and shared[best] / len(bag | bags[best]) >= 0.6
        story[i] = story[best] if near and best is not None else i
        for word in bag:
            having[word].append(i)
    return story


def by_rule(verdicts: Iterable[str]) -> Callable[[Sequence[Told]], Grouping]:
    wanted = set(verdicts)

    def group(told: Sequence[Told]) -> Grouping:
        index, keys = Index(), by_title(told)
        story: Grouping = {}
        for i, t in enumerate(told):
            its = shape(t)
            safe = story.get(keys[i])
            ways = [] if safe is not None else index.ways(its, t.at, wanted)
            bridge = index.bridged(ways, t.at) if "alike" in wanted else None
            story[i] = safe if safe is not None else index.story_of[ways[0][0]] if ways else i
            index.add(as_likely(i, story[i], t), its)
            if bridge:
                index.unite(bridge[0], bridge[1])
                story = dict(index.story_of)
        return story

    return group


def as_likely(i: int, story: int, t: Told) -> Likely:
    return Likely(
        id=i, story_id=story, title=t.title, summary=t.summary, url="", language="", outlet=t.outlet, family="",
        wire=t.wire, at=t.at,
    )  # fmt: skip


RULES: dict[str, Callable[[Sequence[Told]], Grouping]] = {
    "same normalised title": by_title,
    "0.6 of the words in common": by_overlap,
    "safe alone": by_rule(["same"]),
    "safe and proposed": by_rule(["same", "alike"]),
}


def labelled(file: Path) -> None:
    """The rule's verdicts on pairs that a person has labelled."""
    counts: Counter[tuple[str, str]] = Counter()
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            at = datetime(2026, 1, 1, tzinfo=UTC)
            one = Told(event=0, title=row["title_1"], summary="", outlet=row.get("outlet_1") or "1", wire="", at=at)
            later = at + timedelta(hours=float(row.get("hours") or 0))
            other = Told(
                event=0, title=row["title_2"], summary="", outlet=row.get("outlet_2") or "2", wire="", at=later
            )
            counts[likeness(shape(one), shape(other)).verdict, row["same"]] += 1
    yes = sum(n for (_, same), n in counts.items() if same == "yes")
    for verdicts in (("same",), ("same", "alike")):
        right = sum(counts[v, "yes"] for v in verdicts)
        given = right + sum(counts[v, "no"] for v in verdicts)
        print(f"{' + '.join(verdicts):14} precision {right}/{given}  recall {right}/{yes}")


def wrong_pairs(told: Sequence[Told], grouping: Grouping) -> Iterable[tuple[Told, Told]]:
    stories = defaultdict(list)
    for i, t in enumerate(told):
        stories[grouping[i]].append(t)
    for members in stories.values():
        yield from ((a, b) for a, b in combinations(members, 2) if a.event != b.event)


if __name__ == "__main__":
    main(sys.argv[1:])
