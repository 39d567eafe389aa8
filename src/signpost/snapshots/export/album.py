"""ZIP: every chart of a snapshot as PNG and SVG, each readable alone. Same snapshot, same bytes."""

import io
import zipfile

from signpost.nouns.snapshot import Snapshot
from signpost.snapshots.export.charts import Spec, scenarios_chart, trends_chart
from signpost.snapshots.export.drawing import png_of, svg_of
from signpost.snapshots.export.picture import SCALE, signed_png, signed_svg

MADE = (1980, 1, 1, 0, 0, 0)


def album(snapshot: Snapshot) -> bytes:
    """The trends together, the trends side by side, and the fit of the scenarios, if there are any."""
    charts: dict[str, Spec] = {
        "trends": trends_chart(snapshot),
        "trends_side_by_side": trends_chart(snapshot, multiples=True),
    }
    fit = scenarios_chart(snapshot)
    if fit is not None:
        charts["scenarios"] = fit
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, spec in charts.items():
            png = signed_png(png_of(spec, snapshot.id, SCALE), snapshot)
            svg = signed_svg(svg_of(spec, snapshot.id), snapshot)
            for ending, data in (("png", png), ("svg", svg)):
                archive.writestr(zipfile.ZipInfo(f"{name}.{ending}", MADE), data)
    return written.getvalue()
