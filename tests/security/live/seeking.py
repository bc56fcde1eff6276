"""For an operation that never went well: others of those whom it admits, and other things of its kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any, Final

import requests
import schemathesis

from tests.security.live.contracts import EXAMPLES, FRAGILE, GOOD_KEY, KEY, Json
from tests.security.live.fuzzing import GOOD, MATCH, Run, call, in_order, plainest
from tests.security.live.offers import SLOT

THINGS: Final = 12
"""Of a kind, so many are tried: in one of them a case is often as far as the step needs it."""

Tokens = Callable[[], Mapping[str, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Seeker:
    """Who may call what, and the things that were seen, by service and segment or by segment."""

    service: str
    url: str
    tokens: Tokens
    things: Mapping[str, Sequence[str]]

    def seek(self, contract: Json, run: Run, fruitless: Sequence[str]) -> None:
        """The plainest call of each, as everybody and with everything, until one goes well."""
        schema = schemathesis.openapi.from_dict(contract)
        with requests.Session() as session:
            session.trust_env = False
            for operation in in_order(schema):
                if operation.label in fruitless:
                    for case in islice(plainest(schema, operation), 1):
                        self._try(case, run, session)

    def _try(self, case: Any, run: Run, session: requests.Session) -> None:
        label = case.operation.label
        tokens = self.tokens().get(label, (None,))
        for token, thing in product(tokens, self._of_its_kind(label)):
            if thing is not None:
                case.path_parameters[SLOT.findall(label)[0][1]] = thing
            for header, given in ((KEY, GOOD_KEY), (MATCH, EXAMPLES[MATCH])):
                if header in case.headers:
                    case.headers[header] = given
            call(case, run, session, url=self.url, token=token)
            if not GOOD.isdisjoint(run.answers[label]):
                return

    def _of_its_kind(self, label: str) -> Sequence[str | None]:
        """What may stand in the one place of an address; where there are more, they belong together."""
        slots = [segment for segment, _ in SLOT.findall(label)]
        own = [f"{self.service}/{segment}" for segment in slots]
        if len(slots) != 1 or {*slots, *own} & FRAGILE:
            return (None,)
        return [*self.things.get(own[0], self.things.get(slots[0], ()))][:THINGS] or (None,)
