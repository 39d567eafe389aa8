"""One table of a TOML file, read key by key: whatever is wrong is refused with its dotted path and a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from signpost.errors import FrameworkError

ID = re.compile(r"[a-z][a-z0-9_]*\Z")
COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def nearest(word: str, known: Sequence[str]) -> str:
    """How to go on after a wrong word: the known one that looks most like it, else all of them."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean “{close[0]}”?" if close else f"known here: {', '.join(known) or 'nothing'}"


def kind_of(value: object) -> str:
    """A TOML value's type in words."""
    if isinstance(value, bool):
        return "true or false"
    kinds = ((str, "text"), (int, "a whole number"), (float, "a decimal number"), (dict, "a table"), (list, "a list"))
    for kind, words in kinds:
        if isinstance(value, kind):
            return words
    return "a date with a time" if isinstance(value, datetime) else "a time" if isinstance(value, time) else "a date"


class Table:
    """`path` is where the table stands in the file ("" at the top); `keys` are all that it may hold.

    Making one refuses unknown keys, so that a misspelt key is named before the right one is missed.
    """

    def __init__(self, file: Path | str, path: str, data: object, keys: Sequence[str]) -> None:
        self.file, self.path = file, path
        if not isinstance(data, dict):
            raise FrameworkError(file, path, f"must be a table, not {kind_of(data)}")
        self.data: Mapping[str, Any] = data
        for key in self.data:
            if keys and key not in keys:
                self.refuse(key, f"is unknown; {nearest(key, keys)}")

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else key or self.path

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Raises; a table within a list is also named by its id, since people do not count from nought."""
        name = self.data.get("id")
        inside = f" (in “{name}”)" if self.path.endswith("]") and isinstance(name, str) and name else ""
        raise FrameworkError(self.file, self.at(key), reason + inside)

    def has(self, key: str) -> bool:
        return key in self.data

    def _get(self, key: str) -> Any:
        if key not in self.data:
            self.refuse(key, "is missing")
        return self.data[key]

    def text(self, key: str, default: str | None = None) -> str:
        """Text that is not blank; `default` where the key is absent, which makes it optional (and may then be "")."""
        if default is not None and key not in self.data:
            return default
        value = self._get(key)
        if not isinstance(value, str):
            self.refuse(key, f"must be text, not {kind_of(value)}")
        if default is None and not value.strip():
            self.refuse(key, "must not be empty")
        return value.strip()

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices and (key in self.data or default is None):
            self.refuse(key, f"“{value}” is not allowed; {nearest(value, choices)}")
        return value

    def id(self, key: str = "id") -> str:
        value = self.text(key)
        if not ID.match(value):
            self.refuse(key, f"“{value}” is no id: start with a small letter a-z, then a-z, 0-9 and _")
        return value

    def color(self, key: str) -> str:
        value = self.text(key)
        if not COLOR.match(value):
            self.refuse(key, f"“{value}” is no colour: write #rrggbb, such as #0b5cab")
        return value.lower()

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        if default is not None and key not in self.data:
            return default
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(key, f"must be a whole number, not {kind_of(value)}")
        if not low <= value <= high:
            self.refuse(key, f"must lie between {low} and {high}, not {value}")
        return value

    def day(self, key: str) -> date | None:
        """A date such as 2026-10-31, or None where the key is absent."""
        if key not in self.data:
            return None
        value = self.data[key]
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(key, f"must be a date such as 2026-10-31 (without quotes), not {kind_of(value)}")
        return value

    def items(self, key: str, optional: bool = True) -> list[Any]:
        if optional and key not in self.data:
            return []
        value = self._get(key)
        if not isinstance(value, list):
            self.refuse(key, f"must be a list, not {kind_of(value)}")
        return value

    def texts(self, key: str, choices: Sequence[str] | None = None, what: str = "entry") -> tuple[str, ...]:
        """A list of texts, () where absent. With `choices` each must be one of them; `what` names such a thing."""
        found: list[str] = []
        for position, value in enumerate(self.items(key)):
            where = f"{key}[{position}]"
            if not isinstance(value, str):
                self.refuse(where, f"must be text, not {kind_of(value)}")
            value = value.strip()
            if not value:
                self.refuse(where, "must not be empty")
            if choices is not None and value not in choices:
                self.refuse(where, f"there is no {what} “{value}”; {nearest(value, choices)}")
            found.append(value)
        return tuple(found)

    def table(self, key: str, keys: Sequence[str]) -> Table:
        """The table at `key`; an empty one where it is absent."""
        return Table(self.file, self.at(key), self.data.get(key, {}), keys)

    def tables(self, key: str, keys: Sequence[str], optional: bool = True) -> list[Table]:
        found = self.items(key, optional)
        return [Table(self.file, self.at(f"{key}[{position}]"), data, keys) for position, data in enumerate(found)]
