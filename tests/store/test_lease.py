"""One collector at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def after(seconds):
    return NOW + timedelta(seconds=seconds)


def test_a_lease_is_held_by_one_and_prolonged_by_its_holder(store):
    assert store.lease.take("one", NOW, 60)
    assert not store.lease.take("two", after(30), 60)
    assert store.lease.take("one", after(50), 60)
    assert not store.lease.take("two", after(100), 60)
    assert store.lease.holder(after(100)) == "one"


def test_a_lease_that_ran_out_is_taken_over(store):
    store.lease.take("one", NOW, 60)
    assert store.lease.holder(after(60)) == ""
    assert store.lease.take("two", after(60), 60)
    assert not store.lease.take("one", after(61), 60)


def test_a_lease_that_was_given_back_can_be_taken_at_once(store):
    store.lease.take("one", NOW, 60)
    store.lease.release("two")
    assert store.lease.holder(NOW) == "one"
    store.lease.release("one")
    assert store.lease.take("two", after(1), 60)


def test_a_lease_from_a_clock_that_was_set_back_does_not_bind_for_ever(store):
    store.lease.take("one", after(86_400), 60)
    assert store.lease.take("two", NOW, 60)


def test_of_many_that_ask_at_once_one_gets_it(store, ready, open_again):
    several = [store, *(open_again(ready) for _ in range(3))]
    with ThreadPoolExecutor(len(several)) as pool:
        got = list(pool.map(lambda pair: pair[1].lease.take(f"holder {pair[0]}", NOW, 60), enumerate(several)))
    assert got.count(True) == 1


def test_one_in_a_process_of_its_own_goes_before_a_dashboards(store):
    store.lease.take("dashboard", NOW, 30)
    assert not store.lease.take("watch", after(1), 30, first=True)
    assert not store.lease.take("dashboard", after(10), 30)  # it gives the lease back
    assert store.lease.holder(after(10)) == ""
    assert not store.lease.take("another dashboard", after(11), 30)
    assert store.lease.take("watch", after(12), 30, first=True)
    assert not store.lease.take("dashboard", after(20), 30)


def test_a_dashboard_takes_over_when_the_other_one_has_ended_or_died(store):
    assert store.lease.take("watch", NOW, 30, first=True)
    assert not store.lease.take("dashboard", after(29), 30)
    assert store.lease.take("dashboard", after(30), 30)
    assert not store.lease.take("watch", after(31), 30, first=True)
    store.lease.release("watch")
    assert store.lease.take("dashboard", after(32), 30)


def test_one_that_asked_in_vain_and_died_does_not_bind_for_ever(store):
    store.lease.take("dashboard", NOW, 30)
    assert not store.lease.take("watch", after(1), 30, first=True)
    assert not store.lease.take("dashboard", after(30), 30)
    assert store.lease.take("dashboard", after(31), 30)


def test_two_that_go_first_wait_for_one_another(store):
    assert store.lease.take("one", NOW, 30, first=True)
    assert not store.lease.take("two", after(10), 30, first=True)
    assert store.lease.take("one", after(20), 30, first=True)
    assert not store.lease.take("two", after(40), 30, first=True)
    assert store.lease.take("two", after(50), 30, first=True)
    assert not store.lease.take("one", after(51), 30, first=True)
