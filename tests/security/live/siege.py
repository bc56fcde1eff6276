"""The platform under hostile requests: sends them, looks at the answers and at what was left behind."""

import asyncio
import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import httpx

from deploy.demo.gateway import Gateway
from deploy.local.choices import SERVICES
from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.admitted import tokens_of
from tests.security.live.raids import Raid

LONGEST: Final = 30.0
"""Seconds after which an operation hangs."""
AT_ONCE: Final = 4
TRACES: Final = """
SELECT count(*) FROM {service}.history WHERE actor IN ({who})
UNION ALL SELECT count(*) FROM {service}.idempotency WHERE split_part(client, '|', 2) IN ({who})"""


@dataclass
class Siege:
    """Who attacks: somebody of each role, so that every operation lets one of them in."""

    platform: Running
    gateway: Gateway
    held: Mapping[Role, str]
    _gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _tokens: dict[str, str] = field(default_factory=dict)

    async def faults(self, raids: Sequence[Raid]) -> list[str]:
        """What was wrong with the answers."""
        for service in {raid.operation.service for raid in raids}:
            self._tokens |= tokens_of(service, self.held)
        async with httpx.AsyncClient(timeout=LONGEST, trust_env=False) as straight:
            found = await asyncio.gather(*(self._fault(raid, straight) for raid in raids))
        return [each for each in found if each]

    async def _fault(self, raid: Raid, straight: httpx.AsyncClient) -> str:
        request = raid.request(self._tokens.get(str(raid.operation)))
        method = raid.operation.method
        try:
            if raid.straight:
                request["url"] = self._address(raid.operation.service) + request["url"]
                async with self._gate:
                    answer = await straight.request(method, **request)
            else:
                answer = await self.gateway.send(method, request.pop("url"), **request)
            return raid.fault(answer)
        except httpx.TransportError as broken:
            return f"{raid}: {broken!r}"
        except (AssertionError, ValueError) as unlike:
            return f"{raid}: {unlike}"

    def _address(self, service: str) -> str:
        return f"http://127.0.0.1:{self.platform.service_port + SERVICES.index(service)}"

    def traces(self, service: str) -> list[list[str]]:
        """How many steps of the attackers stand in the history, and how many of their keys were used."""
        who = ", ".join(f"'{name}'" for name in sorted(_subjects(self.held.values())))
        return self.platform.sql(service, TRACES.format(service=service, who=who))


def _subjects(tokens: Iterable[str]) -> Iterable[str]:
    for token in tokens:
        payload = token.split(".")[1]
        yield json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"]
