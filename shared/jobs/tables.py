"""The tables behind long work: our record, and the queue's own; for migrations and for queries."""

from functools import cache
from pathlib import Path

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, DateTime, Integer, MetaData, String, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ENUM, JSONB

from shared.db.security import protect

FOLDER = Path(__file__).parent
OWN = "(requested_by = (SELECT {schema}.caller_subject()) AND requested_by <> 'public')"


def create_jobs(op: Operations, service: str) -> None:
    """Queue and record of a service; a record is seen by who asked, its organisation and region."""
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


@cache
def queue_table(service: str) -> Table:
    """The columns of the queue that the record settles by itself, in its own transaction."""
    return Table(
        "pgqueuer",
        MetaData(schema=service),
        Column("id", BigInteger, primary_key=True),
        Column("status", ENUM(name="pgqueuer_status", schema=service, create_type=False)),
        Column("queue_manager_id", Uuid),
        Column("execute_after", DateTime(timezone=True)),
        Column("updated", DateTime(timezone=True)),
        Column("dedupe_key", Text),
    )


@cache
def queue_log_table(service: str) -> Table:
    """What the queue notes of each job put into it; nothing of ours reads it."""
    return Table(
        "pgqueuer_log",
        MetaData(schema=service),
        Column("id", BigInteger, primary_key=True),
        Column("created", DateTime(timezone=True)),
    )
