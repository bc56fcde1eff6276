"""A migration from what the code has and the migrations have not, as a command drafts it."""

import importlib
import importlib.util
from io import StringIO
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Index, MetaData, PrimaryKeyConstraint, String, Table, Uuid

from shared.codes.roles import Role
from shared.db.columns import Coded
from shared.db.creations import Creation, creations
from shared.db.drafts import drafted, lacking
from shared.db.renewals import Renewal, condition_in
from tests.architecture.tree import built_services

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


HONOURS = Table(
    "honours",
    MetaData(schema="registry"),
    Column("id", Uuid, nullable=False),
    Column("organisation_id", Uuid, nullable=False),
    Column("region_path", String(60), nullable=False),
    Column("given_by", Coded(Role), nullable=False),
    PrimaryKeyConstraint("id", name="honours_pkey"),
    Index("honours_region_path_idx", "region_path", "id"),
)


@pytest.mark.parametrize("service", built_services())
def test_where_the_migrations_make_what_the_code_has_nothing_is_drafted(service: str):
    assert lacking(f"services.{service}") == ([], [])


def test_a_check_is_dropped_and_added_as_the_code_has_it_and_back_without_looking_at_what_is_there(
    tmp_path: Path,
):
    page = drafted("review", "round_pausing", wanted=[STEPS])
    dropped = "ALTER TABLE review.history DROP CONSTRAINT history_round_steps_check"
    added = "ALTER TABLE review.history ADD CONSTRAINT history_round_steps_check CHECK ("
    assert run(page, tmp_path, "upgrade") == (
        f"-- squawk-ignore ban-drop-constraint {dropped}; {added} {STEPS.after} );"
    )
    assert run(page, tmp_path, "downgrade") == (
        f"-- squawk-ignore ban-drop-constraint {dropped}; {added} {STEPS.before} ) NOT VALID;"
    )


def test_a_check_that_is_new_is_added_and_on_the_way_back_dropped(tmp_path: Path):
    page = drafted("review", "halts", wanted=[NEW])
    assert run(page, tmp_path, "upgrade").startswith("ALTER TABLE review.history ADD CONSTRAINT")
    assert "ADD CONSTRAINT" not in run(page, tmp_path, "downgrade")


def test_the_last_condition_counts_and_a_bracket_in_quotes_does_not():
    sql = "CONSTRAINT a_check CHECK (x = 1); CONSTRAINT a_check CHECK (x IN (')', 'b')) NOT VALID"
    assert condition_in(sql, "a_check") == "x IN (')', 'b')"
    assert condition_in(sql, "b_check") is None


def test_a_table_is_made_with_its_codes_its_indexes_and_its_policy(tmp_path: Path):
    (made,) = creations(HONOURS.metadata, "CREATE TABLE registry.honours_of_old (id uuid)")
    page = drafted("registry", "honours", made=[made])
    said = run(page, tmp_path, "upgrade")
    assert said.startswith("CREATE TABLE registry.honours ( id UUID NOT NULL, organisation_id UUID NOT NULL,")
    assert "CONSTRAINT honours_given_by_check CHECK (given_by IN ('applicant', " in said
    assert "CREATE INDEX honours_region_path_idx ON registry.honours (region_path, id)" in said
    assert "CREATE POLICY honours_rows ON registry.honours" in said
    assert run(page, tmp_path, "downgrade").endswith("DROP TABLE registry.honours;")


def test_a_table_that_a_migration_makes_is_not_made_again():
    assert creations(HONOURS.metadata, "CREATE TABLE registry.honours (id uuid)") == []
    assert not Creation(Table("plain", MetaData(schema="registry"), Column("id", Uuid))).protected
