"""What an analyst set for the desk, by name: "keys" holds the deck's remapped keys. The last word counts."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from signpost.nouns.tag import Analyst
from signpost.store.analysts import present
from signpost.store.engine import Door
from signpost.store.schema_queue import wishes


class Wishes:
    def __init__(self, door: Door) -> None:
        self._door = door

    def get(self, analyst: Analyst, name: str) -> Any:
        """The JSON value that was set, None if there is none."""
        with self._door.reading() as connection:
            asked = select(wishes.c.value).where(wishes.c.analyst_id == analyst.id, wishes.c.name == name)
            kept = connection.execute(asked).scalar_one_or_none()
        return None if kept is None else json.loads(kept)

    def set(self, analyst: Analyst, name: str, value: Any, now: datetime) -> None:
        """Keep a JSON value; it takes the place of the one before."""
        words = {"value": json.dumps(value, ensure_ascii=False), "set_at": now}
        with self._door.writing() as connection:
            who = present(connection, analyst).id
            own = (wishes.c.analyst_id == who) & (wishes.c.name == name)
            if connection.execute(update(wishes).where(own).values(**words)).rowcount == 0:
                connection.execute(insert(wishes).values(analyst_id=who, name=name, **words))
