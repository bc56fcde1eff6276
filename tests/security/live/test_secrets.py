"""Nothing secret or personal is in what a run writes or shows: canaries are planted and looked for."""

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from deploy.demo.gateway import Actor, Gateway
from deploy.demo.registration import PDF
from deploy.local.choices import SERVICES
from deploy.local.postgres import EmbeddedPostgres
from shared.codes.credit_code import make_from
from tests.collector import Collected
from tests.journeys.people import bearer, enrolled
from tests.journeys.running import Running, until

pytestmark = pytest.mark.journeys
SYSTEM = "system-administrator"
ORGANISATIONS = "/registry/v1/organisations"
SHORTEST = 16
"""Characters of a word that is a secret by itself; the opening of a private key is shorter."""
WRITTEN_WITHIN = 30
"""Seconds until the logs hold what was done."""


@dataclass
class Canaries:
    """What must be found nowhere, by what it is; and every refusal that was shown."""

    gateway: Gateway
    hidden: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    last_request: str = ""
    last_trace: str = field(default_factory=lambda: secrets.token_hex(16))
    """Of which every service has a span, after those of all other calls."""

    def plant(self, what: str, value: str) -> str:
        self.hidden[what] = value
        return value

    async def call(self, method: str, path: str, **given: Any) -> httpx.Response:
        """A call whose refusal, if it is one, is looked at too."""
        answer = await self.gateway.send(method, path, **given)
        self.last_request = answer.headers.get("x-request-id", self.last_request)
        if answer.is_error:
            self.refusals.append(f"{answer.text} {dict(answer.headers)}")
        return answer


def spellings(value: str) -> set[str]:
    """As a log may write it: as it is, in an address, in JSON; in Base64 whatever stands before it."""
    in_json = json.dumps(value)[1:-1]
    raw = value.encode()
    coded = {base64.b64encode(b"." * start + raw)[4 if start else 0 : -4].decode() for start in range(3)}
    return {value, quote(value, safe=""), in_json, *coded}


def found(hidden: Mapping[str, str], written: Mapping[str, str]) -> list[str]:
    """Which canary stands where, without telling it again."""
    return sorted(
        f"{what} in {where}"
        for what, value in hidden.items()
        for where, text in written.items()
        if any(spelling in text for spelling in spellings(value))
    )


async def written_by(platform: Running) -> dict[str, str]:
    """Every log of the run, and the figures that its processes show."""
    logs = [platform.log, *platform.places.logs.rglob("*")]
    texts = {path.name: path.read_text("utf-8", "replace") for path in logs if path.is_file()}
    async with httpx.AsyncClient(trust_env=False) as client:
        for number, service in enumerate(SERVICES):
            shown = await client.get(f"http://127.0.0.1:{platform.service_port + number}/metrics")
            assert shown.status_code == httpx.codes.OK, service
            texts[f"figures of {service}"] = shown.text
    return texts


def secrets_of(keys: Path) -> Iterator[tuple[str, str]]:
    """What the run made for itself: passwords, data keys, the passphrase, the lines of private keys."""
    for file in sorted(path for path in keys.rglob("*") if path.is_file() and ".pub" not in path.name):
        for number, line in enumerate(file.read_text("utf-8").split()):
            if len(line) >= SHORTEST and "-----" not in line:
                yield f"word {number} of {file.name}", line


async def sign_in_and_lose_the_token(canaries: Canaries, officer: Actor) -> dict[str, str]:
    """A token in its header, where it does not belong, and broken."""
    header = await bearer(officer)
    token = canaries.plant("token", header["Authorization"].removeprefix("Bearer "))
    assert (await canaries.call("GET", ORGANISATIONS, headers=header)).status_code == httpx.codes.OK
    await canaries.call("GET", ORGANISATIONS, params={"access_token": token})
    await canaries.call("GET", ORGANISATIONS, headers=header, params={"access_token": token})
    broken = canaries.plant("broken token", f"{token[:-20]}{secrets.token_urlsafe(15)}")
    await canaries.call("GET", ORGANISATIONS, headers={"Authorization": f"Bearer {broken}"})
    ticket = canaries.plant("ticket", f"ST-{secrets.token_hex(16)}")
    await canaries.call("GET", "/identity/v1/clock", params={"ticket": ticket})
    await canaries.call("GET", f"/identity/v1/tickets/{ticket}")
    wrong = canaries.plant("wrong passphrase", secrets.token_urlsafe(20))
    body = {"subject": officer.subject, "passphrase": wrong}
    await canaries.call("POST", "/identity/v1/demo/sign-in", json=body)
    return header


