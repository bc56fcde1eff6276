"""The table as a CHECK: tried on a small engine that reads row values as PostgreSQL does."""

import contextlib
import sqlite3
from collections.abc import Iterator

import pytest

from shared.workflow import Transition, Workflow
from shared.workflow.constraint import check_sql
from tests.shared.workflow.case import APPLICATION, ROWS, Action, State


@pytest.fixture
def history() -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        yield database


def write(database: sqlite3.Connection, *row: str | None) -> bool:
    """Whether a CHECK would let the row in: it refuses what is false, and lets NULL pass."""
    check = check_sql(APPLICATION).replace(" IN (", " IN (VALUES ")
    columns = "SELECT ? AS noun, ? AS state_from, ? AS transition, ? AS state_to"
    question = f"SELECT {check} FROM ({columns})"  # noqa: S608 - the text under test is our own
    (verdict,) = database.execute(question, row).fetchone()
    return bool(verdict != 0)


def test_every_step_of_the_table_may_be_written(history: sqlite3.Connection) -> None:
    for row in ROWS:
        assert write(history, "application", row.source, row.action, row.target)


@pytest.mark.parametrize("source", [*State, None])
@pytest.mark.parametrize("target", [*State, None])
@pytest.mark.parametrize("action", [*Action, "create", None])
def test_a_step_that_the_table_does_not_know_cannot_be_written(
    history: sqlite3.Connection, source: State | None, action: str | None, target: State | None
) -> None:
    known = (source, action, target) in {(row.source, row.action, row.target) for row in ROWS}
    opening = (source, action, target) == (None, "create", State.DRAFT)
    record = source is None and target is None
    assert write(history, "application", source, action, target) == (known or opening or record)


def test_other_nouns_are_left_alone(history: sqlite3.Connection) -> None:
    assert write(history, "round", "open", "close", "closed")


def test_a_case_of_an_earlier_edition_keeps_its_steps() -> None:
    extra = Transition(State.SUBMITTED, Action.LAPSE, State.LAPSED, ROWS[0].roles)
    earlier = Workflow("application", 0, State.DRAFT, APPLICATION.final, (*ROWS, extra))
    assert "('submitted', 'lapse', 'lapsed')" in check_sql(APPLICATION, earlier)
    assert "('submitted', 'lapse', 'lapsed')" not in check_sql(APPLICATION)


def test_editions_of_two_nouns_do_not_share_a_check() -> None:
    with pytest.raises(ValueError, match="editions of one noun"):
        check_sql(APPLICATION, Workflow("title", 1, State.DRAFT, APPLICATION.final, ROWS))


def test_quotes_in_a_name_are_doubled() -> None:
    odd = Workflow("o'clock", 1, State.DRAFT, APPLICATION.final, ROWS)
    assert check_sql(odd).startswith("(noun <> 'o''clock'")
