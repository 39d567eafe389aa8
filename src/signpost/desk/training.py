"""The training page: one invented headline at a time, the agreed answer at once, and at the end what to read again."""

from collections.abc import Sequence
from uuid import uuid4

import streamlit as st

from signpost.desk import identity
from signpost.desk.frame import hint
from signpost.desk.indicators import desk_page
from signpost.desk.server import Desk, now
from signpost.desk.team_words import number, tag_words
from signpost.desk.texts import markdown_safe
from signpost.errors import SignpostError
from signpost.indicators.sentences import counted
from signpost.nouns.tag import Analyst, Direction
from signpost.store.training import Answer
from signpost.tagging.training_set import Item, Outcome, agrees, outcome, training_set

NOT = "not"
NEW = 20  # judgements; who has given fewer is new
AT, TOLD = "training_at", "training_told"
FACTOR, WAY, WEIGHT = "training_factor", "training_way", "training_weight"


def items_of(desk: Desk) -> tuple[Item, ...]:
    """The training set of this desk's framework; read anew each time, since a team may be writing it."""
    return training_set(desk.framework, desk.settings.framework)


def offer(desk: Desk, analyst: Analyst) -> None:
    """A quiet link for who is new: few judgements, and the training not done. Nothing for anybody else."""
    if len(desk.store.acts.page(NEW, analyst_id=analyst.id)) == NEW:
        return
    try:
        items = items_of(desk)
    except SignpostError:  # a training file with a mistake is told on its own page; it must not keep anybody from work
        items = ()
    if items and len(desk.store.training.answers(analyst)) < len(items):
        st.page_link(desk_page("9_training.py"), label="New here? Train first", icon=":material/school:")


def none_here(desk: Desk) -> None:
    name = markdown_safe(desk.framework.title)
    hint(
        f"There is no training set for this framework (“{name}”). A file in a folder `training` beside the framework's "
        f'own, with `framework = "{desk.framework.id}"` and some invented headlines with agreed answers, makes one.'
    )
    st.page_link(desk_page("2_tagging.py"), label="Open Tagging")


def show(desk: Desk, items: Sequence[Item]) -> None:
    """Who answers, then the next item, its answer, or the outcome."""
    analyst = identity.ask(desk)
    if analyst is None:
        return
    answers = desk.store.training.answers(analyst)
    again = st.session_state.get("training_again")
    open_ = [item for item in items if item.id not in answers or (again and answers[item.id].answered_at < again)]
    told = next((item for item in items if item.id == st.session_state.get(TOLD)), None)
    done = len(items) - len(open_)
    st.progress(done / len(items), text=f"{done} of {counted(len(items), 'headline')} answered")
    if told is not None and told.id in answers:
        card(told)
        corrected(desk, told, answers[told.id], last=not open_)
    elif open_:
        ask(desk, analyst, open_[0])
    else:
        result(desk, items, outcome(items, answers, desk.framework))


def card(item: Item) -> None:
    """The invented headline."""
    with st.container(border=True, key="training_card"):
        st.markdown(f":gray[{markdown_safe(item.outlet)} · invented]")
        st.markdown(f"### {markdown_safe(item.title)}")


def ask(desk: Desk, analyst: Analyst, item: Item) -> None:
    """Factor, direction and weight for one item."""
    if st.session_state.get(AT) != item.id:
        st.session_state[AT] = item.id
        st.session_state[FACTOR], st.session_state[WAY], st.session_state[WEIGHT] = None, None, 2
    card(item)
    titles = {factor.id: factor.title for factor in desk.framework.active} | {NOT: "Not relevant"}
    chosen = st.radio("Which factor?", list(titles), format_func=lambda one: titles[one], key=FACTOR)
    if chosen and chosen != NOT:
        words, weights = desk.framework.directions, desk.framework.weights
        way = st.segmented_control(
            "Which way?",
            [Direction.WEAKENS, Direction.NEUTRAL, Direction.STRENGTHENS],
            format_func=lambda one: words[one].label,
            key=WAY,
        )
        st.segmented_control(
            "How telling?",
            list(weights),
            format_func=lambda one: weights[one].label,
            key=WEIGHT,
            required=True,
            help="  \n".join(f"{w.label}: {w.help}" for w in weights.values() if w.help) or None,
        )
    ready = chosen == NOT or (chosen is not None and way is not None)
    st.button("Answer", key="training_answer", disabled=not ready, on_click=answer, args=(desk, analyst, item))
    codebook(desk)


