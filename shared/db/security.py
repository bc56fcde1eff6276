"""The database's own locks: the house's tables, row-level security and append-only rows, for migrations."""

from pathlib import Path

from alembic.operations import Operations

HOUSE_SQL = Path(__file__).with_name("house.sql")


def login_role(service: str) -> str:
    """The role that a service's processes sign in as; it owns nothing."""
    return f"lupin_{service}"


def owner_role(service: str) -> str:
    """The role that owns a service's schema and runs its migrations."""
    return f"lupin_{service}_owner"


def create_house(op: Operations, service: str) -> None:
    """Caller functions, history, refusals, idempotency and feed cursors: a service's first migration."""
    script = HOUSE_SQL.read_text("utf-8").format(schema=service, login=login_role(service))
    for statement in script.split("\n;;"):
        if statement.strip():
            op.execute(statement)


def drop_house(op: Operations, service: str) -> None:
    """Undo create_house."""
    for table in ("feed_cursors", "idempotency", "refusals", "history"):
        op.execute(f"DROP TABLE {service}.{table}")
    for function in (
        "feed_head()",
        "history_head(text, uuid)",
        "announce_history()",
        "keep_history()",
        "caller_organisations()",
        "caller_regions()",
        "caller_roles()",
        "caller_is_system()",
        "caller_subject()",
        "caller()",
    ):
        op.execute(f"DROP FUNCTION {service}.{function}")


def protect(op: Operations, service: str, table: str, extra: str = "false") -> None:
    """Put row-level security on a table with `organisation_id` and `region_path`.

    A row is seen by the system, by its organisation and by whoever covers its region. `extra` is SQL that is
    OR-ed to that; it compares columns of the row with the caller or calls one STABLE SECURITY DEFINER
    function, and never selects from another protected table.
    """
    op.execute(f"ALTER TABLE {service}.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY {table}_rows ON {service}.{table} USING ("
        f"(SELECT {service}.caller_is_system()) "
        f"OR organisation_id = ANY ((SELECT {service}.caller_organisations())::uuid[]) "
        f"OR region_path ^@ ANY ((SELECT {service}.caller_regions())::text[]) "
        f"OR {extra}) WITH CHECK (true)"
    )


def protect_by(op: Operations, service: str, table: str, seen: str) -> None:
    """Put row-level security on a table without those columns: the system and whoever `seen` admits."""
    op.execute(f"ALTER TABLE {service}.{table} ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY {table}_rows ON {service}.{table} USING ("
        f"(SELECT {service}.caller_is_system()) OR {seen}) WITH CHECK (true)"
    )


def append_only(op: Operations, service: str, table: str) -> None:
    """Rows of this table are written once: by grant, and by trigger for whoever holds more."""
    op.execute(
        f"CREATE FUNCTION {service}.keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {service}.{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {service}.keep_{table}()"
    )
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {service}.{table} FROM {login_role(service)}")
