"""A migration for CHECKs that no longer say what the code says, as a command drafts it."""

import importlib
import importlib.util
from io import StringIO
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from shared.db.renewals import Renewal, condition_in, drafted, renewals
from tests.architecture.tree import built_services, modules_of

STEPS = Renewal(
    "review.history",
    "history_round_steps_check",
    "(noun <> 'round' OR (transition) IN (('open'))) IS TRUE",
    "(noun <> 'round' OR (transition) IN (('open'), ('pause'))) IS TRUE",
)
NEW = Renewal("review.history", "history_halt_steps_check", None, "(noun <> 'halt') IS TRUE")


def run(page: str, folder: Path, direction: str) -> str:
    """What a drafted migration would say to PostgreSQL."""
    path = folder / "drafted.py"
    path.write_text(page, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("drafted", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": said}
    )
    with Operations.context(context):
        getattr(module, direction)()
    return " ".join(said.getvalue().split())


@pytest.mark.parametrize("service", built_services())
def test_where_the_migrations_say_what_the_code_says_nothing_is_renewed(service: str):
    list(modules_of(f"services.{service}"))
    assert renewals(f"services.{service}") == []


def test_a_check_is_dropped_and_added_as_the_code_has_it_and_back_without_looking_at_what_is_there(
    tmp_path: Path,
):
    page = drafted("review", "round_pausing", [STEPS])
    dropped = "ALTER TABLE review.history DROP CONSTRAINT history_round_steps_check"
    added = "ALTER TABLE review.history ADD CONSTRAINT history_round_steps_check CHECK ("
    assert run(page, tmp_path, "upgrade") == (
        f"-- squawk-ignore ban-drop-constraint {dropped}; {added} {STEPS.after} );"
    )
    assert run(page, tmp_path, "downgrade") == (
        f"-- squawk-ignore ban-drop-constraint {dropped}; {added} {STEPS.before} ) NOT VALID;"
    )


def test_a_check_that_is_new_is_added_and_on_the_way_back_dropped(tmp_path: Path):
    page = drafted("review", "halts", [NEW])
    assert run(page, tmp_path, "upgrade").startswith("ALTER TABLE review.history ADD CONSTRAINT")
    assert "ADD CONSTRAINT" not in run(page, tmp_path, "downgrade")


def test_the_last_condition_counts_and_a_bracket_in_quotes_does_not():
    sql = "CONSTRAINT a_check CHECK (x = 1); CONSTRAINT a_check CHECK (x IN (')', 'b')) NOT VALID"
    assert condition_in(sql, "a_check") == "x IN (')', 'b')"
    assert condition_in(sql, "b_check") is None
