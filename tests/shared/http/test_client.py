"""Calls to siblings: bounded, retried only when harmless, and a silence is a refusal with a name."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest
import stamina

from shared.errors.refusals import Conflict
from shared.http.breaker import Breaker
from shared.http.client import ANSWER_LIMIT, Gateway, SiblingClient
from shared.http.credentials import ClientCredentials
from shared.http.errors import SiblingRefused, SiblingSilent
from shared.observability.context import RequestContext, current


class QuotaSpent(Conflict):
    """A refusal of the sibling that this service knows."""


class Registry:
    """A sibling that answers by a script and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

    def client(self, **given: Any) -> SiblingClient:
        http = httpx.AsyncClient(transport=httpx.MockTransport(self), base_url="http://gateway")
        return SiblingClient(Gateway(http), "registry", **{"tokens": None, **given})


class Now:
    """A clock that the test turns."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def _without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


def problem(status: int, code: str, **headers: str) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "status": status}, headers=headers)


SILENCES: list[Any] = [
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("slow"),
    httpx.RemoteProtocolError("rubbish"),
    httpx.Response(200, content=b"<html>"),
    httpx.Response(502, content=b"bad gateway"),
    problem(503, "database_silent"),
    problem(500, "internal_error"),
    problem(429, "too_many"),
    problem(409, "request_in_progress"),
]


@pytest.mark.parametrize("silence", SILENCES, ids=str)
async def test_a_get_is_tried_again_and_then_the_silence_has_a_name(silence):
    registry = Registry(silence)
    with pytest.raises(SiblingSilent) as refused:
        await registry.client().get("/registry/v1/organisations")
    assert len(registry.asked) == 3
    assert refused.value.status == 503
    assert refused.value.headers["Retry-After"] == "2"
    assert refused.value.params["sibling"] == "registry"


async def test_a_sibling_that_stumbled_once_is_forgiven():
    registry = Registry(httpx.ReadError("reset"), {"items": [1]})
    assert await registry.client().get("/registry/v1/organisations", {"limit": "1"}) == {"items": [1]}
    assert registry.asked[1].url.query == b"limit=1"


async def test_a_post_without_a_key_is_never_sent_twice():
    registry = Registry(httpx.ReadTimeout("slow"))
    with pytest.raises(SiblingSilent):
        await registry.client().post("/registry/v1/organisations", {})
    assert len(registry.asked) == 1


async def test_a_post_with_a_key_is_sent_again_under_the_same_key():
    registry = Registry(httpx.ReadTimeout("slow"), {"id": 1})
    assert await registry.client().post("/registry/v1/organisations", {"name": "壶"}, key="k1") == {"id": 1}
    assert [asked.headers["idempotency-key"] for asked in registry.asked] == ["k1", "k1"]
    assert registry.asked[0].content == registry.asked[1].content


async def test_a_post_that_only_reads_may_be_repeated():
    registry = Registry(httpx.ReadTimeout("slow"), {"items": []})
    assert await registry.client().post("/registry/v1/facts", {}, reads=True) == {"items": []}


async def test_a_refusal_is_not_repeated_and_keeps_its_code():
    registry = Registry(problem(404, "organisation_unknown"))
    with pytest.raises(SiblingRefused) as refused:
        await registry.client().get("/registry/v1/organisations/1")
    assert len(registry.asked) == 1
    assert refused.value.params["problem"] == "organisation_unknown"


async def test_a_refusal_that_this_service_knows_is_raised_by_its_name():
    registry = Registry(problem(409, "quota_spent"))
    with pytest.raises(QuotaSpent):
        await registry.client(named={"quota_spent": QuotaSpent}).get("/registry/v1/quotas")


async def test_a_redirect_is_not_followed():
    registry = Registry(httpx.Response(302, headers={"Location": "http://169.254.169.254/"}))
    with pytest.raises(SiblingRefused):
        await registry.client().get("/registry/v1/organisations")
    assert len(registry.asked) == 1


async def test_an_answer_without_end_is_rubbish():
    registry = Registry(httpx.Response(200, content=b"[" + b" " * ANSWER_LIMIT + b"]"))
    with pytest.raises(SiblingSilent):
        await registry.client(attempts=1).get("/registry/v1/organisations")


async def test_a_sibling_that_keeps_failing_is_left_alone_and_then_tried_by_one_call():
    now = Now()
    registry = Registry(httpx.ConnectError("refused"))
    client = registry.client(attempts=1, breaker=Breaker(threshold=2, rest=10, tick=now))
    for _ in range(4):
        with pytest.raises(SiblingSilent) as refused:
            await client.get("/registry/v1/organisations")
    assert len(registry.asked) == 2
    assert refused.value.headers["Retry-After"] == "10"
    now.seconds += 10
    registry.answers = [{}]
    assert client.breaker.remaining() == 0
    assert client.breaker.remaining() == 10
    now.seconds += 10
    assert await client.get("/registry/v1/organisations") == {}
    assert await client.get("/registry/v1/organisations") == {}


async def test_P07_a_call_carries_the_name_and_trace_of_the_request_it_serves():
    registry = Registry({})
    name = UUID("0190b6d4-0000-7000-8000-000000000001")
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    token = current.set(RequestContext(name, trace))
    try:
        await registry.client().get("/registry/v1/organisations")
    finally:
        current.reset(token)
    assert registry.asked[0].headers["x-request-id"] == str(name)
    assert registry.asked[0].headers["traceparent"] == trace


def credentials(now: Now) -> tuple[ClientCredentials, list[Mapping[str, str]]]:
    asked: list[Mapping[str, str]] = []

    async def ask(form: Mapping[str, str]) -> Mapping[str, Any]:
        asked.append(form)
        return {"access_token": f"token-{len(asked)}", "expires_in": 300}

    prove: Callable[[], Mapping[str, str]] = lambda: {"client_id": "review", "client_secret": "s"}  # noqa: E731 - a name for the type
    return ClientCredentials(ask, prove, scope="registry:*", tick=now), asked


async def test_the_token_is_fetched_when_needed_and_anew_half_a_minute_before_its_end():
    now = Now()
    source, asked = credentials(now)
    assert asked == []
    assert [await source.token(), await source.token()] == ["token-1", "token-1"]
    now.seconds += 269
    assert await source.token() == "token-1"
    now.seconds += 1
    assert await source.token() == "token-2"
    assert asked[0] == {
        "grant_type": "client_credentials",
        "client_id": "review",
        "client_secret": "s",
        "scope": "registry:*",
    }


async def test_a_token_that_was_refused_is_replaced_once_even_for_a_post_without_key():
    source, asked = credentials(Now())
    registry = Registry(problem(401, "token_revoked"), {"id": 1})
    assert await registry.client(tokens=source).post("/registry/v1/organisations", {}) == {"id": 1}
    assert [request.headers["authorization"] for request in registry.asked] == [
        "Bearer token-1",
        "Bearer token-2",
    ]
    registry = Registry(problem(401, "token_revoked"))
    with pytest.raises(SiblingRefused):
        await registry.client(tokens=source).get("/registry/v1/organisations")
    assert len(asked) == 3


async def test_the_gateway_hands_out_tokens_of_identity():
    identity = Registry({"access_token": "t", "expires_in": 60, "token_type": "Bearer"})
    http = httpx.AsyncClient(transport=httpx.MockTransport(identity), base_url="http://gateway")
    source = Gateway(http).credentials(lambda: {"client_id": "review"})
    assert await source.token() == "t"
    [asked] = identity.asked
    assert (asked.method, asked.url.path) == ("POST", "/identity/v1/token")
    assert asked.content == b"grant_type=client_credentials&client_id=review"


async def test_a_token_endpoint_that_answers_rubbish_is_silence():
    identity = Registry({"hello": 1})
    http = httpx.AsyncClient(transport=httpx.MockTransport(identity), base_url="http://gateway")
    with pytest.raises(SiblingSilent):
        await Gateway(http).credentials(dict).token()
