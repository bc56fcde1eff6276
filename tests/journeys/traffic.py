"""Traffic on all services while something dies: every write goes on with its key until it is acknowledged."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import httpx

from deploy.demo.gateway import Gateway, Json
from deploy.demo.registration import SECURITY
from shared.codes.credit_code import make_from
from tests.journeys.people import bearer, problem_of

AWAY = frozenset({502, 503, 504})
"""What a caller is told of a part that is not there; with it, after how many seconds to come again."""
AGAIN = AWAY | {409, 429}
"""Also of the same request that is still under way, and of too many at once."""
PAUSE = 0.2
"""Seconds between the writes of one writer: traffic, no load."""
OFFICER = "officer-of-journeys"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Write:
    """One wish that has one effect: where it goes, with what, and who asks."""

    service: str
    path: str
    body: Json
    subject: str = OFFICER

    @property
    def key(self) -> str:
        return hashlib.sha256(json.dumps([self.path, self.body], sort_keys=True).encode()).hexdigest()


def wish(service: str) -> Write:
    """The next of its kind: no two are the same."""
    number = next(_numbers)
    match service:
        case "identity":
            person = {"provider": "kills", "subject": f"k-{number}", "display_name": "演示人员"}
            return Write(service, "/identity/v1/people", person, SECURITY)
        case "registry":
            organisation = {
                "credit_code": make_from("91", "370100", f"{60_000_000 + number * 7}"),
                "name": f"济南恢复{number}有限公司",
                "kind": "enterprise",
                "region_code": "370100",
                "industry_code": "13",
            }
            return Write(service, "/registry/v1/organisations", organisation)
        case "review":
            name = {"zh-CN": "恢复演练", "en": f"Recovery {number}"}
            programme = {"code": f"recovery_{number}", "name": name, "owner_region": "370000"}
            return Write(service, "/review/v1/programmes", programme)
        case "trademark":
            mark = {
                "number": f"{72_000_000 + number}",
                "name": f"恢复{number}",
                "kind": "product",
                "filed_on": "2018-01-07",
                "holder": {"name": f"济南恢复{number}商行", "region_code": "370100"},
                "goods": [{"class_number": 30, "name": "糕点"}],
                "source": "商标公告（演示）",
            }
            return Write(service, "/trademark/v1/marks", mark)
    day = (date(1930, 1, 1) + timedelta(days=number)).isoformat()
    figure = {
        "series": "retail_total",
        "region": "370000",
        "period_from": day,
        "period_to": day,
        "value": f"{number}",
        "unit": "hundred_million_yuan",
        "origin": "manual",
        "source": f"恢复演练{number}",
        "release": f"recovery-{number}",
    }
    return Write("metrics", "/metrics/v1/observations", figure)


@dataclass
class Traffic:
    """Writers of some services, and what each of them was told."""

    gateway: Gateway
    cut_off: bool = False
    """Whether the gateway itself may be gone: a caller then meets no answer instead of a problem."""
    made: list[tuple[Write, Json]] = field(default_factory=list)
    told: list[tuple[str, int]] = field(default_factory=list)
    """Service and status of every answer that was no acknowledgement; 0 for none at all."""

    async def sign_in(self) -> None:
        """Anew, so that no token ends while there is nobody to give the next."""
        for subject in (OFFICER, SECURITY):
            person = self.gateway.person(subject)
            person._until = 0.0
            await bearer(person)

    def flows(self, services: Sequence[str]) -> Callable[[], Awaitable[bool]]:
        """Whether each service has acknowledged something."""

        async def holds() -> bool:
            return {wanted.service for wanted, _ in self.made} >= set(services)

        return holds

    def refusers(self) -> set[str]:
        """Services that were said to be away."""
        return {service for service, status in self.told if status in AWAY}

    async def write(self, service: str) -> Json:
        """One wish, asked until it is granted."""
        wanted = wish(service)
        while (acknowledged := await self._ask(wanted)) is None:
            pass
        self.made.append((wanted, acknowledged))
        return acknowledged

    async def _ask(self, wanted: Write) -> Json | None:
        try:
            headers = await self._headers(wanted)
            answer = await self.gateway.http.post(wanted.path, json=wanted.body, headers=headers)
        except httpx.TransportError:
            assert self.cut_off, f"the gateway gave no answer to {wanted.path}"
            self.told.append((wanted.service, 0))
            await asyncio.sleep(PAUSE)
            return None
        if answer.status_code == httpx.codes.CREATED:
            acknowledged: Json = answer.json()
            return acknowledged
        await self.refused(wanted.service, answer)
        return None

    async def _headers(self, wanted: Write) -> dict[str, str]:
        return {**await bearer(self.gateway.person(wanted.subject)), "Idempotency-Key": wanted.key}

    async def refused(self, service: str, answer: httpx.Response) -> None:
        """Every refusal on the way is a problem that says when to come again; who asks obeys."""
        told = problem_of(answer)
        assert answer.status_code in AGAIN, told
        wait = answer.headers.get("retry-after")
        assert wait is not None, f"no Retry-After: {answer.status_code} {told}"
        self.told.append((service, answer.status_code))
        await asyncio.sleep(float(wait))

    @asynccontextmanager
    async def flowing(self, services: Sequence[str]) -> AsyncIterator[None]:
        """One writer a service for as long as the block runs; each ends with a wish that was granted."""
        enough = asyncio.Event()

        async def writer(service: str) -> None:
            while not enough.is_set():
                await self.write(service)
                await asyncio.sleep(PAUSE)

        async with asyncio.TaskGroup() as group:
            for service in services:
                group.create_task(writer(service))
            try:
                yield
            finally:
                enough.set()

    def written(self, service: str) -> list[Json]:
        return [acknowledged for wanted, acknowledged in self.made if wanted.service == service]

    async def assert_kept(self) -> None:
        """Each acknowledged thing is there, and its key still answers with it and makes no second one."""
        for wanted, acknowledged in self.made:
            actor = self.gateway.person(wanted.subject)
            found = await actor.get(f"{wanted.path}/{acknowledged['id']}")
            assert _same(found, acknowledged), f"{wanted.path}: {acknowledged} became {found}"
        for service in sorted({wanted.service for wanted, _ in self.made}):
            wanted, acknowledged = next(each for each in self.made if each[0].service == service)
            headers = await self._headers(wanted)
            again = await self.gateway.send("POST", wanted.path, json=wanted.body, headers=headers)
            assert again.json()["id"] == acknowledged["id"], again.text
            assert again.headers["idempotent-replayed"] == "true"


def _same(found: Mapping[str, object], acknowledged: Mapping[str, object]) -> bool:
    return all(found[name] == acknowledged[name] for name in ("id", "version"))
