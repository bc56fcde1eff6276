"""`python -m tests.examples [--anew] [SERVICE ...]` writes services/<name>/examples.json by running tests.

Run are the tests that the file names; where an operation has no example yet, all tests of its service. With
`--anew` all of them are run, and what tells most is taken. Then the contract is written with what was found.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shared.app.contract import contract_path
from shared.app.illustrated import EXAMPLES
from tests.architecture.tree import ROOT, built_services
from tests.examples.choosing import choose, faults_of
from tests.examples.operations import Operation, all_of, contract
from tests.examples.recording import FILE

Recorded = dict[str, list[dict[str, Any]]]
OF_EVERY_SERVICE = "tests/shared/house"
"""Where tests call what every service offers beside its nouns."""


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("services", nargs="*", default=built_services(), metavar="SERVICE")
    parser.add_argument(
        "--anew", action="store_true", help="look through all tests, not only those of last time"
    )
    parser.add_argument(
        "--exchanges", type=Path, help="a file that was recorded already; what is not in it stays"
    )
    given = parser.parse_args()
    missing = 0
    for service in given.services:
        _write_contract(service)
        had = examples_of(service)
        kept = {} if given.anew else had
        recorded = (
            _read(given.exchanges, service) if given.exchanges else _record(service, _tests(service, kept))
        )
        # What was run here shows all that there is; of a file nobody says that it is everything.
        missing += _write(service, recorded, kept, had if given.exchanges else {})
    return 1 if missing else 0


def examples_of(service: str) -> dict[str, Any]:
    """The committed examples of a service, by operation."""
    file = contract_path(f"services.{service}").with_name(EXAMPLES)
    read: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return read


def _tests(service: str, kept: dict[str, Any]) -> list[str]:
    if all_of(contract(service)).keys() - kept.keys():
        return [f"tests/{service}", OF_EVERY_SERVICE]
    return sorted({each["test"] for each in kept.values()})


def _record(service: str, tests: Iterable[str]) -> Recorded:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exchanges.jsonl"
        file.touch()
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.examples.recording",
            "-p",
            "no:randomly",
            "-q",
            "-n0",
        ]
        subprocess.run([*command, *tests], cwd=ROOT, env={**os.environ, FILE: str(file)}, check=True)
        return _read(file, service)


def _read(file: Path, service: str) -> Recorded:
    recorded: Recorded = defaultdict(list)
    for line in file.read_text("utf-8").split("\n")[:-1]:  # a workbook in an answer may hold other line ends
        exchange = json.loads(line)
        if exchange["service"] == service:
            recorded[exchange["operation"]].append(exchange)
    return recorded


def _write(service: str, recorded: Recorded, kept: dict[str, Any], instead: dict[str, Any]) -> int:
    """The file and the contract; how many operations have no example."""
    known = all_of(contract(service))
    found = found_in(known, recorded, kept, instead)
    file = contract_path(f"services.{service}").with_name(EXAMPLES)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _write_contract(service)
    without = sorted(known.keys() - found.keys())
    sys.stderr.writelines(f"{service}: no test that was run answers {name}\n" for name in without)
    return len(without)


def found_in(
    known: Mapping[str, Operation], recorded: Recorded, kept: Mapping[str, Any], instead: Mapping[str, Any]
) -> dict[str, Any]:
    """An example of each operation of which something fits that was recorded, or else stands `instead`."""
    found = {}
    for name, operation in known.items():
        example = choose(operation, recorded.get(name, ()), kept.get(name))
        if example is not None:
            found[name] = example.written()
        elif name in instead and not any(faults_of(operation, instead[name])):
            found[name] = instead[name]
    return found


def _write_contract(service: str) -> None:
    write = [sys.executable, "-m", "shared.app.contract", f"services.{service}", "--write"]
    subprocess.run(write, cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
