"""The signing key changes while everybody calls: no good request is refused, a revoked one soon is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest
from jose import jwt

from deploy.demo.clock import SYSTEM
from deploy.demo.gateway import Gateway
from deploy.demo.registration import SECURITY
from tests.journeys.people import bearer, enrolled, problem_of
from tests.journeys.running import Running, until

pytestmark = [pytest.mark.journeys, pytest.mark.long]
REVOKED_WITHIN = 5
"""Seconds (P02)."""
PAUSE = 0.1
READS = {
    "registry": "/registry/v1/organisations",
    "review": "/review/v1/applications",
    "trademark": "/trademark/v1/marks",
    "metrics": "/metrics/v1/observations",
}
STAYING = ("one-who-keeps-the-token", "another-who-keeps-the-token")
RETURNING = ("one-who-signs-in-anew", "another-who-signs-in-anew")
LEAVING = "one-who-is-revoked"


def _key_of(headers: dict[str, str]) -> str:
    return str(jwt.get_unverified_header(headers["Authorization"].removeprefix("Bearer "))["kid"])


@dataclass
class Callers:
    """What each of them was answered, in order, and by which key the token was signed."""

    gateway: Gateway
    refused: list[str] = field(default_factory=list)
    accepted: set[tuple[str, str]] = field(default_factory=set)
    """Service and key of the tokens that were good."""
    leaver: list[tuple[float, int, str]] = field(default_factory=list)
    """When the leaver was answered with which status and, if refused, with which code."""

    async def stay(self, subject: str) -> None:
        """Calls with one token for ever."""
        headers = await self._signed_in(subject)
        while True:
            await self._read_everywhere(subject, headers)

    async def come_back(self, subject: str) -> None:
        """Signs in before every round."""
        while True:
            await self._read_everywhere(subject, await self._signed_in(subject))

    async def leave(self) -> None:
        """Calls on with a token that is revoked meanwhile."""
        headers = await self._signed_in(LEAVING)
        while True:
            answer = await self.gateway.http.get(READS["registry"], headers=headers)
            good = answer.status_code == httpx.codes.OK
            code = "" if good else problem_of(answer)["code"]
            self.leaver.append((asyncio.get_running_loop().time(), answer.status_code, code))
            await asyncio.sleep(PAUSE)

    async def _signed_in(self, subject: str) -> dict[str, str]:
        person = self.gateway.person(subject)
        person._until = 0.0
        return await bearer(person)

    async def _read_everywhere(self, subject: str, headers: dict[str, str]) -> None:
        for service, path in READS.items():
            answer = await self.gateway.http.get(path, headers=headers, params={"limit": "1"})
            if answer.status_code == httpx.codes.OK:
                self.accepted.add((service, _key_of(headers)))
            else:
                self.refused.append(f"{subject} at {service}: {answer.status_code} {answer.text[:200]}")
        await asyncio.sleep(PAUSE)

    @asynccontextmanager
    async def calling(self) -> AsyncIterator[None]:
        """All of them, for as long as the block runs."""
        tasks = [
            *(asyncio.create_task(self.stay(subject)) for subject in STAYING),
            *(asyncio.create_task(self.come_back(subject)) for subject in RETURNING),
            asyncio.create_task(self.leave()),
        ]
        try:
            yield
            assert not [task for task in tasks if task.done()], "somebody stopped calling"
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def leaver_asked_after(self, moment: float) -> Callable[[], Awaitable[bool]]:
        """Whether the leaver has been answered since."""

        async def holds() -> bool:
            return self.leaver[-1][0] > moment

        return holds

    async def heard(self, kid: str) -> None:
        """Until every service has taken a token signed by this key."""

        async def holds() -> bool:
            return self.accepted >= {(service, kid) for service in READS}

        await until(holds, f"every service has taken a token signed by {kid}", seconds=60)


async def _rotate(platform: Running, gateway: Gateway) -> tuple[str, str]:
    """The keys before and after.

    The next one has been published since the start: the ten minutes that it must stand there are let pass.
    """
    keeper = gateway.person(SYSTEM)
    before = {key["state"]: key["kid"] for key in (await keeper.get("/identity/v1/keys"))["items"]}
    older = "UPDATE identity.keys SET created_at = created_at - interval '11 minutes' WHERE state = 'next'"
    await asyncio.to_thread(platform.sql, "identity", older)
    signer = await keeper.post("/identity/v1/keys/rotations")
    assert signer["kid"] == before["next"]
    return before["active"], before["next"]


async def _revoke(gateway: Gateway, person: str) -> float:
    """When it was acknowledged."""
    security = gateway.person(SECURITY)
    (binding,) = (await security.get("/identity/v1/bindings", person_id=person))["items"]
    path = f"/identity/v1/bindings/{binding['id']}/revoke"
    await security.post(path, {"reason": "岗位调整"}, version=binding["version"])
    return asyncio.get_running_loop().time()


async def test_P02_keys_rotate_under_traffic_without_one_refused_good_request(
    platform: Running, gateway: Gateway
):
    for subject in (*STAYING, *RETURNING):
        await enrolled(gateway, subject, role="programme_officer", region_path="37.")
    leaver = await enrolled(gateway, LEAVING, role="city_officer", region_path="37.3707.")
    callers = Callers(gateway)
    async with callers.calling():
        active = await _signing_key(gateway)
        await callers.heard(active)
        old, new = await _rotate(platform, gateway)
        assert old == active
        await callers.heard(new)
        callers.accepted.clear()
        await callers.heard(old)
        revoked_at = await _revoke(gateway, leaver)
        await until(callers.leaver_asked_after(revoked_at + REVOKED_WITHIN), "the leaver goes on", seconds=60)
        callers.accepted.clear()
        await callers.heard(old)
        await callers.heard(new)
    assert callers.refused == []
    assert {code for at, _, code in callers.leaver if at < revoked_at} == {""}
    late = {(status, code) for at, status, code in callers.leaver if at > revoked_at + REVOKED_WITHIN}
    assert late == {(401, "token_revoked")}


async def _signing_key(gateway: Gateway) -> str:
    listed = (await gateway.person(SYSTEM).get("/identity/v1/keys"))["items"]
    return next(str(key["kid"]) for key in listed if key["state"] == "active")
