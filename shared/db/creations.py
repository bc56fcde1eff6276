"""Tables of models that no migration makes yet, as the statements that make them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from shared.db.columns import Coded

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call] # as SQLAlchemy has it
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Creation:
    """A table that is to be made."""

    table: Table

    @property
    def name(self) -> str:
        """With its schema."""
        return self.table.fullname

    @property
    def protected(self) -> bool:
        """Whether its rows belong to an organisation in a place: then a policy says who sees them."""
        return {"organisation_id", "region_path"} <= set(self.table.columns.keys())

    def up(self) -> str:
        """Lines of `upgrade`: the table, its indexes, its policy."""
        statements = [self._made(), *(_indexed(str(each)) for each in self._indexes())]
        if self.protected:
            statements.append(f'    protect(op, "{self.table.schema}", "{self.table.name}")\n')
        return "".join(statements)

    def down(self) -> str:
        """Lines of `downgrade`."""
        return (
            '    op.execute("""\n        -- squawk-ignore ban-drop-table\n'
            f'        DROP TABLE {self.name}\n    """)\n'
        )

    def _made(self) -> str:
        said = str(CreateTable(self.table).compile(dialect=DIALECT)).strip().removesuffix(")").rstrip()
        members = [line.strip().removesuffix(",") for line in said.splitlines()[1:]]
        body = ",\n".join(f"            {member}" for member in [*members, *self._coded()])
        return f'    op.execute("""\n        CREATE TABLE {self.name} (\n{body}\n        )\n    """)\n'

    def _coded(self) -> Iterator[str]:
        """A column of an enumeration brings no CHECK of its own."""
        for column in self.table.columns:
            if isinstance(column.type, Coded):
                listed = ", ".join(f"'{member.value}'" for member in column.type.kind)
                name = f"{self.table.name}_{column.name}_check"
                yield f"CONSTRAINT {name} CHECK ({column.name} IN ({listed}))"

    def _indexes(self) -> Iterator[object]:
        for index in sorted(self.table.indexes, key=lambda each: str(each.name)):
            yield CreateIndex(index).compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})


def creations(metadata: MetaData, written: str) -> list[Creation]:
    """The tables that `written`, the SQL of all migrations, does not make, each after those it refers to."""
    return [Creation(table) for table in metadata.sorted_tables if not _made_by(written, table)]


def _made_by(written: str, table: Table) -> bool:
    made = rf"CREATE (UNLOGGED )?TABLE {re.escape(table.fullname)}\b"
    return re.search(made, written, re.IGNORECASE) is not None


def _indexed(statement: str) -> str:
    line = f'    op.execute("{statement}")\n'
    return line if len(line) <= WIDTH else f'    op.execute(\n        "{statement}"\n    )\n'
