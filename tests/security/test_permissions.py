"""The permission matrix, cell by cell over HTTP: every operation of every service with every role."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest

from shared.auth.guards import Guard, OpenGuard
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import TestIssuer, bound
from tests.security.permissions import PAGE, page
from tests.security.standing import SERVICES, Operation, calling, operations, ready, standing

DENIED_BY_THE_GUARD = {"scope_missing", "role_missing"}
ROLES = sorted(set(Role) - {Role.CLOCK, Role.PUBLIC})
"""Those that a token may name: time and the public hold no tokens."""


@dataclass(frozen=True)
class Gate:
    """One service, called with tokens of the tests' own issuer."""

    service: str
    issuer: TestIssuer
    client: httpx.AsyncClient
    offered: list[Operation]

    async def ask(self, operation: Operation, headers: dict[str, str]) -> httpx.Response:
        body = {} if operation.method in {"POST", "PUT", "PATCH"} else None
        return await self.client.request(
            operation.method, operation.address(), headers=ready(headers), json=body
        )

    def guarded(self) -> list[Operation]:
        return [each for each in self.offered if each.asks is not None]


def verdict(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of the problem, if it is one."""
    problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["code"] if problem else ""


@pytest.fixture
async def gate(
    request: pytest.FixtureRequest, rolled_back_database: Callable[[str], Awaitable[RolledBackDatabase]]
) -> AsyncIterator[Gate]:
    service, issuer = request.param, TestIssuer()
    app = standing(service, await rolled_back_database(service), issuer)
    async with calling(app) as client:
        yield Gate(service, issuer, client, operations(service))


every_service = pytest.mark.parametrize("gate", SERVICES, indirect=True)


@pytest.mark.parametrize("service", SERVICES)
def test_P03_every_operation_has_a_guard(service):
    assert [str(each) for each in operations(service) if each.guard is None] == []


@every_service
async def test_P03_without_a_token_only_what_is_public_is_answered(gate):
    verdicts = {str(each): verdict(await gate.ask(each, {})) for each in gate.guarded()}
    assert verdicts == dict.fromkeys(verdicts, (401, "unauthenticated"))


@every_service
async def test_P03_a_forged_token_is_refused_everywhere_even_where_none_is_needed(gate):
    forged = TestIssuer().bearer(gate.service, bound(Role.AUDITOR, region=""))
    asked = [each for each in gate.offered if isinstance(each.guard, Guard | OpenGuard)]
    verdicts = {str(each): verdict(await gate.ask(each, forged))[0] for each in asked}
    assert verdicts == dict.fromkeys(verdicts, 401)


@every_service
async def test_P03_a_token_without_the_scope_is_refused_whatever_its_roles(gate):
    everybody = [bound(role, region="", organisation=new_id()) for role in ROLES]
    elsewhere = {"elsewhere:*", f"{gate.service}:unheard_of:*", f"{gate.service}s:*"}
    headers = gate.issuer.bearer(gate.service, *everybody, scopes=elsewhere)
    verdicts = {str(each): verdict(await gate.ask(each, headers)) for each in gate.guarded()}
    assert verdicts == dict.fromkeys(verdicts, (403, "scope_missing"))


@every_service
async def test_P03_the_narrowest_scope_is_enough_for_its_own_operation(gate):
    everybody = [bound(role, region="", organisation=new_id()) for role in ROLES]
    refused = {}
    for each in gate.guarded():
        assert isinstance(each.asks, Guard)
        headers = gate.issuer.bearer(gate.service, *everybody, scopes={each.asks.scope})
        found = verdict(await gate.ask(each, headers))
        if not passed(found):
            refused[str(each)] = found
    assert refused == {}


@every_service
async def test_P03_a_role_passes_where_it_is_named(gate):
    wrong = {}
    for role in ROLES:
        headers = gate.issuer.bearer(gate.service, bound(role, region="37.", organisation=new_id()))
        for each in gate.guarded():
            if each.admits(role) and not passed(found := verdict(await gate.ask(each, headers))):
                wrong[f"{role}: {each}"] = found
    assert wrong == {}


@every_service
async def test_P03_a_role_passes_nowhere_else_and_all_others_together_do_not(gate):
    """A guard asks whether any role of the token is named: who holds all others stands for each of them."""
    wrong = {}
    for each in gate.guarded():
        others = [role for role in ROLES if not each.admits(role)]
        bindings = [bound(role, region="37.", organisation=new_id()) for role in others]
        headers = gate.issuer.bearer(gate.service, *bindings)
        if others and (found := verdict(await gate.ask(each, headers))) != (403, "role_missing"):
            wrong[str(each)] = found
    assert wrong == {}


def passed(found: tuple[int, str]) -> bool:
    """Behind the guard, whatever the answer to an empty request; but not by a fault of ours."""
    status, code = found
    return status not in {401, 500} and code not in DENIED_BY_THE_GUARD


def test_P03_the_committed_page_is_what_the_guards_say():
    assert PAGE.read_text("utf-8") == page(SERVICES), "run: python -m tests.security.permissions"
