"""Which requirement is shown by which tests, as a page: `python -m tests.architecture.coverage_table`.

A test names the rows it shows, as in `test_V08_the_cap_is_never_exceeded` or `test_V08_V10_...`; the page
lists their files, and says nothing more than that. A row that no test names is "not yet".
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence

from shared.text.yaml_text import read_yaml
from tests.architecture.tree import ROOT, name_of, nodes, parsed, sources

PAGE = ROOT / "docs/coverage.md"
CATALOGUE = ROOT / "docs/requirements.yaml"
NAMED = re.compile(r"test_(?P<rows>(?:[RVTMP]\d\d_)+)")
CHAPTERS = {"R": "Registry", "V": "Review", "T": "Trademark", "M": "Metrics", "P": "Platform"}
INTRODUCTION = """# Coverage of the requirements

Made by `python -m tests.architecture.coverage_table` from the names of the tests; a test keeps it current.
Beside a row stand the files of tests that name it. This says that they show *something* of the row, not that
all of it is done.
"""


def requirements() -> dict[str, str]:
    """Rows of the catalogue by identifier."""
    rows = read_yaml(CATALOGUE.read_text("utf-8"))
    return {str(row): str(capability) for row, capability in rows.items()}


def evidence() -> dict[str, list[str]]:
    """Links to the files of tests by the rows that they name, in the order of their paths."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sources("tests"):
        tree = parsed(path)
        functions = [n for n in nodes(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        named = {row for function in functions for row in rows_of(function.name)}
        title = (
            (ast.get_docstring(tree) or path.stem.removeprefix("test_").replace("_", " "))
            .splitlines()[0]
            .rstrip(".")
        )
        for row in named:
            found[row].append(f"[{title}](../{name_of(path)})")
    return found


def rows_of(test: str) -> list[str]:
    """The rows that the name of a test begins with."""
    named = NAMED.match(test)
    return named["rows"].strip("_").split("_") if named else []


def page(rows: Mapping[str, str], shown: Mapping[str, Sequence[str]]) -> str:
    """The whole page."""
    parts = [INTRODUCTION, _summary(rows, shown)]
    for letter, chapter in CHAPTERS.items():
        parts.append(f"## {chapter}\n\n| row | capability | shown by |\n|---|---|---|")
        for row, capability in rows.items():
            if row.startswith(letter):
                tests = "<br>".join(shown.get(row, ())) or "not yet"
                parts[-1] += f"\n| {row} | {capability} | {tests} |"
        parts[-1] += "\n"
    return "\n".join(parts)


def _summary(rows: Mapping[str, str], shown: Mapping[str, Sequence[str]]) -> str:
    lines = ["| chapter | rows | named by a test |", "|---|---:|---:|"]
    for letter, chapter in CHAPTERS.items():
        own = [row for row in rows if row.startswith(letter)]
        lines.append(f"| {chapter} | {len(own)} | {sum(row in shown for row in own)} |")
    return "\n".join([*lines, ""])


def main() -> int:
    PAGE.write_text(page(requirements(), evidence()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
