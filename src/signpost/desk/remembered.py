"""A small memory for what is costly to make again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Remembered:
    """The last things that were made, by key. A thing is made once, also when several pages ask together."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.RLock()
        self.latest: Any = None  # whatever the maker wants to go on from; touched only while making
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            found: T = self._kept[key]
            return found
