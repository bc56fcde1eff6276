"""What the catalogues of the portal know: every refusal in both languages, and the terms of the glossary."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from services.gateway.replies import PROBLEMS, REPLIES, TEXTS
from shared.messages.catalogue import HOUSE
from shared.text.yaml_text import read_yaml

GATEWAY = "gateway"
EVERYWHERE = "shared"
FILE = "catalogue.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One code: who answers it, with which statuses, at which operations, in which words."""

    code: str
    source: str
    statuses: tuple[int, ...] = ()
    operations: tuple[str, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    detail: Mapping[str, str]

    @property
    def uri(self) -> str:
        """The `type` of the problem document."""
        return PROBLEMS + self.code

    @property
    def whole(self) -> bool:
        """A refusal of its own; otherwise the sentence of one field or one obstacle within a refusal."""
        return bool(self.title)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Read once at the start."""

    problems: Sequence[Problem]
    glossary: Sequence[Mapping[str, Any]]

    def named(self, code: str) -> Sequence[Problem]:
        """Who answers this code; a gateway and a service may share one."""
        return [problem for problem in self.problems if problem.code == code]

    def search(self, words: str) -> Sequence[Problem]:
        """Problems whose code or texts hold the words; a whole `type` finds its code."""
        wanted = words.removeprefix(PROBLEMS).strip().lower()
        if not wanted:
            return self.problems
        return [problem for problem in self.problems if wanted in _said(problem)]


def open_catalogue(folder: Path | None) -> Catalogue:
    """What was gathered; without it, what gateway and shared say by themselves, which is always at hand."""
    file = folder / FILE if folder else None
    if file is None or not file.exists():
        return Catalogue(_sorted(own_problems()), ())
    gathered = json.loads(file.read_text("utf-8"))
    found = [Problem(**_tuples(row)) for row in gathered["problems"]]
    own = [_completed(problem, gathered["statuses"].get(problem.code)) for problem in own_problems()]
    return Catalogue(_sorted([*own, *found]), gathered["glossary"])


@cache
def own_problems() -> Sequence[Problem]:
    """Of the gateway and of the floor on which every service stands."""
    statuses: dict[str, list[int]] = {}
    for reply in REPLIES:
        statuses.setdefault(reply.code, []).append(reply.status)
    return [
        *(
            _problem(row, GATEWAY, tuple(sorted(set(statuses.get(row[0], ())))))
            for row in _read(TEXTS).items()
        ),
        *(_problem(row, EVERYWHERE) for row in _read(HOUSE).items()),
    ]


def _problem(row: tuple[str, dict[str, Any]], source: str, statuses: tuple[int, ...] = ()) -> Problem:
    code, texts = row
    return Problem(
        code=code, source=source, statuses=statuses, title=texts.get("title", {}), detail=texts["detail"]
    )


def _read(file: Path) -> dict[str, dict[str, Any]]:
    texts: dict[str, dict[str, Any]] = read_yaml(file.read_text("utf-8")) or {}
    return texts


def _sorted(problems: Sequence[Problem]) -> Sequence[Problem]:
    return sorted(problems, key=lambda problem: (problem.code, problem.source))


def _completed(problem: Problem, declared: int | None) -> Problem:
    """With the status that its class declares, where the routes of the gateway tell none."""
    return problem if problem.statuses or declared is None else replace(problem, statuses=(declared,))


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "statuses": tuple(row["statuses"]), "operations": tuple(row["operations"])}


def _said(problem: Problem) -> str:
    return "\n".join((problem.code, *problem.title.values(), *problem.detail.values())).lower()