async def register_a_client(canaries: Canaries) -> None:
    """A secret that is shown once, used well and badly; an assertion that is none."""
    scopes = ["registry:organisation:read"]
    body = {"name": f"canary-{secrets.token_hex(4)}", "title": "金丝雀", "method": "secret", "scopes": scopes}
    made = await canaries.gateway.person(SYSTEM).post("/identity/v1/clients", body)
    secret = canaries.plant("client secret", made["client_secret"])
    grant = {"grant_type": "client_credentials"}
    token = await canaries.call("POST", "/identity/v1/token", data=grant, auth=(body["name"], secret))
    canaries.plant("token of the client", token.json()["access_token"])
    wrong = canaries.plant("wrong client secret", secrets.token_urlsafe(32))
    form = {**grant, "client_id": body["name"], "client_secret": wrong}
    await canaries.call("POST", "/identity/v1/token", data=form)
    await canaries.call("POST", "/identity/v1/token", auth=(body["name"], wrong), json=grant)
    assertion = canaries.plant("assertion", f"e30.{secrets.token_urlsafe(40)}.{secrets.token_urlsafe(40)}")
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    form = {**grant, "client_assertion_type": kind, "client_assertion": assertion}
    await canaries.call("POST", "/identity/v1/token", data=form)


async def register_an_organisation(canaries: Canaries, officer: Actor, header: dict[str, str]) -> None:
    """Personal data where it belongs, twice, and in every place where it does not."""
    number = secrets.randbelow(10**8)
    name = canaries.plant("contact name", f"金丝雀{chr(0x4E00 + number % 5000)}{chr(0x4E00 + number % 4999)}")
    phone = canaries.plant("phone", f"138{number:08d}")
    mail = canaries.plant("email", f"canary-{number}@mail.example")
    identity = canaries.plant("id number", f"37010019800101{number % 10_000:04d}")
    body = {
        "credit_code": make_from("91", "370100", f"{secrets.randbelow(10**8):08d}"),
        "name": f"金丝雀有限公司{number}",
        "kind": "enterprise",
        "region_code": "370100",
        "industry_code": "13",
        "contacts": [{"name": name, "phone": phone}],
    }
    await officer.post(ORGANISATIONS, body)
    for key, sent in enumerate(
        (
            {**body, "legal_representative": {"name": name}},
            {**body, "contacts": [{"name": name, "phone": f"{phone}{identity}", "email": mail}]},
            {**body, "identity_number": identity, "mail": mail},
            {**body, "region_code": identity},
        )
    ):
        headers = {**header, "Idempotency-Key": f"canary-{number}-{key}"}
        refused = await canaries.call("POST", ORGANISATIONS, json=sent, headers=headers)
        assert refused.is_client_error
    for place in (
        f"{ORGANISATIONS}?q={phone}&contact={quote(name)}",
        f"{ORGANISATIONS}/{identity}",
        f"/{mail}",
    ):
        await canaries.call("GET", place, headers={**header, "User-Agent": mail, "Referer": f"/?{phone}"})
    headers = {**header, "Idempotency-Key": identity, "If-Match": phone, "Content-Type": "application/json"}
    await canaries.call("POST", ORGANISATIONS, content=f'{{"name": "{mail}'.encode(), headers=headers)


async def send_and_fetch_a_file(canaries: Canaries, officer: Actor) -> None:
    """Addresses that are permissions: used, and used after a change."""
    file = await officer.upload("registry", "金丝雀.pdf", PDF, "application/pdf")
    link = await officer.get(f"/registry/v1/files/{file}/link")
    address = urlsplit(link["url"])
    canaries.plant("signature of an address", address.query.rpartition("signature=")[2])
    fetched = await canaries.call("GET", f"{address.path}?{address.query}")
    assert fetched.status_code == httpx.codes.OK
    wrong = canaries.plant("wrong signature", secrets.token_urlsafe(24))
    await canaries.call("GET", address.path, params={"expires": "1", "signature": wrong})


async def subscribe(canaries: Canaries, officer: Actor) -> None:
    """A webhook whose secret is shown once, and whose address holds a password of its receiver."""
    place = canaries.plant("password in the address of a webhook", secrets.token_urlsafe(20))
    told = {"url": f"https://1.1.1.1/{place}", "types": ["cn.lupin.registry.nothing.happened.v1"]}
    made = await officer.post("/registry/v1/webhooks", told)
    canaries.plant("webhook secret", made["secret"])
    inside = {"url": f"https://169.254.169.254/{place}", "types": told["types"]}
    headers = {**await bearer(officer), "Idempotency-Key": f"canary-{place}"}
    refused = await canaries.call("POST", "/registry/v1/webhooks", json=inside, headers=headers)
    assert refused.is_client_error


