"""Calls in a row: what one answer gives into the hands of the next, along the links of a contract.

The walk follows each link once, in an order of its own, so that two runs do the same. `make fuzz` besides
lets the state machine of Schemathesis wander on the same links, by chance and with values of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import requests
import schemathesis
from schemathesis.core.result import Ok
from schemathesis.core.transforms import UNRESOLVABLE
from schemathesis.generation.stateful.state_machine import StepOutput
from schemathesis.specs.openapi.stateful import collect_transitions

from tests.security.live.contracts import FRAGILE, Json
from tests.security.live.fuzzing import Fault, Run, call, plainest
from tests.security.live.offers import SLOT

DEEPEST: Final = 6
"""Calls in a row."""
GONE: Final = {requests.codes.not_found, requests.codes.gone}
ORDER: Final = ("get", "post", "put", "patch", "delete")
"""What removes comes last, or the others would find nothing."""

Tokens = Callable[[], Mapping[str, str]]


@dataclass
class Own:
    """What a run has made: of fragile things it changes no others, or it would shut out its callers."""

    made: set[str] = field(default_factory=set)

    def learn(self, answer: Any) -> None:
        if answer.status_code == requests.codes.created and "json" in answer.headers["content-type"][0]:
            self.made.update(value for value in answer.json().values() if isinstance(value, str))

    def spares(self, operation: Any, values: Mapping[str, Any]) -> bool:
        """Whether a call is better not made."""
        service = operation.path.split("/")[1]
        named = [name for kind, name in SLOT.findall(operation.path) if {kind, f"{service}/{kind}"} & FRAGILE]
        return operation.method != "get" and any(str(values.get(name)) not in self.made for name in named)


@dataclass
class Walk:
    """The links of one contract, and what came of following them."""

    schema: Any
    url: str
    tokens: Tokens
    run: Run = field(default_factory=Run)
    followed: dict[str, bool] = field(default_factory=dict)
    """Links that were followed, and whether it went well."""
    own: Own = field(default_factory=Own)
    longest: int = 0
    """Calls in a row of which each was made with what the one before had answered."""

    @classmethod
    def of(cls, contract: Json, url: str, tokens: Tokens) -> "Walk":
        return cls(schemathesis.openapi.from_dict(contract), url, tokens)

    def __post_init__(self) -> None:
        self._operations = [each.ok() for each in self.schema.get_all_operations()]
        self._links = {
            label: sorted(each.outgoing, key=lambda link: ORDER.index(link.target.method))
            for label, each in collect_transitions(self._operations).operations.items()
        }
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def second_steps(self) -> list[str]:
        """Links that led to something: without one, nothing was done in a row."""
        return [name for name, well in self.followed.items() if well]

    @property
    def links(self) -> list[str]:
        """All of the contract, as `GET /review/v1/rounds -> GET /review/v1/rounds/{round_id}`."""
        return [_named(label, link) for label, links in self._links.items() for link in links]

    def follow(self) -> "Walk":
        """Every link once, as far as an answer leads to it: lists first, then what is made, then the rest."""
        begun = sorted(self._operations, key=lambda each: (each.path.count("{"), ORDER.index(each.method)))
        for operation in begun:
            if operation.method in {"get", "post"} and self._untrodden(operation.label):
                self._step(operation, {}, 1)
        self._session.close()
        return self

    def _step(self, operation: Any, given: Mapping[str, Mapping[str, Any]], depth: int) -> bool:
        """Call, and go on from there; whether it went well."""
        for case in islice(plainest(self.schema, operation), 1):
            _put(case, given)
            answer = self._call(case)
            if answer is None or answer.status_code >= requests.codes.bad_request:
                break
            self.own.learn(answer)
            self.longest = max(self.longest, depth)
            if operation.method == "delete":
                self._look_for(operation, case)
            elif depth < DEEPEST:
                self._go_on(StepOutput(answer, case), depth)
            return True
        return False

    def _untrodden(self, label: str) -> list[Any]:
        return [link for link in self._links.get(label, ()) if _named(label, link) not in self.followed]

    def _go_on(self, output: StepOutput, depth: int) -> None:
        source = output.case.operation.label
        for link in self._untrodden(source):
            given = _handed(link.extract(output))
            if given is None or self.own.spares(link.target, given.get("path_parameters", {})):
                continue
            if int(link.status_code) == output.response.status_code:
                self.followed[_named(source, link)] = False  # not again, from wherever one comes
                self.followed[_named(source, link)] = self._step(link.target, given, depth + 1)

    def _call(self, case: Any) -> Any:
        token = self.tokens().get(case.operation.label)
        return call(case, self.run, self._session, url=self.url, token=token)

    def _look_for(self, operation: Any, removed: Any) -> None:
        """What was removed is gone."""
        reader = next((x for x in self._operations if (x.path, x.method) == (operation.path, "get")), None)
        if reader is None:
            return
        for case in islice(plainest(self.schema, reader), 1):
            _put(case, {"path_parameters": removed.path_parameters})
            answer = self._call(case)
            if answer is not None and answer.status_code not in GONE:
                found = f"{answer.status_code} for what was removed"
                self.run.faults.append(Fault(reader.label, found, case.as_curl_command()))


def _named(source: str, link: Any) -> str:
    return f"{source} -> {link.target.label}"


def _handed(transition: Any) -> dict[str, dict[str, Any]] | None:
    """Values by place and name; `None` where the answer has not got one, as an empty list has not."""
    found: dict[str, dict[str, Any]] = {}
    for place, values in transition.parameters.items():
        for name, each in values.items():
            value = each.value.ok() if isinstance(each.value, Ok) else None
            if value is None or value is UNRESOLVABLE:
                return None
            found.setdefault(place, {})[name] = value
    return found


def _put(case: Any, given: Mapping[str, Mapping[str, Any]]) -> None:
    for place, values in given.items():
        getattr(case, place).update({name: str(value) for name, value in values.items()})
