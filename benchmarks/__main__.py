"""What a request costs, against the least that could answer it and against what a team would pick instead.

Run: make bench   (python -m benchmarks [requests [names]]; about ten minutes on two quiet cores)
All stacks of a row run one after the other on one PostgreSQL, three rounds; the table shows medians, and
ratios of them. Ratios hold from machine to machine, milliseconds do not. At the end similar marks are
searched among a million names.
"""

import sys
from pathlib import Path

from rich.console import Console

from benchmarks.ground import prepared
from benchmarks.report import Report
from benchmarks.rows import measured
from benchmarks.similar_marks import NAMES, searches

ROWS = 2_000
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure, show, write down."""
    asked = [int(each) for each in sys.argv[1:3]]
    requests, names = asked + [1_500, NAMES][len(asked) :]
    console = Console()
    report = Report()
    with prepared(ROWS) as ground:
        for row in measured(ground, requests, console):
            report.add(row)
    console.print(report.table())
    console.print(f"[dim]{names} names are made, loaded and searched.")
    found = searches(names)
    console.print(found)
    RESULTS.write_text(report.page(found), encoding="utf-8")
    console.print(f"Written to {RESULTS.relative_to(Path.cwd())}")


if __name__ == "__main__":
    main()
