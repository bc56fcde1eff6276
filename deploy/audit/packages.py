"""What others wrote and Lupin uses: the packages of all lock files, and what was copied into the tree."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from typing_extensions import override

Locked = Mapping[str, Any]


class Use(StrEnum):
    """What a package is there for; of several uses the first, in this order."""

    SERVICES = "services"
    RUN = "embedded run"
    DEV = "development"
    BENCH = "benchmarks"
    BROWSER = "browser"
    """Part of a page that the portal serves."""


class Source(StrEnum):
    """Where it comes from, as the vulnerability services call it."""

    PYPI = "PyPI"
    NPM = "npm"


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """One version of one package."""

    source: Source
    name: str
    version: str
    use: Use
    pinned: bool
    """Whether its lock tells registry and digest, so that what is audited is what gets installed."""
    licence: str = ""
    """As its lock file says; Python's does not."""

    @override
    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.source})"


def python_packages(lock: Path) -> list[Package]:
    """What `uv.lock` pins, but not the members of the workspace themselves."""
    rows = tomllib.loads(lock.read_text("utf-8"))["package"]
    uses = _uses({row["name"]: row for row in rows})
    return [
        Package(Source.PYPI, row["name"], row["version"], uses[row["name"]], pinned=_hashed(row))
        for row in rows
        if "virtual" not in row["source"]
    ]


def _hashed(row: Locked) -> bool:
    files = [*row.get("wheels", []), *([row["sdist"]] if "sdist" in row else [])]
    return "registry" in row["source"] and bool(files) and all("hash" in each for each in files)


def _uses(rows: Mapping[str, Locked]) -> dict[str, Use]:
    """The first use of every package, followed through what needs what, extras included."""
    members = [row for row in rows.values() if "virtual" in row["source"]]
    roots: dict[Use, list[Locked]] = {Use.SERVICES: [], Use.RUN: [], Use.DEV: [], Use.BENCH: []}
    for member in members:
        roots[Use.SERVICES] += member.get("dependencies", [])
        for group, needs in member.get("dev-dependencies", {}).items():
            roots[Use[group.upper()]] += needs
    found: dict[str, Use] = {}
    for use, needs in roots.items():
        for name in _needed(needs, rows):
            found.setdefault(name, use)
    return found


def _needed(needs: list[Locked], rows: Mapping[str, Locked]) -> set[str]:
    """Names of these and of all that they need in turn."""
    waiting, seen = [(need["name"], tuple(need.get("extra", ()))) for need in needs], set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        optional = rows[name].get("optional-dependencies", {})
        below = [*rows[name].get("dependencies", []), *(each for e in extras for each in optional.get(e, []))]
        waiting += [(each["name"], tuple(each.get("extra", ()))) for each in below]
    return {name for name, _ in seen}


def npm_packages(lock: Path) -> Iterator[Package]:
    """What a `package-lock.json` pins; only tests use npm."""
    for place, row in json.loads(lock.read_text("utf-8"))["packages"].items():
        if place:
            name = row.get("name", place.rpartition("node_modules/")[2])
            pinned = "integrity" in row and row.get("resolved", "https://").startswith("https://")
            yield Package(Source.NPM, name, row["version"], Use.DEV, pinned, row.get("license", ""))


def copied_packages(rows: Sequence[Locked]) -> Iterator[Package]:
    """What stands in the tree as a copy, as the policy lists it."""
    for row in rows:
        yield Package(
            Source(row["source"]),
            row["name"],
            row["version"],
            Use(row["use"]),
            pinned=True,
            licence=row["licence"],
        )


def all_packages(root: Path, copied: Sequence[Locked]) -> list[Package]:
    """Every package once, in order."""
    locks = sorted(
        path for top in ("tests", "services", "deploy") for path in root.glob(f"{top}/**/package-lock.json")
    )
    locks = [path for path in locks if "node_modules" not in path.parts]
    found = [*python_packages(root / "uv.lock"), *copied_packages(copied)]
    found += [package for lock in locks for package in npm_packages(lock)]
    return sorted(set(found), key=lambda each: (each.source, each.name, each.version))
