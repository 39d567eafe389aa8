"""What a framework file may leave out: neutral words, level bands and colours that fit any question."""

from signpost.nouns.framework import Color, LevelBand, Words
from signpost.nouns.tag import Direction

DIRECTIONS = {
    Direction.STRENGTHENS: Words(label="Strengthens", help="The headline makes the factor stronger."),
    Direction.NEUTRAL: Words(label="No shift", help="Bears on the factor but does not move it."),
    Direction.WEAKENS: Words(label="Weakens", help="The headline makes the factor weaker."),
}
WEIGHT_WORDS = {
    1: Words(label="Slight", help="Routine, reversible or words only."),
    2: Words(label="Moderate", help="A decision, deal or incident with a visible cost."),
    3: Words(label="Major", help="Binding, hard to reverse, or changes what is possible."),
}
LEVEL_BANDS = (
    LevelBand(id="mostly_weaker", upto=20, label="Nearly all evidence says it weakens"),
    LevelBand(id="more_weaker", upto=40, label="Most evidence says it weakens"),
    LevelBand(id="balanced", upto=60, label="Evidence is evenly split"),
    LevelBand(id="more_stronger", upto=80, label="Most evidence says it strengthens"),
    LevelBand(id="mostly_stronger", upto=100, label="Nearly all evidence says it strengthens"),
)
COLORS = (
    Color(light="#0b5cab", dark="#6db3ff"),
    Color(light="#c2410c", dark="#fb923c"),
    Color(light="#0f766e", dark="#2dd4bf"),
    Color(light="#7c3aed", dark="#c4a1ff"),
    Color(light="#9f1239", dark="#fb7185"),
)
