"""Which status a refusal has, read from the classes that declare it, without importing a service."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SHARED: Final = "shared"
KINDS: Final = Path("shared/errors/refusals.py")
_CLASS: Final = re.compile(r"^class (\w+)\((\w+)[,)]")
_STATUS: Final = re.compile(r"^    status = (\d{3})$")
_SEAM: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def statuses(checkout: Path, folder: str) -> Mapping[str, int]:
    """Code and status of every refusal that a folder of the checkout declares."""
    kinds = dict(_kinds(checkout / KINDS))
    own = _parents(checkout / folder)
    parents = {**_parents(checkout / SHARED), **own}
    found = {name: _status(name, parents, kinds) for name in own}
    return {_SEAM.sub("_", name).lower(): status for name, status in found.items() if status}


def _kinds(file: Path) -> Iterator[tuple[str, int]]:
    name = ""
    for line in file.read_text("utf-8").splitlines():
        if declared := _CLASS.match(line):
            name = declared[1]
        elif status := _STATUS.match(line):
            yield name, int(status[1])


def _parents(folder: Path) -> dict[str, str]:
    lines = (line for file in sorted(folder.rglob("*.py")) for line in file.read_text("utf-8").splitlines())
    return {found[1]: found[2] for found in map(_CLASS.match, lines) if found}


def _status(name: str, parents: Mapping[str, str], kinds: Mapping[str, int]) -> int | None:
    """Up the line of parents to a kind; None for what is no refusal."""
    seen: set[str] = set()
    while name not in kinds:
        if name in seen or name not in parents:
            return None
        seen.add(name)
        name = parents[name]
    return kinds[name]
