"""The table of files, for migrations and for queries."""

from functools import cache
from pathlib import Path

from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, String, Table, Uuid

from shared.db.security import protect

SCRIPT = Path(__file__).with_name("files.sql")
OWN = "(owner = (SELECT {schema}.caller_subject()) AND owner <> 'public')"


def create_files(op: Operations, service: str) -> None:
    """The table in a service's schema; a row is seen by its owner, its organisation and its region."""
    for statement in SCRIPT.read_text("utf-8").format(schema=service).split("\n;;"):
        if statement.strip():
            op.execute(statement)
    protect(op, service, "files", extra=OWN.format(schema=service))


def drop_files(op: Operations, service: str) -> None:
    """Undo create_files."""
    op.execute(f"DROP TABLE {service}.files")


@cache
def files_table(service: str) -> Table:
    """The files of one service."""
    return Table(
        "files",
        MetaData(schema=service),
        Column("id", Uuid, primary_key=True),
        Column("name", String(255)),
        Column("media_type", String(120)),
        Column("size", BigInteger),
        Column("sha256", LargeBinary),
        Column("state", String(12)),
        Column("fault", String(80)),
        Column("incoming_key", String(64)),
        Column("object_key", String(64)),
        Column("owner", String(200)),
        Column("organisation_id", Uuid),
        Column("region_path", String(60)),
        Column("created_at", DateTime(timezone=True)),
        Column("completed_at", DateTime(timezone=True)),
    )