def answer(desk: Desk, analyst: Analyst, item: Item) -> None:
    """A callback: keep the answer and show the agreed one."""
    state = st.session_state
    factor = "" if state[FACTOR] == NOT else state[FACTOR]
    given = Answer(
        item_id=item.id,
        factor_id=factor,
        direction=state[WAY] if factor else None,
        weight=(state[WEIGHT] or 2) if factor else 0,
        answered_at=now(),
    )
    desk.store.training.answer(str(uuid4()), analyst, given)
    state[TOLD] = item.id


def corrected(desk: Desk, item: Item, given: Answer, *, last: bool) -> None:
    """The agreed answer beside the given one, with the reason."""
    agreed = words(desk, item.factor_id, item.direction, item.weight)
    yours = words(desk, given.factor_id, given.direction, given.weight)
    with st.container(border=True, key="training_told_box"):
        if agrees(item, given):
            light = "" if item.weight == given.weight else f" (you said {markdown_safe(yours)})"
            st.markdown(f"**As the team agreed: {markdown_safe(agreed)}**{light}.")
        else:
            st.markdown(f"You said {markdown_safe(yours)}. **The team agreed on {markdown_safe(agreed)}.**")
        st.markdown(markdown_safe(item.why))
        if item.rule:
            st.markdown(f"Codebook: *{markdown_safe(rule_words(desk, item.rule))}*")
    st.button("See how it went" if last else "Next", key="training_next", on_click=lambda: st.session_state.pop(TOLD))


def words(desk: Desk, factor_id: str, direction: Direction | None, weight: int) -> str:
    """An answer in words."""
    return tag_words(desk.framework, factor_id, direction, weight) if factor_id else "not relevant"


def rule_words(desk: Desk, rule: str) -> str:
    return next((each.rule for each in desk.framework.codebook if each.id == rule), "")


def result(desk: Desk, items: Sequence[Item], found: Outcome) -> None:
    """Agreement with the agreed answers, by factor, and what to read again."""
    st.markdown(f"### {markdown_safe(sentence(found))}")
    ways = f"{found.directions} of {found.with_direction} directions and {found.weights} weights"
    st.markdown(
        f"Where the factor was right, {ways} were as agreed. Agreement beyond chance on the factor: "
        f"**{number(found.alpha.alpha)}** (0 is guessing, from 0.80 it is good enough to rely on)."
    )
    titles = {factor.id: factor.title for factor in desk.framework.active} | {"": "Not relevant"}
    st.markdown(
        "\n".join(
            f"- {markdown_safe(titles[factor])}: {right} of {asked}"
            for factor, (right, asked) in found.by_factor.items()
            if asked
        )
    )
    if found.rules:
        st.markdown("### Read again in the codebook")
        st.markdown("\n".join(f"- {markdown_safe(rule_words(desk, rule))}" for rule in found.rules))
    missed = [item for item in items if item.id in found.missed]
    if missed:
        with st.expander(f"The {counted(len(missed), 'headline')} you saw differently", key="training_missed"):
            for item in missed:
                agreed = words(desk, item.factor_id, item.direction, item.weight)
                told = f"*{markdown_safe(agreed)}*: {markdown_safe(item.why)}"
                st.markdown(f"- {markdown_safe(item.title)}  \n  {told}")
    with st.container(horizontal=True, key="training_after"):
        st.page_link(desk_page("2_tagging.py"), label="Go on to Tagging", icon=":material/arrow_forward:")
        st.button("Do it again", key="training_restart", type="tertiary", on_click=restart)


def sentence(found: Outcome) -> str:
    """The bottom line of a finished training."""
    told = f"{found.answered - len(found.missed)} of {found.answered} as the team agreed."
    if not found.missed:
        return f"All {found.answered} as the team agreed: ready for real headlines."
    ready = found.factors >= 0.8 * found.answered
    return f"{told} {'Ready for real headlines.' if ready else 'Read the codebook once more, then try again.'}"


def restart() -> None:
    """A callback: ask all again; the last answers count."""
    st.session_state["training_again"] = now()


def codebook(desk: Desk) -> None:
    """All lines at hand while answering."""
    with st.expander("Codebook", key="training_codebook", icon=":material/menu_book:"):
        lines = [rule.rule for rule in desk.framework.codebook] + [line.line for line in desk.store.codebook.standing()]
        st.markdown("\n".join(f"- {markdown_safe(line)}" for line in lines) or "This framework has no codebook.")
