"""The state machine of Schemathesis on the links of a contract: rows of calls, made up by chance."""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import Flaky, Unsatisfiable
from schemathesis.generation.stateful.state_machine import APIStateMachine, StepInput, StepOutput

from tests.security.live.contracts import Json
from tests.security.live.fuzzing import Run, call, plainest
from tests.security.live.sequences import Own

ROW: Final = 12
"""Calls at most of a row."""
AT_A_TIME: Final = 5
"""Rows by one chance: a platform that others change too does not answer the same twice, which ends them."""
BEGUN: Final = "begun"

Tokens = Callable[[], Mapping[str, str]]


@dataclass
class Wandering:
    """What the rows came to."""

    run: Run = field(default_factory=Run)
    good: Counter[str] = field(default_factory=Counter)
    """Calls that were answered well, by the link that was taken to them."""

    own: Own = field(default_factory=Own)

    @property
    def second_steps(self) -> int:
        """Calls that another led to and that were answered well: without one, nothing was done in a row."""
        return sum(self.good.values()) - self.good[BEGUN]


def wander(contract: Json, url: str, tokens: Tokens, rows: int) -> Wandering:
    """So many rows, the same chance each time; a fault ends none of them."""
    schema = schemathesis.openapi.from_dict(contract)
    schema.config.phases.stateful.inference.algorithms = []  # on the links of the house, and no others
    seen = Wandering()
    by_chance = settings(
        max_examples=AT_A_TIME,
        stateful_step_count=ROW,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with requests.Session() as session:
        session.trust_env = False
        machine = _machine(schema.as_state_machine(), seen, session, url=url, tokens=tokens)
        for chance in range(rows // AT_A_TIME):
            with suppress(Flaky, Unsatisfiable):
                seed(chance)(machine).run(settings=by_chance)
    return seen


def _begin_well(schema: Any, case: Any) -> None:
    """As the plainest call: what is made up by chance is mostly refused, and nothing would come behind it."""
    for plain in islice(plainest(schema, case.operation), 1):
        case.query, case.headers, case.body = plain.query, plain.headers, plain.body
        case.media_type = plain.media_type


def _machine(
    links: type[APIStateMachine], seen: Wandering, session: requests.Session, *, url: str, tokens: Tokens
) -> type[APIStateMachine]:
    """It calls as everything here does, and notes a fault instead of stopping at it."""

    class Wanderer(links):  # type: ignore[misc, valid-type]
        def step(self, given: StepInput) -> StepOutput | None:
            case: Any = given.case
            if seen.own.spares(case.operation, case.path_parameters):
                return None
            if given.transition is None:
                _begin_well(self.schema, case)
            answer = call(case, seen.run, session, url=url, token=tokens().get(case.operation.label))
            if answer is None:
                return None
            self.after_call(answer, case)
            if answer.status_code < requests.codes.bad_request:
                seen.own.learn(answer)
                seen.good[given.transition.id if given.transition else BEGUN] += 1
            return StepOutput(answer, case)

    return Wanderer
