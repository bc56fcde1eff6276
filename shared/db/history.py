"""The one history of a service: what happened to each thing, by whom, why, chained so that a change shows."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import (
    Row,
    RowMapping,
    Select,
    String,
    Table,
    Uuid,
    bindparam,
    cast,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.bulk import insert_many
from shared.db.caller import Caller
from shared.db.ids import new_id
from shared.db.tables import house_table
from shared.time.clock import Clock, instant


class Audience(StrEnum):
    """Who may read an entry in the change feed."""

    INTERNAL = "internal"
    ORGANISATION = "organisation"
    REGION = "region"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step in the life of one thing. `event` names it in the feed; an entry without stays in the trail.

    The payload holds identifiers, states and the facts listed in the contract; never a name, phone or score
    outside the audience `internal`. The record holds what else the row says after the step: it stands in the
    trail, for those who may read the row, and the feed does not carry it.
    """

    noun: str
    object_id: UUID
    transition: str
    state_from: str | None = None
    state_to: str | None = None
    event: str | None = None
    audience: Audience = Audience.INTERNAL
    organisation_id: UUID | None = None
    region_path: str | None = None
    on_behalf_of: UUID | None = None
    reason: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)


RECORD: Final = "record"
"""The member of a stored payload in which the record of an entry stands."""
_COLUMNS: Final = tuple(name for name in Entry.__dataclass_fields__ if name not in {"payload", "record"})

HASHED = (
    "id noun object_id sequence transition state_from state_to event actor actor_roles client on_behalf_of "
    "reason payload audience organisation_id region_path business_at recorded_at"
).split()
"""The members that a hash covers, in this order; the archive's verifier reads the same list."""


def entry_hash(previous: bytes | None, row: Mapping[str, Any]) -> bytes:
    """SHA-256 over the previous hash and the canonical JSON (sorted keys, UTC microseconds) of the row."""
    members = {name: _canonical(row[name]) for name in HASHED}
    document = orjson.dumps(members, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256((previous or b"") + document).digest()


def _told(entry: Entry) -> dict[str, Any]:
    return {**entry.payload, **({RECORD: dict(entry.record)} if entry.record else {})}


def _canonical(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return str(value)
    return value


@cache
def _head(schema: str) -> Select[Any]:
    """The last entry of a thing, made once: what is built anew for each call costs more than its answer."""
    thing = (bindparam("noun", type_=String), bindparam("object_id", type_=Uuid))
    head = getattr(func, schema).history_head(*thing).table_valued("sequence", "hash")
    return select(head.c.sequence, head.c.hash)


@dataclass(frozen=True, slots=True)
class Trail:
    """The history as seen from one session; actor and business time come from it."""

    session: AsyncSession

    async def append(self, entry: Entry) -> None:
        """Write the next entry of a thing whose row this transaction holds locked (or has just made)."""
        thing = {"noun": entry.noun, "object_id": entry.object_id}
        head = (await self.session.execute(_head(self._schema), thing)).first()
        row = self._row(entry, head)
        row["hash"] = entry_hash(row["previous_hash"], row)
        await self.session.execute(insert(self._table), row)

    async def begin(self, entries: Sequence[Entry]) -> None:
        """The first entry of each of many things that this transaction has just made, in one statement."""
        rows = [self._row(entry, None) for entry in entries]
        for row in rows:
            row["hash"] = entry_hash(None, row)
        await insert_many(self.session, self._table, rows)

    async def extend(self, noun: str, entries: Sequence[Entry]) -> None:
        """The next entries of many things of a noun, in their order; this transaction holds all the rows."""
        if not entries:
            return
        thing = func.unnest(cast(list({entry.object_id for entry in entries}), ARRAY(Uuid)))
        things = thing.table_valued("id", name="thing").render_derived()
        head_of = getattr(func, self._schema).history_head(noun, things.c.id)
        head = head_of.table_valued("sequence", "hash").lateral()
        found = await self.session.execute(
            select(things.c.id, head.c.sequence, head.c.hash).select_from(things.join(head, true()))
        )
        last = {row.id: {"sequence": row.sequence, "hash": row.hash} for row in found}
        rows = [self._row(entry, None) for entry in entries]
        for row in rows:
            before = last.get(row["object_id"], {"sequence": 0, "hash": None})
            row["sequence"], row["previous_hash"] = before["sequence"] + 1, before["hash"]
            row["hash"] = entry_hash(before["hash"], row)
            last[row["object_id"]] = row
        await insert_many(self.session, self._table, rows)

    async def of(self, noun: str, object_id: UUID) -> Sequence[RowMapping]:
        """All entries of one thing that the caller may see, oldest first."""
        table = self._table
        statement = (
            select(table)
            .where(table.c.noun == noun, table.c.object_id == object_id)
            .order_by(table.c.sequence)
        )
        return (await self.session.execute(statement)).mappings().all()

    def _row(self, entry: Entry, head: Row[Any] | None) -> dict[str, Any]:
        caller: Caller = self.session.info["caller"]
        clock: Clock = self.session.info["clock"]
        return {
            **{name: getattr(entry, name) for name in _COLUMNS},
            "id": new_id(),
            "sequence": 1 if head is None else head.sequence + 1,
            "previous_hash": None if head is None else head.hash,
            "actor": caller.subject,
            "actor_roles": sorted(caller.roles),
            "client": caller.client,
            "payload": orjson.loads(orjson.dumps(_told(entry), default=str)),
            "business_at": clock.now(),
            "recorded_at": instant(),
        }

    @property
    def _schema(self) -> str:
        return str(self.session.info["schema"])

    @property
    def _table(self) -> Table:
        return house_table(self._schema, "history")
