"""The team's page and the training page, as an analyst meets them."""

import numpy as np
from streamlit.testing.v1 import AppTest

from signpost.desk import server
from signpost.desk.team_words import opening, verdict
from signpost.tagging.agreement import agreement
from signpost.tagging.team_readings import team_readings
from signpost.tagging.training_set import training_set


def sign_in(app: AppTest, name: str) -> None:
    server.desk().store.analysts.named(name, server.now())  # a test cannot type a name that is not in the list
    app.run()
    app.selectbox(key="identity_name").set_value(name)
    next(button for button in app.button if button.label == "Start").click().run()


def on(app: AppTest, page: str) -> AppTest:
    app.run()
    return app.switch_page(page).run()


def test_alone_the_page_says_what_agreement_needs(empty_app: AppTest) -> None:
    page = on(empty_app, "7_team.py")
    assert not page.exception
    assert "needs a second reader" in page.header[0].value
    for part in ("Disagreements", "Coverage", "History", "Codebook"):
        page.segmented_control(key="team_show").set_value(part).run()
        assert not page.exception, part


def test_a_ruling_settles_a_disagreement_and_writes_a_codebook_line(app: AppTest) -> None:
    page = on(app, "7_team.py")
    assert "two or more analysts" in page.header[0].value
    page.segmented_control(key="team_show").set_value("Disagreements").run()
    sign_in(page, "Dana")
    before = page.header[0].value
    way = next(c for c in page.segmented_control if c.key and c.key.endswith("_way"))
    key = way.key.removesuffix("_way")
    story = "_".join(key.split("_")[:3])
    rule = next(b for b in page.button if b.label == "Rule")
    rule.click().run()
    assert "Not saved" in page.error[0].value
    page.segmented_control(key=way.key).set_value("not")
    page.text_input(key=f"{story}_reason").set_value("It is about grain.")
    page.checkbox(key=f"{story}_add").set_value(True)
    next(b for b in page.button if b.label == "Rule").click().run()
    assert not page.exception
    assert "Ruled on 1 point" in page.success[0].value
    assert page.header[0].value != before
    store = server.desk().store
    assert [line.line for line in store.codebook.standing()] == ["It is about grain."]
    _, ruling = store.rulings.standing(1)[0]
    assert (ruling.analyst.name, ruling.direction, ruling.reason) == ("Dana", None, "It is about grain.")
    page.button(key=f"team_unrule_{ruling.uid}").click().run()
    assert page.header[0].value == before


def test_every_part_of_the_page_has_something_to_show(app: AppTest) -> None:
    page = on(app, "7_team.py")
    for part in ("Coverage", "History", "Codebook"):
        page.segmented_control(key="team_show").set_value(part).run()
        assert not page.exception, part
        told = [element.proto.body for element in page.get("html")]
        assert part != "Coverage" or any("Persian</div>" in one for one in told)
    page.segmented_control(key="team_show").set_value("History").run()
    page.button(key="team_history_earlier").click().run()
    assert page.button(key="team_history_later")
    assert not page.exception


def test_part_of_the_queue_goes_to_a_colleague_and_comes_back(app: AppTest) -> None:
    page = on(app, "7_team.py")
    page.segmented_control(key="team_show").set_value("Coverage").run()
    sign_in(page, "Dana")
    store = server.desk().store
    ada, dana = (next(a for a in store.analysts.all() if a.name == name) for name in ("Ada (demo)", "Dana"))
    next(b for b in page.button if b.label == "Hand over").click().run()
    assert "choose a colleague" in page.error[0].value
    page.selectbox(key="team_handover_to").set_value(ada)
    page.number_input(key="team_handover_number").set_value(3)
    page.text_input(key="team_handover_note").set_value("I am away")
    next(b for b in page.button if b.label == "Hand over").click().run()
    assert "3 headlines handed to Ada" in page.success[0].value.replace("\\", "")
    assert [h.note for h in store.handovers.waiting_for(ada.id)] == ["I am away"] * 3
    next(b for b in page.button if b.label == "Take back").click().run()
    assert store.handovers.asked_by(dana.id) == []
    assert not page.exception


def test_the_training_tells_the_agreed_answer_at_once_and_counts_for_nothing(empty_app: AppTest) -> None:
    page = on(empty_app, "9_training.py")
    sign_in(page, "Dana")
    desk = server.desk()
    first, second, *_ = training_set(desk.framework, desk.settings.framework)
    page.radio(key="training_factor").set_value("not").run()
    page.button(key="training_answer").click().run()
    told = " ".join(element.value for element in page.markdown)
    assert ("As the team agreed" if not first.factor_id else "The team agreed on") in told
    page.button(key="training_next").click().run()
    assert page.radio(key="training_factor").value is None
    assert second.title.split()[0] in " ".join(element.value for element in page.markdown)
    dana = desk.store.analysts.all()[0]
    assert list(desk.store.training.answers(dana)) == [first.id]
    assert desk.store.tags.count() == 0


def test_a_few_shared_stories_are_not_judged(framework) -> None:
    nothing = team_readings([], {}).words.compared([factor.id for factor in framework.active])
    assert opening(["Ada", "Bo"], nothing, 0, 0) == (
        "No story has been read by two analysts yet, so agreement cannot be said."
    )
    few = agreement(np.array([[0, 1, 1], [0, 1, 0]], dtype=float), 2)
    assert verdict(few) == "too few to say"
