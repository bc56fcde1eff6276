"""Where a call came from is what the gateway saw: by no header, trailer or trick somebody seems another."""

import json

import httpx
import pytest

from services.gateway.settings import GatewaySettings
from tests.gateway.conftest import running_envoy
from tests.gateway.test_smuggling import HOST, OPEN, answered, chunk, statuses

SEEN = "x-lupin-client-address"
FORGED = "10.9.8.7"


async def arrived(gateway: str, headers: str, body: str = "") -> dict[str, str]:
    """Headers as the service got them."""
    told = await answered(gateway, f"POST {OPEN} HTTP/1.1\r\n{HOST}{headers}\r\n{body}".encode("latin-1"))
    assert statuses(told) == [200], told
    found: dict[str, str] = json.loads(told.partition(b"\r\n\r\n")[2])["headers"]
    return found


@pytest.mark.parametrize(
    "headers",
    [
        f"X-Lupin-Client-Address: {FORGED}\r\nX-LUPIN-CLIENT-ADDRESS: {FORGED}\r\n",
        f"X-Forwarded-For: {FORGED}, 127.0.0.1\r\nX-Forwarded-For: {FORGED}\r\n",
        f"Forwarded: for={FORGED};proto=https\r\nX-Real-IP: {FORGED}\r\n",
        f"X-Envoy-External-Address: {FORGED}\r\nX-Envoy-Internal: true\r\nTrue-Client-IP: {FORGED}\r\n",
        f"X-Lupin-Client-Address: \t{FORGED}\r\n",
    ],
    ids=["itself, twice", "a chain", "its standard", "of the gateway's own", "with a tab"],
)
async def test_OWASP_API6_the_address_of_a_caller_cannot_be_chosen(gateway: str, headers: str):
    found = await arrived(gateway, f"{headers}Content-Length: 0\r\nConnection: close\r\n")
    assert found[SEEN] == "127.0.0.1"
    own = {name for name, value in found.items() if FORGED in value}
    assert own <= {"true-client-ip"}, "which nobody reads"


@pytest.mark.parametrize("named", [SEEN, "x-request-id", "content-length"])
async def test_OWASP_API6_a_header_cannot_be_taken_away_by_naming_it_as_one_of_the_way(
    gateway: str, bearer: dict[str, str], named: str
):
    token = f"Authorization: {bearer['authorization']}\r\n"
    found = await arrived(gateway, f"{token}Connection: close, {named}\r\nContent-Length: 2\r\n", "{}")
    assert found[SEEN] == "127.0.0.1"
    assert found["authorization"] == bearer["authorization"]
    assert "connection" not in found
    assert found["x-request-id"]


async def test_OWASP_API6_who_takes_the_own_token_away_is_nobody(gateway: str, bearer: dict[str, str]):
    token = f"Authorization: {bearer['authorization']}\r\n"
    found = await arrived(gateway, f"{token}Connection: close, authorization\r\nContent-Length: 0\r\n")
    assert "authorization" not in found
    assert found[SEEN] == "127.0.0.1"


async def test_OWASP_API6_a_trailer_says_nothing_of_who_calls(gateway: str):
    body = f"{chunk('{}')}0\r\n{SEEN}: {FORGED}\r\nAuthorization: Bearer x\r\n\r\n"
    found = await arrived(gateway, "Connection: close\r\nTransfer-Encoding: chunked\r\n", body)
    assert found[SEEN] == "127.0.0.1"
    assert "authorization" not in found


@pytest.mark.parametrize("name", ["x_lupin_client_address", "x_forwarded_for", "x_request_id"])
async def test_OWASP_API6_an_underscore_is_no_dash(client: httpx.AsyncClient, name: str):
    assert (await client.get(OPEN, headers={name: FORGED})).status_code == 400


async def test_OWASP_API6_behind_a_proxy_its_word_counts_and_what_stood_before_does_not(
    settings: GatewaySettings, folder, token: str
):
    behind = settings.model_copy(
        update={
            "port": settings.port + 2,
            "metrics_port": None,
            "trusted_hops": 1,
            "admin_socket": folder / "hop.sock",
        }
    )
    async with running_envoy(behind, folder, token) as url:
        told = f"X-Forwarded-For: {FORGED}, 192.0.2.7\r\nContent-Length: 0\r\nConnection: close\r\n"
        found = await arrived(url, told)
        assert found[SEEN] == "192.0.2.7"
        alone = await arrived(url, "Content-Length: 0\r\nConnection: close\r\n")
        assert alone[SEEN] == "127.0.0.1"


@pytest.mark.parametrize("given", ["00-zz", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "x" * 4000])
async def test_OWASP_API8_a_trace_or_name_of_a_request_that_is_none_does_no_harm(gateway: str, given: str):
    found = await arrived(
        gateway,
        f"Traceparent: {given}\r\nX-Request-Id: {given}\r\nConnection: close\r\nContent-Length: 0\r\n",
    )
    assert found["x-request-id"] != given


async def test_P07_of_a_trace_only_its_number_is_passed_on_and_no_free_text(gateway: str):
    good = f"00-{'ab' * 16}-{'cd' * 8}-01"
    said = "Tracestate: lupin=13812345678\r\nBaggage: name=13812345678\r\n"
    found = await arrived(gateway, f"Traceparent: {good}\r\n{said}Connection: close\r\nContent-Length: 0\r\n")
    assert found["traceparent"] == good
    assert {"tracestate", "baggage"}.isdisjoint(found)
    for other in ("13812345678", f"{good}-13812345678", good.upper(), f"{good}, {good}"):
        told = f"Traceparent: {other}\r\nConnection: close\r\nContent-Length: 0\r\n"
        assert "traceparent" not in await arrived(gateway, told), other
