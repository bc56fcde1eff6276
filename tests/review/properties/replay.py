"""Reads a history back: what state its entries lead to, and whether its chains are whole."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select, tuple_

from deploy.verify_archive import history_faults
from services.review.applications.models import Application
from services.review.assignments.models import Assignment
from services.review.decisions.models import Decision
from services.review.notices.models import Notice, NoticeEntry
from services.review.objections.models import Objection
from services.review.rankings.models import Ranking
from services.review.rounds.models import Round
from services.review.seals.rules import told
from services.review.titles.models import Title
from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.db.work import Database
from tests.replays import chains

Entries = Iterable[Mapping[str, Any]]

REVIEW: Mapping[str, tuple[Table, str]] = {
    noun: (model.__table__, "state")  # type: ignore[dict-item]
    for noun, model in {
        "application": Application,
        "assignment": Assignment,
        "decision": Decision,
        "notice": Notice,
        "notice_entry": NoticeEntry,
        "objection": Objection,
        "ranking": Ranking,
        "round": Round,
        "title": Title,
    }.items()
}
"""The rows of each noun of review that has a life cycle, and the column of their state."""


def replayed(entries: Entries) -> str | None:
    """The state that the entries of one thing lead to; each step must begin where the last one ended."""
    state = None
    for entry in entries:
        if entry["state_to"] is None:
            continue
        if entry["state_from"] != state:
            raise AssertionError(f"{entry['transition']} from {entry['state_from']}, but it was {state}")
        state = entry["state_to"]
    return state


async def chains_since(database: Database, newest: UUID) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The whole chain of everything that has a later entry than this one."""
    history = house_table(database.service, "history")
    longer = select(history.c.noun, history.c.object_id).where(history.c.id > newest)
    asked = (
        select(history)
        .where(tuple_(history.c.noun, history.c.object_id).in_(longer))
        .order_by(history.c.noun, history.c.object_id, history.c.sequence)
    )
    async with database.read(SYSTEM) as session:
        entries = [told(dict(row)) for row in (await session.execute(asked)).mappings()]
    by_thing = groupby(entries, key=lambda entry: (entry["noun"], entry["object_id"]))
    return {thing: list(own) for thing, own in by_thing}


def ranks(entries: Entries) -> dict[str, int]:
    """Which candidate has which rank by the history alone: recommended, ranked anew, withdrawn."""
    held: dict[str, int] = {}
    for entry in entries:
        if entry["noun"] != "application":
            continue
        if entry["transition"] in {"recommend", "rerank"}:
            held[entry["object_id"]] = entry["payload"]["rank"]
        elif entry["transition"] == "withdraw":
            held.pop(entry["object_id"], None)
    return held


async def assert_history_tells_all(database: Database, nouns: Mapping[str, tuple[Table, str]]) -> int:
    """Every chain is whole, and every row stands where its history leads; answers with how many rows do."""
    entries = await chains(database)
    assert list(history_faults(entries)) == []
    by_thing = groupby(entries, key=lambda entry: (entry["noun"], entry["object_id"]))
    led = {thing: replayed(list(own)) for thing, own in by_thing}
    standing: dict[tuple[str, str], str] = {}
    async with database.read(SYSTEM) as session:
        for noun, (rows, column) in nouns.items():
            found = await session.execute(select(rows.c.id, rows.c[column]))
            standing |= {(noun, str(thing)): str(state) for thing, state in found}
    assert {thing: led.get(thing) for thing in standing} == standing
    return len(standing)
