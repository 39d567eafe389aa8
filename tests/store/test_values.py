"""Lasting values and the database's secret."""

from concurrent.futures import ThreadPoolExecutor


def test_a_value_is_empty_until_it_is_set_and_can_be_set_again(store):
    assert store.values.get("demo") == ""
    store.values.set("demo", "yes")
    store.values.set("demo", "no")
    assert store.values.get("demo") == "no"


def test_the_secret_is_one_also_when_several_ask_first_at_once(store, ready, open_again):
    several = [store, *(open_again(ready) for _ in range(3))]
    with ThreadPoolExecutor(len(several)) as pool:
        told = set(pool.map(lambda each: each.values.secret(), several))
    assert told == {store.values.secret()}
    assert len(told.pop()) == 64
