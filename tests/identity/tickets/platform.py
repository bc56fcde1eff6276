"""A provincial platform for tests, as its own process; arguments: client, secret, where to send people back.

Tells its address on the first line. `PUT /accounts` says who has an account, `PUT /lies` what it answers
instead of the truth: by path a status, headers and a body, or `{"replays": true}`. Honest otherwise: a ticket
is good once, for a minute, for the client and the address that it was given for.
"""

import json
import secrets
import sys
from base64 import b64decode
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from typing_extensions import override

LIFE = 60


@dataclass
class Platform:
    """What it knows, has given out and was asked."""

    client: str
    secret: str
    back: str
    accounts: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    tickets: dict[str, tuple[str, float]] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def ticket_for(self, query: dict[str, str]) -> str | None:
        """Where the browser is sent after signing in; nowhere that was not registered."""
        if (query.get("client_id"), query.get("redirect_uri")) != (self.client, self.back):
            return None
        ticket = secrets.token_urlsafe(16)
        self.tickets[ticket] = query["login"], monotonic() + LIFE
        return f"{self.back}?{urlencode({'ticket': ticket, 'state': query['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        known = b64decode(authorization.removeprefix("Basic ")).decode()
        if known != f"{self.client}:{self.secret}" or form.get("redirect_uri") != self.back:
            return 401, {"error": "invalid_client"}
        ticket = form.get("ticket", "")
        login, until = self.tickets.pop(ticket, ("", 0.0))
        if not login and self.lies.get("replays"):
            login, until = self.used.get(ticket, ""), monotonic() + LIFE
        if not login or until < monotonic():
            return 400, {"error": "invalid_ticket"}
        self.used[ticket] = login
        token = secrets.token_urlsafe(16)
        self.tokens[token] = login
        return 200, {"access_token": token, "expires_in": 300, "client_id": self.client}

    def told(self, authorization: str) -> tuple[int, dict[str, Any]]:
        login = self.tokens.get(authorization.removeprefix("Bearer "))
        return (401, {"error": "invalid_token"}) if login is None else (200, self.accounts[login])


class Door(BaseHTTPRequestHandler):
    """HTTP/1.1 in front of the platform."""

    protocol_version = "HTTP/1.1"
    platform: Platform

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        self.platform.asked.append(path.path)
        if path.path == "/asked":
            self.answer(200, {"asked": self.platform.asked})
        elif path.path == "/sso":
            query = {name: values[0] for name, values in parse_qs(path.query).items()}
            target = self.platform.ticket_for(query)
            self.answer(302 if target else 400, {}, {"Location": target} if target else {})
        elif not self.lied(path.path):
            self.answer(*self.platform.told(self.headers.get("authorization", "")))

    def do_POST(self) -> None:
        form = {name: values[0] for name, values in parse_qs(self.body().decode()).items()}
        self.platform.asked.append(self.path)
        if not self.lied(self.path):
            self.answer(*self.platform.exchange(form, self.headers.get("authorization", "")))

    def do_PUT(self) -> None:
        setattr(self.platform, self.path.removeprefix("/"), json.loads(self.body()))
        self.answer(200, {})

    def lied(self, path: str) -> bool:
        lie = self.platform.lies.get(path)
        if lie is None:
            return False
        if lie.get("silent"):
            self.rfile.read(1)  # until the caller has had enough
        else:
            body = lie.get("body", {})
            self.answer(lie.get("status", 200), body, lie.get("headers", {}), filler=lie.get("filler", 0))
        return True

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(
        self, status: int, body: Any, headers: dict[str, str] | None = None, *, filler: int = 0
    ) -> None:
        sent = json.dumps(body).encode() + b" " * filler
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(sent))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def main() -> None:
    Door.platform = Platform(*sys.argv[1:4])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
