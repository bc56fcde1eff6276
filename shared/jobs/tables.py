"""The tables behind long work: our record, and the queue's own; for migrations and for queries."""

from functools import cache
from pathlib import Path

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from shared.db.security import protect

FOLDER = Path(__file__).parent
OWN = "(requested_by = (SELECT {schema}.caller_subject()) AND requested_by <> 'public')"


def create_jobs(op: Operations, service: str) -> None:
    """Queue and record in a service's schema; the record is seen by who asked, its organisation and region."""
    for script in ("queue.sql", "record.sql"):
        for statement in (FOLDER / script).read_text("utf-8").format(schema=service).split("\n;;"):
            if statement.strip():
                op.execute(statement)
    protect(op, service, "jobs", extra=OWN.format(schema=service))


def drop_jobs(op: Operations, service: str) -> None:
    """Undo create_jobs."""
    for table in ("jobs", "pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"):
        op.execute(f"DROP TABLE {service}.{table}")
    op.execute(f"DROP FUNCTION {service}.fn_pgqueuer_changed()")
    op.execute(f"DROP TYPE {service}.pgqueuer_status")


@cache
def jobs_table(service: str) -> Table:
    """The record of one service."""
    return Table(
        "jobs",
        MetaData(schema=service),
        Column("id", Uuid, primary_key=True),
        Column("name", String(60)),
        Column("state", String(12)),
        Column("payload", JSONB),
        Column("progress_done", BigInteger),
        Column("progress_total", BigInteger),
        Column("attempts", Integer),
        Column("max_attempts", Integer),
        Column("requested_by", String(200)),
        Column("requested_as", JSONB),
        Column("organisation_id", Uuid),
        Column("region_path", String(60)),
        Column("result", JSONB(none_as_null=True)),
        Column("result_url", Text),
        Column("errors_url", Text),
        Column("error_code", String(80)),
        Column("error_params", JSONB(none_as_null=True)),
        Column("cancel_asked_at", DateTime(timezone=True)),
        Column("created_at", DateTime(timezone=True)),
        Column("started_at", DateTime(timezone=True)),
        Column("finished_at", DateTime(timezone=True)),
    )
