"""What is made before the first reader comes."""

from signpost.desk import ahead, server


def test_the_first_readers_find_the_costly_parts_made(app, framework, monkeypatch):
    monkeypatch.setattr(ahead, "THEMES", ("light",))
    ahead.look_ahead(server.desk())
    for costly in ("reckoned.fragile", "reckoned.carrying", "reckoned.signpost_counts", "reckoned.shifts"):
        monkeypatch.setattr(f"signpost.desk.{costly}", None)
    monkeypatch.setattr("signpost.trends.redrawn.trend_chart", None)
    with monkeypatch.context() as only_here:
        only_here.setattr("signpost.desk.reckoned.moved", None)
        assert not app.run().exception
    for factor in framework.active:
        app.query_params["factor"] = factor.id
        assert not app.run().exception
        assert app.main
    app.query_params.clear()
    assert not app.switch_page("3_trends.py").run().exception
