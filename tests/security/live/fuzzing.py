"""Schemathesis as a library: a few of its boundary cases for every operation, the same ones each time."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, Final
from uuid import uuid4

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import one_of
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
BOUNDARIES: Final = int(os.environ.get("LUPIN_FUZZ_BOUNDARIES", "300"))
INVENTIONS: Final = int(os.environ.get("LUPIN_FUZZ_INVENTIONS", "40"))
"""Cases of an operation in a long run."""
ENOUGH: Final = 3
LONGEST: Final = 30.0
"""Seconds after which an operation hangs."""
DENIED: Final = frozenset({"unauthenticated", "token_invalid", "scope_missing", "role_missing"})
"""Codes of the guard: whoever meets another has passed it."""
GOOD: Final = frozenset({"200", "201", "202", "204"})
AMBIGUOUS: Final = re.compile(r"%5c|%2f", re.IGNORECASE)
"""Escaped slashes: two readers would read two paths, so the gateway reads none, and no operation is meant."""
MATCH: Final = "If-Match"
CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with an answer, and the call that brings it about again."""

    operation: str
    found: str
    call: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.found}"


@dataclass
class Run:
    """What the calls of one service came to."""

    faults: list[Fault] = field(default_factory=list)
    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Codes of problems, else statuses, by operation, as `GET /review/v1/rounds`."""

    def unexercised(self, operations: Sequence[str]) -> list[str]:
        """Operations of which no call got past the guard."""
        return [each for each in operations if not set(self.answers.get(each, ())) - DENIED]

    def fruitless(self, operations: Sequence[str]) -> list[str]:
        """Operations that never answered as they do when all is well."""
        return [each for each in operations if GOOD.isdisjoint(self.answers.get(each, ()))]


def exercise(contract: Json, url: str, tokens: Mapping[str, str]) -> Run:
    """Call every operation of a contract as somebody whom it admits, and compare what it answers."""
    run = Run()
    with requests.Session() as session:
        session.trust_env = False
        for case in cases(contract):
            call(case, run, session, url=url, token=tokens.get(case.operation.label))
    return run


def cases(contract: Json) -> Iterator[Any]:
    """For each operation its plainest call, then those of a kind that was made least so far."""
    schema = schemathesis.openapi.from_dict(contract)
    made: Counter[str] = Counter()
    for operation in in_order(schema):
        yield from islice(plainest(schema, operation), 1)
        rest = list(islice(boundaries(schema, operation), LOOKED_AT))
        for _ in range(min(EACH - 1, len(rest))):
            chosen = min(rest, key=lambda case: made[_kind(case)])
            made[_kind(chosen)] += 1
            rest.remove(chosen)
            yield chosen


def in_order(schema: Any) -> list[Any]:
    """What removes comes last, or the others would find nothing."""
    return sorted((each.ok() for each in schema.get_all_operations()), key=lambda op: op.method == "delete")


def plainest(schema: Any, operation: Any) -> Iterator[Any]:
    """By the contract, and with no question that need not be asked."""
    needed = {each.name for each in operation.query if each.is_required}
    for case in boundaries(schema, operation, GenerationMode.POSITIVE):
        case.query = {name: value for name, value in (case.query or {}).items() if name in needed}
        yield case


def boundaries(schema: Any, operation: Any, *modes: GenerationMode) -> Iterator[Any]:
    """What the command line calls its coverage phase; it has no other door for a program."""
    yield from iter_coverage_cases(
        operation=operation,
        generation_modes=list(modes or GenerationMode),
        generate_duplicate_query_parameters=True,
        unexpected_methods=set(),
        generation_config=schema.config.generation_for(operation=operation, phase="coverage"),
    )


def _kind(case: Any) -> str:
    return f"{case.meta.phase.data.scenario} in {case.meta.phase.data.parameter_location}"


def call(case: Any, run: Run, session: requests.Session, *, url: str, token: str | None) -> Any:
    """Call, compare the answer with the contract, and once more where only the version was an old one.

    The answer is handed back, unless there was none or it was not as the contract says.
    """
    if token is not None:
        case.headers["Authorization"] = f"Bearer {token}"
    if case.headers.get(KEY) == GOOD_KEY:
        case.headers[KEY] = str(uuid4())
    try:
        answer = _answered(case, run, session, url=url)
        if (version := current_version(answer)) and MATCH in case.headers:
            case.headers[MATCH] = f'"{version}"'
            if KEY in case.headers:
                case.headers[KEY] = str(uuid4())
            return _answered(case, run, session, url=url)
    except (FailureGroup, requests.RequestException) as found:
        run.faults.append(Fault(case.operation.label, str(found), case.as_curl_command()))
        return None
    return answer


def _answered(case: Any, run: Run, session: requests.Session, *, url: str) -> Any:
    answer = case.call(base_url=url, session=session, timeout=LONGEST)
    run.answers[case.operation.label][_verdict(answer)] += 1
    if answer.status_code == requests.codes.bad_request and AMBIGUOUS.search(answer.request.url):
        return answer
    case.validate_response(answer, checks=CHECKS)
    return answer


def current_version(answer: Any) -> str | None:
    """The version that a caller who was late is told."""
    if answer.status_code != requests.codes.precondition_failed:
        return None
    numbers = re.findall(r"[0-9]+", str(answer.json().get("detail", "")))
    return numbers[-1] if numbers else None


def _verdict(answer: Any) -> str:
    problem = "problem" in answer.headers.get("content-type", [""])[0]
    return str(answer.json()["code"]) if problem else str(answer.status_code)


def deeply(
    contract: Json, url: str, tokens: Callable[[], Mapping[str, str]], tell: Callable[[str], None]
) -> Run:
    """Every boundary case of every operation and so many inventions.

    An operation that has shown `ENOUGH` faults is left alone: more of them say nothing new.
    """
    run, schema = Run(), schemathesis.openapi.from_dict(contract)
    with requests.Session() as session:
        session.trust_env = False
        for operation in in_order(schema):
            tell(operation.label)
            before = len(run.faults)
            tried = islice(boundaries(schema, operation), BOUNDARIES)
            for case in chain(islice(plainest(schema, operation), 1), tried, inventions(operation)):
                call(case, run, session, url=url, token=tokens().get(operation.label))
                if len(run.faults) - before >= ENOUGH:
                    break
    return run


def inventions(operation: Any) -> list[Any]:
    """Calls that Hypothesis makes up by the contract and against it, the same ones each time."""
    made: list[Any] = []

    def keep(case: Any) -> None:
        made.append(case)

    strategies = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]
    many = settings(
        max_examples=INVENTIONS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with suppress(Unsatisfiable):  # nothing speaks against a contract that takes everything
        many(given(one_of(*strategies))(keep))()
    return made