async def say_more_than_anybody_asked(canaries: Canaries, header: dict[str, str]) -> None:
    """What tracing and proxies pass on, where a caller may write whatever he likes."""
    free = ("Traceparent", "Tracestate", "Baggage", "Host", "X-Request-Id", "Forwarded", "X-Forwarded-For")
    for name in (*free, "X-B3-TraceId", "X-Cloud-Trace-Context", "Origin", "Accept-Language"):
        word = canaries.plant(f"what {name} said", f"canary{secrets.token_hex(12)}")
        said = {"Tracestate": f"lupin={word}", "Baggage": f"name={word}", "Host": f"{word}.example"}
        trace = {"Traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"}
        for place in (f"{ORGANISATIONS}?limit=1", "/identity/v1/clock", "/nowhere"):
            headers = {**header, **trace, name: said.get(name, word)}
            await canaries.call("GET", place, headers=headers)
    method = canaries.plant("method", f"CANARY{secrets.token_hex(12).upper()}")
    await canaries.call(method, ORGANISATIONS, headers=header)


@pytest.fixture
async def query_log(platform: Running) -> AsyncIterator[None]:
    """PostgreSQL writes down every statement, as an operator has it do who looks for slow ones."""
    server = EmbeddedPostgres(platform.places.postgres)
    server.sql("ALTER SYSTEM SET log_min_duration_statement = 0")
    server.sql("SELECT pg_reload_conf()")
    yield
    server.sql("ALTER SYSTEM RESET log_min_duration_statement")
    server.sql("SELECT pg_reload_conf()")


@pytest.fixture
async def planted(gateway: Gateway, platform: Running, collected: Collected, query_log: None) -> Canaries:
    """A run in which every kind of secret has been used well and badly."""
    assert query_log is None
    collected.received.clear()  # the spans of other tests are many, and hold no canary
    await enrolled(gateway, "officer-of-canaries", role="city_officer", region_path="37.3701.")
    officer = gateway.person("officer-of-canaries")
    canaries = Canaries(gateway)
    header = await sign_in_and_lose_the_token(canaries, officer)
    await register_a_client(canaries)
    await register_an_organisation(canaries, officer, header)
    await send_and_fetch_a_file(canaries, officer)
    await subscribe(canaries, officer)
    await say_more_than_anybody_asked(canaries, header)
    for service in SERVICES:
        trace = {"Traceparent": f"00-{canaries.last_trace}-{secrets.token_hex(8)}-01"}
        await canaries.call("GET", f"/{service}/v1/code-lists", headers=trace)
    await canaries.call("GET", "/registry/v1/code-lists")
    return canaries


def test_a_canary_is_found_however_it_is_spelled():
    secret = "金丝雀 wing+tail"
    told = [secret, quote(secret), json.dumps(secret), base64.b64encode(f"x:{secret}".encode()).decode()]
    for text in told:
        assert found({"bird": secret}, {"log": f"before {text} after"}) == ["bird in log"]
    assert found({"bird": secret}, {"log": "before and after"}) == []


async def test_P07_nothing_secret_or_personal_is_written_or_shown(
    planted: Canaries, platform: Running, collected: Collected
):
    async def written() -> bool:
        texts, traces = await written_by(platform), collected.traces()
        logged = all(planted.last_request in texts[log] for log in ("access.log", "registry.log"))
        return logged and all(planted.last_trace in traces.get(service, ()) for service in SERVICES)

    await until(written, "the last requests stand in logs and spans", seconds=WRITTEN_WITHIN)
    texts = {**await written_by(platform), "spans": collected.text()}
    assert "/registry/v1/organisations/{organisation_id}" in texts["spans"]
    texts["problem documents"] = "\n".join(planted.refusals)
    assert len(planted.refusals) > 12
    assert "INSERT INTO registry.people" in texts["postgresql.log"], "statements are logged"
    assert {"postgresql.log", "identity.log", "registry-worker.log", "run.log"} <= texts.keys()
    hidden = planted.hidden | dict(secrets_of(platform.places.keys))
    assert await asyncio.to_thread(found, hidden, texts) == []
