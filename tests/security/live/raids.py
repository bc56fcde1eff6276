"""Which hostile request meets which operation, and what is wrong with the answer."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

import httpx

from shared.http.language import DEFAULT, preferred
from tests.journeys.people import problem_of
from tests.security.live.contracts import contract_of
from tests.security.live.hostile import ATTACKS, JSON, REFUSED, Attack, Reach
from tests.security.standing import Operation, operations

SEVERAL: Final = 2
"""Attacks that an operation meets at least, and operations that an attack meets in a service."""
UNREAD: Final = 431
"""Too long to be read to its end, and so to its language."""
LANGUAGES: Final = ("zh-CN", "en")
FORMS: Final = {"/identity/v1/token", "/identity/v1/revoke", "/identity/v1/introspect"}
"""OAuth's own, with an `error` member where others have a problem: exceptions of the API profile."""
WRITING: Final = {"POST", "PUT", "PATCH"}
TAKES: Final = {"If-Match": Reach.VERSION, "Idempotency-Key": Reach.KEY, "cursor": Reach.CURSOR}


@dataclass(frozen=True, slots=True)
class Raid:
    """One hostile request for one operation, through the gateway or past it."""

    what: str
    operation: Operation
    straight: bool
    language: str

    @property
    def attack(self) -> Attack:
        return ATTACKS[self.what]

    def __str__(self) -> str:
        way = "straight to the service" if self.straight else "through the gateway"
        return f"{self.operation}, {self.what}, {way}"

    def request(self, token: str | None) -> dict[str, Any]:
        """For httpx: what would be read if it were not for the attack."""
        headers: dict[str, str | bytes] = {
            "Accept-Language": self.language,
            "Idempotency-Key": str(uuid4()),
            "If-Match": '"1"',
        }
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        body = self.attack.body
        if body is None and self.operation.method in WRITING:
            body, headers["Content-Type"] = b"{}", JSON
        url = f"{self.operation.address()}?{self.attack.query}".rstrip("?")
        return {"url": url, "headers": {**headers, **self.attack.headers}, "content": body}

    def fault(self, answer: httpx.Response) -> str:
        """What is wrong with the answer; nothing, as a rule."""
        told = f"{self}: {answer.status_code} {answer.text[:300]}"
        if answer.status_code >= 500 or (self.attack.refused and answer.status_code not in REFUSED):
            return told
        if answer.status_code < 400 or (self.operation.path in FORMS and "error" in answer.json()):
            return ""
        title = problem_of(answer)["title"]
        asked = preferred(str(self.attack.headers.get("Accept-Language", self.language)))
        if answer.status_code == UNREAD:
            asked = DEFAULT
        right = answer.headers.get("content-language") == asked and title.isascii() == (asked == "en")
        return "" if right else f"not in {asked}: {told}"


def raids(service: str) -> list[Raid]:
    """Every attack on the operations that met fewest so far: through the gateway and past it, in turn."""
    reach = reaches(service)
    met: Counter[str] = Counter()
    everywhere = sum(attack.reach is Reach.ALL for attack in ATTACKS.values())
    share = {Reach.ALL: max(SEVERAL, math.ceil(SEVERAL * len(reach) / everywhere))}
    return [
        Raid(what, operation, straight=turn % 2 == 1, language=LANGUAGES[turn // 2 % 2])
        for what, attack in ATTACKS.items()
        for turn, operation in enumerate(_fewest(met, attack, reach, share.get(attack.reach, SEVERAL)))
    ]


def every_raid(service: str) -> list[Raid]:
    """Every attack on every operation that it reaches, both ways."""
    return [
        Raid(what, operation, straight=straight, language=LANGUAGES[place % 2])
        for place, (operation, takes) in enumerate(reaches(service))
        for what, attack in ATTACKS.items()
        if attack.reach in takes
        for straight in (False, True)
    ]


def _fewest(
    met: Counter[str], attack: Attack, reach: Sequence[tuple[Operation, set[Reach]]], share: int
) -> Iterator[Operation]:
    able = [operation for operation, takes in reach if attack.reach in takes]
    for operation in sorted(able, key=lambda each: met[str(each)])[:share]:
        met[str(operation)] += 1
        yield operation


def reaches(service: str) -> list[tuple[Operation, set[Reach]]]:
    """What each operation takes, by its contract."""
    paths = contract_of(service)["paths"]
    return [
        (each, set(_taken(paths.get(each.path, {}).get(each.method.lower(), {}))))
        for each in operations(service)
    ]


def _taken(described: Mapping[str, Any]) -> Iterator[Reach]:
    yield Reach.ALL
    names = {parameter["name"] for parameter in described.get("parameters", ())}
    yield from (reach for name, reach in TAKES.items() if name in names)
    if JSON in described.get("requestBody", {}).get("content", {}):
        yield Reach.BODY
