"""HTML: the brief as one file that needs nothing else and runs nothing: no script, no font or picture from elsewhere.

Everything is escaped; drawings are pictures within the page, where they cannot run anything either.
"""

from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.brief import brief_of
from signpost.snapshots.export.drawing import INK

NIGHT_INK = "#e6e9ee"
TEMPLATE = Path(__file__).with_name("brief.html.j2")


def page(snapshot: Snapshot, earlier: Snapshot | None = None) -> bytes:
    """The brief as HTML; `earlier` is the snapshot that the reader knows."""
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    made.filters["base64"] = lambda text: b64encode(str(text).encode()).decode()
    made.filters["css"] = lambda text: "".join(f"\\{ord(char):06x}" for char in str(text))
    told = brief_of(snapshot, earlier)
    tlp = told["handling"].removeprefix("TLP:").partition("+")[0].lower()
    known = f"tlp-{tlp}" if tlp in ("red", "amber", "green") else ""
    darks = {factor["color"]["light"]: factor["color"]["dark"] for factor in snapshot.document["framework"]["factors"]}
    template = made.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(**told, tlp_class=known, darks=darks | {INK: NIGHT_INK}).encode()
