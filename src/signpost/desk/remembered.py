"""A small memory for what is costly to make again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Remembered:
    """The last things that were made, by key. A thing is made once, also when several pages ask together; who asks for
    another thing meanwhile does not wait, unless they are made one `after_another`."""

    def __init__(self, most: int, *, after_another: bool = False) -> None:
        self._most, self._lock = most, threading.Lock()
        self._one = threading.RLock() if after_another else None
        self.latest: Any = None  # whatever the maker wants to go on from, where things are made one after another
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.RLock] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        found: T
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found = self._kept[key]
                return found
            making = self._one or self._making.setdefault(key, threading.RLock())
        with making:
            with self._lock:
                if key in self._kept:  # somebody else made it while this one waited
                    found = self._kept[key]
                    return found
            try:
                found = make()
                with self._lock:
                    self._kept[key] = found
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return found
