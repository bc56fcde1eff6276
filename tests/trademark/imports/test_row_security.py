"""Imports and their reports by every query: they are whose who asked for them, whatever role others have."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import func, select

from services.trademark.mark_imports.dependencies import MARKS
from services.trademark.mark_imports.models import MarkImport, MarkImportRow
from shared.codes.roles import Role
from shared.db.caller import SYSTEM, Caller
from shared.db.ids import new_id
from shared.errors import NotFound
from shared.imports.rows import Outcome
from shared.imports.runs import Runs
from shared.time.clock import instant
from tests.callers import EVERYTHING, in_every_role, person, strangers
from tests.trademark.conftest import JINING

OWNER = "importer"
QUERIES = {"get", "differences", "refused", "given back"}


@pytest.fixture
async def database(rolled_back_database):
    return await rolled_back_database("trademark")


@pytest.fixture
async def laid(database) -> UUID:
    """An import with one row that was turned down; what was typed there may name people."""
    run = MarkImport(
        id=new_id(), subject=OWNER, job_id=new_id(), file_id=new_id(), mode="apply", on_error="skip",
        last_row=2, new=0, changed=0, unchanged=0, refused=1, done=True, applied=True, as_of=date(2017, 3, 1),
        source="商标名录", created_at=instant(),
    )  # fmt: skip
    row = MarkImportRow(
        import_id=run.id, row=2, subject=OWNER, number="1", outcome=Outcome.REFUSED, fields=[],
        typed={"name": "王小明"}, errors=[],
    )  # fmt: skip
    async with database.write(SYSTEM) as session:
        session.add(run)
        await session.flush()
        session.add(row)
    return run.id


async def seen(database, caller: Caller | None, import_id: UUID) -> set[str]:
    """By which queries the caller finds it; the last changes what the caller finds."""
    if caller is None:
        async with database.open() as session:
            rows = [
                await session.scalar(select(func.count()).select_from(m)) for m in (MarkImport, MarkImportRow)
            ]
            return {"counted"} if any(rows) else set()
    found = set()
    async with database.write(caller) as session:
        runs = Runs(MARKS, session)
        try:
            await runs.get(import_id)
            found.add("get")
        except NotFound:
            pass
        page = await runs.differences(EVERYTHING, import_id, ())
        found |= {"differences"} if page.items or page.total else set()
        found |= {"refused"} if await runs.refused(import_id) else set()
        await runs.given_back(import_id, new_id())
        typed = select(func.count()).select_from(MarkImportRow).where(MarkImportRow.typed.is_(None))
        found |= {"given back"} if await session.scalar(typed) else set()
    return found


async def test_P03_through_no_query_a_stranger_of_any_role_finds_an_import_or_changes_it(database, laid):
    near = in_every_role({"region": "37."}, {"region": JINING}, {"organisation": new_id()})
    assert [caller for caller in (*strangers(), near) if await seen(database, caller, laid)] == []
    async with database.read(SYSTEM) as session:
        assert (await session.scalars(select(MarkImportRow.typed))).all() == [{"name": "王小明"}]


async def test_P03_who_asked_for_it_finds_it_by_every_query(database, laid):
    expected: Mapping[Caller, set[str]] = {person(Role.CITY_OFFICER, OWNER, region=JINING): QUERIES}
    assert {caller: await seen(database, caller, laid) for caller in expected} == expected
