"""What may be chosen about an embedded run, from LUPIN_* in the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

from deploy.local.obstacles import Obstacle

SERVICES = ("identity", "registry", "review", "trademark", "metrics")
MODES = ("demo", "training", "production")
HIGHEST_PORT = 65_535


def worker_of(service: str) -> str:
    """What the worker of a service is called, on the terminal and as the name of its log."""
    return f"{service}-worker"


@dataclass(frozen=True)
class Choices:
    """Ports and mode; the data folder is in `Places`."""

    port: int = 8080
    first_service_port: int = 8101
    mode: str = "demo"
    cors_origins: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Choices":
        mode = environment.get("LUPIN_MODE", cls.mode)
        if mode not in MODES:
            raise Obstacle(f"LUPIN_MODE={mode} is not known: take one of {', '.join(MODES)}.")
        return cls(
            port=_port(environment, "LUPIN_PORT", cls.port),
            first_service_port=_port(environment, "LUPIN_SERVICE_PORT", cls.first_service_port),
            mode=mode,
            cors_origins=tuple(environment.get("LUPIN_CORS_ORIGINS", "").split()),
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def issuer(self) -> str:
        return f"{self.address}/identity"

    @property
    def portal_port(self) -> int:
        """Behind the services'."""
        return self.first_service_port + len(SERVICES)

    def port_of(self, service: str) -> int:
        return self.first_service_port + SERVICES.index(service)


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, str(default))
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise Obstacle(f"{name}={text} is not a port: take a number from 1024 to {HIGHEST_PORT}.")
    return int(text)
