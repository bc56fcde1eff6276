"""The table as a state diagram: Mermaid for the README of its service, kept current by a command.

`python -m shared.workflow.diagram services.review` rewrites what stands between the markers
`<!-- diagram:NOUN -->` and `<!-- /diagram -->`; with `--check` it only says what is out of date.
"""

import argparse
import importlib
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shared.workflow.table import Workflow

BLOCK = re.compile(r"<!-- diagram:(?P<noun>[\w-]+) -->\n.*?<!-- /diagram -->", re.DOTALL)


def mermaid(workflow: Workflow[Any, Any]) -> str:
    """The state diagram, its steps in the order of the table."""
    lines = ["stateDiagram-v2", f"    [*] --> {workflow.initial.value}"]
    for row in workflow.transitions:
        who = ", ".join(sorted(row.roles))
        lines.append(f"    {row.source.value} --> {row.target.value}: {row.action.value} ({who})")
    lines += [f"    {state.value} --> [*]" for state in workflow.states if state in workflow.final]
    return "\n".join(lines)


def block(workflow: Workflow[Any, Any]) -> str:
    """The diagram between its markers, as it stands in a README."""
    drawn = mermaid(workflow)
    return f"<!-- diagram:{workflow.noun} -->\n```mermaid\n{drawn}\n```\n<!-- /diagram -->"


def workflows_of(package: str) -> dict[str, Workflow[Any, Any]]:
    """The latest edition of every noun whose `workflow.py` lies in this service."""
    folder = Path(str(importlib.import_module(package).__file__)).parent
    latest: dict[str, Workflow[Any, Any]] = {}
    for path in sorted(folder.glob("*/workflow.py")):
        module = importlib.import_module(f"{package}.{path.parent.name}.workflow")
        for found in vars(module).values():
            if isinstance(found, Workflow):
                known = latest.get(found.noun)
                if known is None or known.edition < found.edition:
                    latest[found.noun] = found
    return latest


def redrawn(text: str, workflows: Iterable[Workflow[Any, Any]]) -> str:
    """The README with each marked diagram as its table is now; every table must have its place."""
    by_noun = {workflow.noun: workflow for workflow in workflows}
    marked = {match["noun"] for match in BLOCK.finditer(text)}
    if marked != set(by_noun):
        astray = ", ".join(sorted(marked ^ set(by_noun)))
        raise ValueError(f"diagram markers and workflow tables disagree on: {astray}")
    return BLOCK.sub(lambda match: block(by_noun[match["noun"]]), text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Redraw the state diagrams of a service's README.")
    parser.add_argument("package", help="for example services.review")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when out of date")
    options = parser.parse_args(arguments)
    readme = Path(str(importlib.import_module(options.package).__file__)).parent / "README.md"
    workflows = workflows_of(options.package)
    before = readme.read_text(encoding="utf-8") if workflows or readme.exists() else ""
    after = redrawn(before, workflows.values())
    if before == after:
        return 0
    if options.check:
        sys.stderr.write(f"{readme}: a diagram is out of date; run the command without --check\n")
        return 1
    readme.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
