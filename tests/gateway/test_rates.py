"""Rate classes, asked of a real Envoy: one subject is slowed, and nobody else."""

import httpx

from services.gateway.filters import http_filters
from services.gateway.settings import GatewaySettings
from services.identity.api_clients.rules import RateClass
from tests.gateway.conftest import Issuer

MODEST = {"kind": "client", "rate_class": "modest"}


def bearer(issuer: Issuer, **claims: object) -> dict[str, str]:
    return {"authorization": f"Bearer {issuer.mint(**claims)}"}


async def statuses(client: httpx.AsyncClient, headers: dict[str, str], calls: int) -> list[int]:
    return [(await client.get("/review/v1/things", headers=headers)).status_code for _ in range(calls)]


async def test_P01_a_subject_of_a_modest_client_is_slowed_and_told_when_to_come_again(
    client: httpx.AsyncClient, issuer: Issuer
) -> None:
    eager = bearer(issuer, sub="eager", lupin=MODEST)
    answers = [await client.get("/review/v1/things", headers=eager) for _ in range(20)]
    assert [each.status_code for each in answers[:2]] == [200, 200]
    answer = next(each for each in answers if each.status_code == 429)
    assert answer.json()["code"] == "too_many_requests"
    assert int(answer.headers["retry-after"]) > 0


async def test_P01_neither_another_subject_nor_another_class_is_slowed_by_that(
    client: httpx.AsyncClient, issuer: Issuer
) -> None:
    assert 429 in await statuses(client, bearer(issuer, sub="noisy", lupin=MODEST), 20)
    assert await statuses(client, bearer(issuer, sub="quiet", lupin=MODEST), 2) == [200] * 2
    assert await statuses(client, bearer(issuer, sub="noisy", lupin={"kind": "client"}), 20) == [200] * 20
    platform = {"kind": "client", "rate_class": "platform"}
    assert await statuses(client, bearer(issuer, sub="noisy", lupin=platform), 20) == [200] * 20


async def test_another_token_of_the_same_subject_gives_no_new_allowance(
    client: httpx.AsyncClient, issuer: Issuer
) -> None:
    seen = []
    for number in range(20):
        headers = bearer(issuer, sub="sly", jti=str(number), lupin=MODEST)
        seen += await statuses(client, headers, 1)
    assert 429 in seen


def test_P01_every_class_that_identity_gives_but_the_open_one_has_the_rate_of_its_own_setting() -> None:
    told = GatewaySettings(platform_per_second=7, modest_per_second=3)
    (rates,) = (
        each["typed_config"]
        for each in http_filters(told)
        if each["typed_config"].get("stat_prefix") == "rate_class"
    )
    slowed = {
        each["entries"][0]["value"]: (
            each["token_bucket"]["tokens_per_fill"],
            each["token_bucket"]["max_tokens"],
        )
        for each in rates["descriptors"]
    }
    assert slowed == {RateClass.PLATFORM: (7, 14), RateClass.MODEST: (3, 6)}
    assert slowed.keys() == set(RateClass) - {RateClass.OPEN}
