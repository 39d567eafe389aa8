"""What waits to be tagged, per framework: a state and a rank for each headline, kept so that the next fifty are one
index look-up. Only the first headline of a story waits; its copies do not."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import (
    Connection,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from signpost.nouns.framework import Framework
from signpost.nouns.queue import Pick, Wanted
from signpost.store.engine import Door
from signpost.store.handed import let_go
from signpost.store.rows import Inserting
from signpost.store.schema import COPY, JUDGED, OPEN, frameworks, headlines, inbox, memberships, tags
from signpost.store.turns import Turns
from signpost.store.waiting import IS_OPEN, judged

Rank = Callable[[str, str], int]
BATCH = 2000

INTO_INBOX = Inserting(inbox, "framework_id", "headline_id", "state", "rank", "at")
ENTERED = (
    update(frameworks)
    .where(frameworks.c.id == bindparam("row"), frameworks.c.inbox_digest == bindparam("digest"))
    .where(frameworks.c.inbox_upto == bindparam("before"))
    .values(inbox_upto=bindparam("last"))
)


class Inbox:
    """`rank(title, summary)` says how much of the framework's words a headline names; `framework_row` is its row."""

    def __init__(self, door: Door, framework_row: int, digest: str, rank: Rank) -> None:
        self._door, self._framework, self._digest, self.rank = door, framework_row, digest, rank
        self._turns = Turns(framework_row)
        self._refreshing = self._refresh()  # built once: putting it together takes longer than the database needs

    def place(self, connection: Connection, rows: Sequence[tuple[int, int, datetime, bool]]) -> None:
        """Enter new headlines: (id, rank, at, whether it is a copy)."""
        INTO_INBOX(connection, [(self._framework, i, COPY if copy else OPEN, rank, at) for i, rank, at, copy in rows])
        # where nothing was left out before these, nothing is to be caught up after them
        before, last = min(i for i, *_ in rows) - 1, max(i for i, *_ in rows)
        whole = {"row": self._framework, "digest": self._digest, "before": before, "last": last}
        connection.execute(ENTERED, whole)

    def refresh(self, connection: Connection, headline_ids: Collection[int]) -> None:
        """Set waiting or judged anew for the stories of these headlines."""
        connection.execute(self._refreshing, {"touched": list(headline_ids)})
        let_go(connection, self._framework, headline_ids)

    def _refresh(self) -> Update:
        touched = select(memberships.c.story_id).where(
            memberships.c.headline_id.in_(bindparam("touched", expanding=True)), memberships.c.known_to.is_(None)
        )
        members = select(memberships.c.headline_id).where(
            memberships.c.story_id.in_(touched), memberships.c.known_to.is_(None)
        )
        theirs = and_(inbox.c.framework_id == self._framework, inbox.c.headline_id.in_(members), inbox.c.state != COPY)
        state = case((judged(self._framework, inbox.c.headline_id), JUDGED), else_=OPEN)
        return update(inbox).where(theirs).values(state=state)

    def waiting(self) -> int:
        """How many stories nobody has judged."""
        asked = select(func.count()).where(inbox.c.framework_id == self._framework, IS_OPEN)
        with self._door.reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def next(
        self,
        analyst_id: int,
        limit: int,
        without: Collection[int] = (),
        wanted: Wanted | None = None,
        *,
        now: datetime | None = None,
    ) -> list[Pick]:
        """What this analyst sees next, in order; nothing is written.

        `without` are the headlines that the page holds already, `wanted` asks for a part of the queue. At `now` what
        other analysts have on screen is left out; without a time nobody has anything.
        """
        with self._door.reading() as connection:
            return self._turns.next(connection, analyst_id, limit, without, wanted, now)

    def catch_up(
        self, progress: Callable[[int, int], None] = lambda done, of: None, stop: Callable[[], bool] = lambda: False
    ) -> None:
        """Enter what is missing: headlines kept while another framework was open, or all, when the file changed."""
        with self._door.writing() as connection:
            row = connection.execute(select(frameworks).where(frameworks.c.id == self._framework)).one()
            upto = row.inbox_upto if row.inbox_digest == self._digest else 0
            if row.inbox_digest != self._digest:
                renew = update(frameworks).where(frameworks.c.id == self._framework)
                connection.execute(renew.values(inbox_digest=self._digest, inbox_upto=0))
            last = connection.execute(select(func.max(headlines.c.id))).scalar_one() or 0
        while upto < last and not stop():
            with self._door.writing() as connection:
                upto = self._enter(connection, upto) or last
                done = update(frameworks).where(frameworks.c.id == self._framework)
                connection.execute(done.values(inbox_upto=upto))
            progress(upto, last)

    def _enter(self, connection: Connection, upto: int) -> int | None:
        earlier = memberships.alias()
        standing = memberships.c.known_to.is_(None)
        # the first of a story is its first headline that is not merely proposed (`placing.Member.order`)
        before = case(
            (
                earlier.c.basis == "proposed",
                and_(memberships.c.basis == "proposed", earlier.c.headline_id < headlines.c.id),
            ),
            else_=or_(memberships.c.basis == "proposed", earlier.c.headline_id < headlines.c.id),
        )
        copy = exists().where(earlier.c.story_id == memberships.c.story_id, earlier.c.known_to.is_(None), before)
        batch = connection.execute(
            select(
                headlines.c.id,
                headlines.c.title,
                headlines.c.summary,
                headlines.c.at,
                case((copy, COPY), (judged(self._framework, headlines.c.id), JUDGED), else_=OPEN).label("state"),
            )
            .join(memberships, and_(memberships.c.headline_id == headlines.c.id, standing))
            .where(headlines.c.id > upto)
            .order_by(headlines.c.id)
            .limit(BATCH)
        ).all()
        if not batch:
            return None
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        enter = dialect.insert(inbox)
        enter = enter.on_conflict_do_update(
            index_elements=["framework_id", "headline_id"], set_={"rank": enter.excluded.rank}
        )
        connection.execute(
            enter,
            [
                {
                    "framework_id": self._framework,
                    "headline_id": row.id,
                    "state": row.state,
                    "rank": self.rank(row.title, row.summary),
                    "at": row.at,
                }
                for row in batch
            ],
        )
        return int(batch[-1].id)


