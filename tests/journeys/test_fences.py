"""The fences of a client, met through the gateway by whoever carried its secret or its token off."""

import httpx
import pytest

from deploy.demo.gateway import Gateway, Json

pytestmark = pytest.mark.journeys
NAME = "fenced-platform"
FRONT, EVIL = {"Origin": "https://front.example"}, {"Origin": "https://evil.example"}
ELSEWHERE, HERE = "203.0.113.0/24", "127.0.0.0/8"


async def granted(gateway: Gateway, secret: str, headers: dict[str, str]) -> httpx.Response:
    form = {"grant_type": "client_credentials", "client_id": NAME, "client_secret": secret}
    return await gateway.http.post("/identity/v1/token", data=form, headers=headers)


async def fenced(gateway: Gateway, networks: list[str]) -> Json:
    """The client with its secret, registered by the system administrator."""
    body: Json = {
        "name": NAME,
        "title": "有边界的平台",
        "method": "secret",
        "scopes": ["registry:*"],
        "networks": networks,
        "origins": [FRONT["Origin"]],
        "rate_class": "modest",
    }
    return await gateway.person("system-administrator").post("/identity/v1/clients", body)


async def test_P02_a_client_is_used_from_its_networks_and_front_ends_and_no_address_that_it_claims(
    gateway: Gateway,
):
    made = await fenced(gateway, [ELSEWHERE])
    secret = made["client_secret"]
    claimed = {"X-Lupin-Client-Address": "203.0.113.7", "X-Forwarded-For": "203.0.113.7"}
    refused = await granted(gateway, secret, claimed)
    assert (refused.status_code, refused.json()["error_description"]) == (401, "network")
    body: Json = {"networks": [HERE], "origins": [FRONT["Origin"]], "rate_class": "modest"}
    path = f"/identity/v1/clients/{made['client']['id']}/fences"
    await gateway.person("system-administrator").put(path, body, version=made["client"]["version"])
    token = (await granted(gateway, secret, {})).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    directory = "/registry/v1/directory"
    assert (await gateway.http.get(directory, headers=bearer | FRONT)).status_code == 200
    foreign = await gateway.http.get(directory, headers=bearer | EVIL)
    assert (foreign.status_code, foreign.json()["code"]) == (401, "origin_not_allowed")
    assert "origin" in foreign.headers["www-authenticate"]
