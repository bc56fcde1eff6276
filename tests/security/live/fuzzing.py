"""Schemathesis as a library: a few of its boundary cases for every operation, the same ones each time."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from uuid import uuid4

import requests
import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks
from schemathesis.specs.openapi.coverage._operation import iter_coverage_cases

from tests.security.live.contracts import GOOD_KEY, KEY, Json

EACH: Final = 3
"""Calls of an operation."""
LOOKED_AT: Final = 16
"""Cases of an operation from which they are chosen."""
LONGEST: Final = 30.0
"""Seconds after which an operation hangs."""
DENIED: Final = frozenset({"unauthenticated", "token_invalid", "scope_missing", "role_missing"})
"""Codes of the guard: whoever meets another has passed it."""
CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@dataclass
class Run:
    """What the calls of one service came to."""

    faults: list[str] = field(default_factory=list)
    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Codes of problems, else statuses, by operation, as `GET /review/v1/rounds`."""

    def unexercised(self, operations: Sequence[str]) -> list[str]:
        """Operations of which no call got past the guard."""
        return [each for each in operations if not set(self.answers.get(each, ())) - DENIED]


def exercise(contract: Json, url: str, tokens: Mapping[str, str]) -> Run:
    """Call every operation of a contract as somebody whom it admits, and compare what it answers."""
    run = Run()
    with requests.Session() as session:
        session.trust_env = False
        for case in cases(contract):
            _call(case, run, session, url=url, token=tokens.get(case.operation.label))
    return run


def cases(contract: Json) -> Iterator[Any]:
    """For each operation its plainest call, then those of a kind that was made least so far."""
    schema = schemathesis.openapi.from_dict(contract)
    made: Counter[str] = Counter()
    for each in schema.get_all_operations():
        looked_at = list(islice(_boundaries(schema, each.ok()), LOOKED_AT))
        yield from looked_at[:1]
        rest = looked_at[1:]
        for _ in range(min(EACH - 1, len(rest))):
            chosen = min(rest, key=lambda case: made[_kind(case)])
            made[_kind(chosen)] += 1
            rest.remove(chosen)
            yield chosen


def _boundaries(schema: Any, operation: Any) -> Iterator[Any]:
    """What the command line calls its coverage phase; it has no other door for a program."""
    yield from iter_coverage_cases(
        operation=operation,
        generation_modes=list(GenerationMode),
        generate_duplicate_query_parameters=True,
        unexpected_methods=set(),
        generation_config=schema.config.generation_for(operation=operation, phase="coverage"),
    )


def _kind(case: Any) -> str:
    return f"{case.meta.phase.data.scenario} in {case.meta.phase.data.parameter_location}"


def _call(case: Any, run: Run, session: requests.Session, *, url: str, token: str | None) -> None:
    if token is not None:
        case.headers["Authorization"] = f"Bearer {token}"
    if case.headers.get(KEY) == GOOD_KEY:
        case.headers[KEY] = str(uuid4())
    label = case.operation.label
    try:
        answer = case.call(base_url=url, session=session, timeout=LONGEST)
        run.answers[label][_verdict(answer)] += 1
        case.validate_response(answer, checks=CHECKS)
    except (FailureGroup, requests.Timeout) as found:
        run.faults.append(f"{label}: {found}")


def _verdict(answer: Any) -> str:
    problem = "problem" in answer.headers.get("content-type", [""])[0]
    return str(answer.json()["code"]) if problem else str(answer.status_code)
