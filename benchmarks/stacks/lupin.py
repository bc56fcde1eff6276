"""Registry as it is deployed, but for the issuer of its tokens: guard, row security, history are on."""

import os
from base64 import b64encode

from fastapi import FastAPI
from pydantic import SecretStr

from services.registry.main import build as registry
from services.registry.settings import RegistrySettings
from shared.auth.revocations import RevocationList
from shared.auth.tokens import SigningKey
from shared.testing.tokens import TestIssuer
from shared.time.clock import instant


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
    return registry(settings, collaborators={"verifier": issuer.verifier("registry")})
