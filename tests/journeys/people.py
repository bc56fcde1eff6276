"""People of the demo who are needed beside its story, and calls whose refusals are looked at."""

from typing import Any

import httpx

from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.registration import SECURITY

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "code"}


async def enrolled(gateway: Gateway, subject: str, **role: Any) -> str:
    """A person with one role who can sign in; identity's number for the person."""
    person = {"provider": "demo", "subject": subject, "display_name": "演示人员", "roles": [role]}
    answer = await gateway.person(SECURITY).post("/identity/v1/people/enrolments", {"people": [person]})
    return str(answer["items"][0]["id"])


async def auditor(gateway: Gateway) -> Actor:
    """Somebody from whom no service hides an event."""
    await enrolled(gateway, "auditor-of-journeys", role="auditor", region_path="")
    return gateway.person("auditor-of-journeys")


async def bearer(actor: Actor) -> dict[str, str]:
    """The header with a token of the actor."""
    return {"Authorization": f"Bearer {await actor._signed_in()}"}


def problem_of(answer: httpx.Response) -> Json:
    """The problem document of a refusal; anything else is told as it came."""
    told = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:200]!r}"
    assert answer.headers.get("content-type", "").startswith(PROBLEM), f"no problem document: {told}"
    problem: Json = answer.json()
    assert set(problem) >= MEMBERS, f"members are missing: {told}"
    assert problem["status"] == answer.status_code, f"another status in the document: {told}"
    return problem
