"""A provider that has turned, or that somebody plays: it publishes and answers what a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from shared.auth.tokens import SigningKey, sign
from shared.time.clock import instant
from tests.identity.openid.browser import CLIENT


@dataclass
class Crooked:
    """`answers` stand beside the honest ones, each a status, headers and a body of bytes or JSON."""

    issuer: str = ""
    key: SigningKey = field(default_factory=SigningKey.generate)
    answers: dict[str, tuple[int, dict[str, str], Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def claims(self, said: str, /, **changed: Any) -> dict[str, Any]:
        """The claims of an honest ID token, with some changed; None takes one away."""
        second = int(instant().timestamp())
        honest = {"iss": self.issuer, "sub": "wang", "aud": CLIENT, "nonce": said}
        honest |= {"iat": second, "exp": second + 600}
        return {name: value for name, value in {**honest, **changed}.items() if value is not None}

    def vouches(self, claims: dict[str, Any], key: SigningKey | None = None) -> None:
        """Any code brings this ID token."""
        self.brings(sign(claims, key or self.key, typ="JWT"))

    def brings(self, id_token: Any) -> None:
        self.answers["/token"] = (200, {}, {"id_token": id_token, "token_type": "Bearer"})

    def configuration(self, **changed: Any) -> dict[str, Any]:
        """What it publishes of itself."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            **changed,
        }

    def answer(self, path: str) -> tuple[int, dict[str, str], Any]:
        honest = {
            "/.well-known/openid-configuration": self.configuration(),
            "/jwks": {"keys": [dict(self.key.verifying.jwk)]},
        }
        return self.answers.get(path) or (200, {}, honest.get(path, {"error": "invalid_grant"}))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1].partition("?")[0]
        self.asked.append(path)
        status, headers, body = self.answer(path)
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        lines = {**headers, "Content-Length": str(len(sent)), "Connection": "close"}
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} Answer\r\n{told}\r\n".encode() + sent)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def turned() -> AsyncIterator[Crooked]:
    """Listens on a free port until the block ends."""
    crooked = Crooked()
    server = await asyncio.start_server(crooked.serve, "127.0.0.1", 0)
    crooked.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield crooked
