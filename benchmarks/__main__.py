"""What a request costs, against the least that could answer it and against what a team would pick instead.

Run: make bench   (python -m benchmarks [requests]; about three minutes on two quiet cores)
All stacks of a row run one after the other on one PostgreSQL, three rounds; the table shows medians, and
ratios of them. Ratios hold from machine to machine, milliseconds do not.
"""

import sys
from pathlib import Path

from rich.console import Console

from benchmarks.ground import prepared
from benchmarks.report import Report
from benchmarks.rows import measured

ROWS = 2_000
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, show, write down."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 1_500
    console = Console()
    report = Report()
    with prepared(ROWS) as ground:
        for row in measured(ground, requests, console):
            report.add(row)
    console.print(report.table())
    RESULTS.write_text(report.page(), encoding="utf-8")
    console.print(f"Written to {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
