"""Identity as far as the gateway needs it: the public key of this run."""

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared.auth.tokens import SigningKey


async def _jwks(_: Request) -> JSONResponse:
    key = SigningKey.from_pem(os.environ["BENCH_KEY"])
    return JSONResponse({"keys": [dict(key.verifying.jwk)]})


async def _ready(_: Request) -> Response:
    return Response()


def build() -> Starlette:
    """For uvicorn."""
    return Starlette(routes=[Route("/identity/v1/jwks", _jwks), Route("/readyz", _ready)])
