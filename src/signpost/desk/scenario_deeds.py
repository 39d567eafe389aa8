"""What was seen to be done, under the scenario that it belongs to, on the Scenarios page."""

from datetime import date

import pandas as pd
import streamlit as st

from signpost.desk.scenarios import QUIET, Standings, scenarios
from signpost.desk.server import Desk
from signpost.desk.take_away import file_name, take_away
from signpost.desk.texts import bidi, html_safe, link
from signpost.indicators.sentences import counted, day_words
from signpost.nouns.tag import Sighting

SHOWN = 3  # headlines under a deed


def sightings(desk: Desk, shown: Standings) -> list[Sighting]:
    """Every deed that was tagged as seen, as known at the moment shown."""
    reckoned = shown.reckoned
    return reckoned.once("deeds", make=lambda: desk.store.deeds.seen(reckoned.at))


def deeds_table(desk: Desk, shown: Standings) -> pd.DataFrame:
    """A row for each headline that reports a deed; deeds that nobody has seen have one without a headline."""
    seen: dict[str, list[Sighting | None]] = {}
    for sighting in sightings(desk, shown):
        seen.setdefault(sighting.deed_id, []).append(sighting)
    return pd.DataFrame(
        [
            {
                "scenario": scenario.title,
                "deed": deed.text,
                "seen_at": one.at if one else None,
                "headline": one.title if one else "",
                "outlet": one.outlet if one else "",
                "url": one.url if one else "",
                "tagged_by": one.analyst if one else "",
                "note": one.note if one else "",
            }
            for scenario in scenarios(desk)
            for deed in scenario.signposts
            if deed.retired is None
            for one in seen.get(deed.id, [None])
        ]
    )


def deeds(desk: Desk, shown: Standings) -> None:
    """What was seen to be done, under the scenario that it belongs to; and what was not."""
    seen: dict[str, list[Sighting]] = {}
    for sighting in sightings(desk, shown):
        seen.setdefault(sighting.deed_id, []).append(sighting)
    if not seen:
        st.markdown(
            "No deed has been tagged yet. On the Tagging page, *Deed* marks a headline as reporting one of these."
        )
    for one in shown.ordered:
        for scenario in scenarios(desk):
            if scenario.id != one.scenario_id:
                continue
            live = [deed for deed in scenario.signposts if deed.retired is None]
            found = [deed for deed in live if deed.id in seen]
            label = f"{scenario.title} · {len(found)} of {counted(len(live), 'deed')} seen"
            with st.expander(label, key=f"scenarios_deeds_{scenario.id}"):
                for deed in live:
                    all_seen = seen.get(deed.id, [])
                    lines = "".join(sighting_line(each, shown.today) for each in all_seen[:SHOWN])
                    stories = len({each.story_id for each in all_seen})
                    number = counted(stories, "story", "stories") if stories else "not seen"
                    number += f", the newest {SHOWN} below" if len(all_seen) > SHOWN else ""
                    st.html(
                        f'<div style="display:flex;justify-content:space-between;gap:1rem"><div>{html_safe(deed.text)}'
                        f'</div><div style="white-space:nowrap;{QUIET}">{number}</div></div>{lines}'
                    )
    take_away(file_name("deeds", shown.today), lambda: deeds_table(desk, shown), key="scenarios_deeds")


def sighting_line(one: Sighting, today: date) -> str:
    note = f" · {html_safe(one.note)}" if one.note else ""
    shown = link(one.url, "open") if one.url else ""
    return (
        f'<div style="padding:.3rem 0 .3rem 1rem">{bidi(one.title, one.rtl, one.language)}<div style="font-size:.9rem;'
        f'{QUIET}">{html_safe(one.outlet)} · {day_words(one.at.date(), today)} · tagged by {html_safe(one.analyst)}'
        f"{note} {shown}</div></div>"
    )