def restate(connection: Connection, story_ids: Collection[int]) -> None:
    """Set waiting, judged or copy anew for all members of stories that headlines joined or left, for all frameworks."""
    if not story_ids:
        return
    standing = memberships.c.known_to.is_(None)
    asked = select(memberships.c.story_id, memberships.c.headline_id, memberships.c.basis)
    asked = asked.where(memberships.c.story_id.in_(story_ids), standing)
    first: dict[int, tuple[bool, int]] = {}
    story: dict[int, int] = {}
    for story_id, headline_id, basis in connection.execute(asked):
        story[headline_id] = story_id
        order = (basis == "proposed", headline_id)
        first[story_id] = min(first.get(story_id, order), order)
    words = select(memberships.c.story_id, tags.c.framework_id).join(
        tags, tags.c.headline_id == memberships.c.headline_id
    )
    words = words.where(memberships.c.story_id.in_(story_ids), standing, tags.c.known_to.is_(None)).distinct()
    judged = {(story_id, framework_id) for story_id, framework_id in connection.execute(words)}
    places = select(inbox.c.framework_id, inbox.c.headline_id, inbox.c.state).where(inbox.c.headline_id.in_(story))
    changed = []
    for framework_id, headline_id, state in connection.execute(places):
        story_id = story[headline_id]
        now = COPY
        if first[story_id][1] == headline_id:
            now = JUDGED if (story_id, framework_id) in judged else OPEN
        if now != state:
            changed.append({"framework": framework_id, "headline": headline_id, "now": now})
    if changed:
        connection.execute(RESTATED, changed)


RESTATED = (
    update(inbox)
    .where(inbox.c.framework_id == bindparam("framework"), inbox.c.headline_id == bindparam("headline"))
    .values(state=bindparam("now"))
)


def framework_row(connection: Connection, framework: Framework) -> int:
    """The row of a framework, made if new; its version is noted."""
    row = connection.execute(select(frameworks).where(frameworks.c.name == framework.id)).one_or_none()
    if row is None:
        made = insert(frameworks).values(name=framework.id, version=framework.version).returning(frameworks.c.id)
        return int(connection.execute(made).scalar_one())
    if row.version != framework.version:
        connection.execute(update(frameworks).where(frameworks.c.id == row.id).values(version=framework.version))
    return int(row.id)
