"""Every place of a contract that refers to a file, and the files to which no place may refer."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import httpx

from shared.db.caller import SYSTEM, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.work import Database
from shared.files.faults import KIND_DIFFERS
from shared.files.record import Announcement, FileRecord
from tests.architecture.tree import ROOT

Attach = Callable[[str], Awaitable[httpx.Response]]
"""Refers to a file from one place, with all else as it should be."""
SUBJECT: Final = "sender"
"""Who sends the files and refers to them."""
ELSEWHERE: Final = "37.3706.370602."
NOT_READY, UNKNOWN, OF_ANOTHER = (409, "file_not_ready"), (404, "file_unknown"), (403, "file_of_another")
REFUSED: Final[Mapping[str, tuple[int, str]]] = {
    "announced and never sent": NOT_READY,
    "sent and found forged": NOT_READY,
    "of somebody else": UNKNOWN,
    "of another organisation": UNKNOWN,
    "of another service": UNKNOWN,
    "the own one that is another organisation's by now": OF_ANOTHER,
}
NAMED: Final = re.compile(r"file(?:_id)?s?$")
DESCRIBED: Final = re.compile(r"\bfiles?\b|upload|picture|scan", re.IGNORECASE)


def places(service: str) -> set[str]:
    """`POST /path member` of every member of a request that refers to a file, but for announcing one."""
    document = json.loads((ROOT / "services" / service / "openapi.json").read_bytes())
    return {
        f"{method.upper()} {path} {member}"
        for path, offered in document["paths"].items()
        if not path.endswith("/uploads")
        for method, operation in offered.items()
        for member in _files_in(operation.get("requestBody", {}), document["components"]["schemas"], set())
    }


def _files_in(part: object, schemas: Mapping[str, Any], seen: set[str]) -> Iterator[str]:
    for name in re.findall(r'#/components/schemas/(\w+)"', json.dumps(part)):
        if name in seen:
            continue
        seen.add(name)
        for member, schema in schemas[name].get("properties", {}).items():
            meant = NAMED.search(member) or DESCRIBED.search(schema.get("description", ""))
            if meant and '"format": "uuid"' in json.dumps(schema):
                yield member
        yield from _files_in(schemas[name], schemas, seen)


async def a_file(
    database: Database, *, owner: str = SUBJECT, settled: bool = True, fault: str | None = None
) -> UUID:
    """Announced by somebody, and settled as good or as forged."""
    said = Announcement(name="材料.pdf", media_type="application/pdf", size=1, sha256=bytes(32))
    async with database.write(Caller(CallerKind.PERSON, owner)) as session:
        file_id = await FileRecord(session).announce(said)
    if settled:
        async with database.write(SYSTEM) as session:
            key = None if fault else f"kept/{file_id}"
            await FileRecord(session).settle(file_id, object_key=key, fault=fault)
    return file_id


async def given_away(database: Database, file_id: UUID) -> UUID:
    """The same, since then part of what belongs to an organisation in another city."""
    async with database.write(SYSTEM) as session:
        record = FileRecord(session)
        await record._change(file_id, organisation_id=new_id(), region_path=ELSEWHERE)
    return file_id


async def unfit_files(database: Database) -> Mapping[str, UUID]:
    """One of each that is refused."""
    return {
        "announced and never sent": await a_file(database, settled=False),
        "sent and found forged": await a_file(database, fault=KIND_DIFFERS),
        "of somebody else": await a_file(database, owner="stranger"),
        "of another organisation": await given_away(database, await a_file(database, owner="stranger")),
        "of another service": new_id(),
        "the own one that is another organisation's by now": await given_away(
            database, await a_file(database)
        ),
    }


async def assert_takes_only_good_files(
    database: Database, attach: Attach, *, spared: tuple[str, ...] = ()
) -> None:
    """Each unfit file is refused by its own name; then the same call with a good one is taken."""
    told = {}
    for what, file_id in (await unfit_files(database)).items():
        if what not in spared:
            answer = await attach(str(file_id))
            told[what] = (answer.status_code, answer.json().get("code"))
    assert told == {what: refusal for what, refusal in REFUSED.items() if what not in spared}
    answer = await attach(str(await a_file(database)))
    assert answer.is_success, answer.text
