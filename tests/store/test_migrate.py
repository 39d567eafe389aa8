"""Bringing a database up to date: once, on both engines, and nobody else's."""

from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command
from sqlalchemy import inspect, text

from signpost.errors import FrameworkError, StoreUnusable
from signpost.nouns.tag import Action
from signpost.store import Wanted, open_store
from signpost.store.engine import Door
from signpost.store.migrate import HEAD, config, known, migrate, version


@pytest.fixture
def door(database):
    opened = Door(database)
    yield opened
    opened.close()


def tables(door):
    with door.reading() as connection:
        return set(inspect(connection).get_table_names())


def test_the_models_and_the_migrations_say_the_same(door):
    migrate(door)
    with door.writing() as connection:
        command.check(config(connection))  # raises where they differ


def test_upgrade_and_downgrade_go_all_the_way_and_back(door):
    migrate(door)
    full = tables(door)
    with door.writing() as connection:
        command.downgrade(config(connection), "base")
    assert tables(door) == {"alembic_version"}
    migrate(door)
    assert tables(door) == full
    with door.reading() as connection:
        assert version(connection) == HEAD == known()[0]


def test_words_are_found_after_the_index_was_made_anew(hand, ready):
    found = hand.keep("Köln talks resume", "Переговоры в столице").ids
    for way, where in ((command.downgrade, "0004"), (command.upgrade, "head")):
        with closing(Door(ready)) as door, door.writing() as connection:
            way(config(connection), where)
        for words, headline in (("koln res", found[0]), ("переговор", found[1]), ("ta", found[0])):
            assert [h.id for h in hand.store.headlines.page(Wanted(text=words)).headlines] == [headline]


def test_migrating_what_is_up_to_date_does_nothing(door):
    migrate(door)
    migrate(door)
    with door.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM knowledge")).scalar_one() == 1


def test_two_programs_that_open_a_fresh_database_at_once_both_succeed(database, programs):
    code = """
at_once()
with open_store(url, framework, lambda title, summary: 0) as store:
    store.analysts.named("Ada", NOW)
    print(store.headlines.count())
"""
    both = [programs(code, database) for _ in range(2)]
    for program in both:
        program.ready()
    for program in both:
        program.go()
    assert [program.said().split() for program in both] == [["0"], ["0"]]


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["CREATE TABLE invoices (id INTEGER)"], id="without Alembic"),
        pytest.param(
            [
                "CREATE TABLE invoices (id INTEGER)",
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
                "INSERT INTO alembic_version VALUES ('0001')",
            ],
            id="with Alembic and our version's name",
        ),
    ],
)
def test_another_programs_database_is_refused_and_left_alone(door, database, framework, statements):
    with door.writing() as connection:
        for statement in statements:
            connection.execute(text(statement))
    before = tables(door)
    with pytest.raises(StoreUnusable, match="belongs to another program"):
        open_store(database, framework, lambda title, summary: 0)
    assert tables(door) == before


def test_a_database_of_a_newer_signpost_is_refused(door, database, framework):
    migrate(door)
    with door.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnusable, match="newer Signpost"):
        open_store(database, framework, lambda title, summary: 0)


def without(framework, factor):
    return replace(framework, factors=tuple(f for f in framework.factors if f is not factor), digest="shorter")


def test_a_factor_that_has_tags_may_be_retired_but_not_removed(hand, ready, framework, open_again):
    factor = framework.factors[0]
    uid = hand.do("Ada", Action.TAG, hand.keep("Talks resume in the capital").ids[0])
    hand.do("Ada", Action.WITHDRAW, 1, undoes=uid)
    with pytest.raises(FrameworkError, match="retire it") as caught:
        open_store(ready, without(framework, factor), lambda title, summary: 0, file="mine.toml")
    assert (caught.value.file, caught.value.key) == ("mine.toml", factor.id)
    retired = replace(factor, retired=hand.now.date())
    kept = replace(framework, factors=(retired, *framework.factors[1:]), digest="retired")
    assert open_again(ready, kept).tags.used_ids() == {factor.id: 1}


def test_a_factor_without_tags_may_be_removed(hand, ready, framework, open_again):
    hand.do("Ada", Action.TAG, hand.keep("Talks resume in the capital").ids[0], 1)
    assert open_again(ready, without(framework, framework.factors[0])).tags.count() == 1


def test_a_deed_that_was_observed_may_not_be_removed(hand, ready, framework):
    hand.do("Ada", Action.DEED, hand.keep("Talks resume in the capital").ids[0])
    with pytest.raises(FrameworkError, match="1 judgements"):
        open_store(ready, replace(framework, scenarios=framework.scenarios[1:]), lambda title, summary: 0)


def test_a_new_version_of_the_framework_keeps_the_tags_and_notes_the_version(hand, ready, framework, open_again):
    (one,) = hand.keep("Talks resume in the capital").ids
    hand.do("Ada", Action.TAG, one)
    second = open_again(ready, replace(framework, version="next", digest="next"))
    ada = second.analysts.named("Ada", hand.now)
    second.tags.save([hand.event(Action.TAG, one, 1)], ada, hand.later())
    assert [j.framework_version for j in second.tags.history(one)] == [framework.version, "next"]
    assert len(second.tags.evidence()) == 2
