"""Registry as it is deployed, but for the issuer of its tokens: guard, row security, history are on."""

import os
from base64 import b64encode

from fastapi import FastAPI
from pydantic import SecretStr

from services.registry.main import build as registry
from services.registry.settings import RegistrySettings
from shared.auth.revocations import RevocationList
from shared.auth.tokens import SigningKey
from shared.auth.verifier import TokenVerifier, Verified
from shared.testing.tokens import TestIssuer
from shared.time.clock import instant


class Examining:
    """A verifier for every token: what the check costs when nothing is remembered."""

    def __init__(self, issuer: TestIssuer) -> None:
        self._issuer = issuer

    async def verify(self, token: str) -> Verified:
        """As of a token never seen."""
        return await self._issuer.verifier("registry").verify(token)


class Believing:
    """Looks at the first token only: what is left is the service without the check."""

    def __init__(self, issuer: TestIssuer) -> None:
        self._verifier = issuer.verifier("registry")
        self._first: Verified | None = None

    async def verify(self, token: str) -> Verified:
        """What the first token was."""
        if self._first is None:
            self._first = await self._verifier.verify(token)
        return self._first


def _verifier(issuer: TestIssuer) -> TokenVerifier | Examining | Believing:
    """As deployed, unless the benchmark asks for another."""
    match os.environ.get("BENCH_TOKENS"):
        case "examined":
            return Examining(issuer)
        case "believed":
            return Believing(issuer)
        case _:
            return issuer.verifier("registry")


def build() -> FastAPI:
    """For uvicorn."""
    issuer = TestIssuer()
    issuer.key = SigningKey.from_pem(os.environ["BENCH_KEY"])
    issuer.keys.keys[issuer.key.verifying.kid] = issuer.key.verifying
    started = instant()
    issuer.revocations = RevocationList(
        now=lambda: started
    )  # identity's feed is not part of this: never silent
    issuer.revocations.hear([])
    settings = RegistrySettings(
        database_url=SecretStr(os.environ["BENCH_LOGIN_URL"]),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
    )
    return registry(settings, collaborators={"verifier": _verifier(issuer)})
