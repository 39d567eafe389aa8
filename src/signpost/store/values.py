"""Small lasting values: the secret that signs analysts' tokens, whether the data is the demo."""

import secrets

from sqlalchemy import insert, select, update

from signpost.store.engine import Door
from signpost.store.schema import settings

SECRET = "secret"  # noqa: S105 - only the key of what signs tokens


class Values:
    def __init__(self, door: Door) -> None:
        self._door = door

    def get(self, key: str) -> str:
        """The value, "" if it was never set."""
        with self._door.reading() as connection:
            asked = select(settings.c.value).where(settings.c.key == key)
            return connection.execute(asked).scalar_one_or_none() or ""

    def set(self, key: str, value: str) -> None:
        with self._door.writing() as connection:
            changed = connection.execute(update(settings).where(settings.c.key == key).values(value=value))
            if changed.rowcount == 0:
                connection.execute(insert(settings).values(key=key, value=value))

    def secret(self) -> str:
        """This database's own secret, made at first use and never shown."""
        found = self.get(SECRET)
        if found:
            return found
        with self._door.writing() as connection:  # of two that begin at once, the second takes the first one's
            asked = select(settings.c.value).where(settings.c.key == SECRET)
            found = connection.execute(asked).scalar_one_or_none() or ""
            if not found:
                found = secrets.token_hex(32)
                connection.execute(insert(settings).values(key=SECRET, value=found))
        return found
