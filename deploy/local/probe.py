"""The smallest HTTP question: does this port answer this path, and how."""

import asyncio
from pathlib import Path

PROBE_SECONDS = 3.0


async def status_of(port: int, path: str) -> int | None:
    """The status of GET on the loopback address, or None when nobody answers."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            streams = await asyncio.open_connection("127.0.0.1", port)
            return await _ask(streams, f"GET {path}")
    except (OSError, TimeoutError, ValueError, IndexError):
        return None


async def ask_socket(socket: Path, request: str) -> int | None:
    """The same over a unix socket, with a method of choice: `POST /drain_listeners`."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            streams = await asyncio.open_unix_connection(str(socket))
            return await _ask(streams, request)
    except (OSError, TimeoutError, ValueError, IndexError):
        return None


async def _ask(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: str) -> int:
    reader, writer = streams
    try:
        lines = (f"{request} HTTP/1.1", "Host: localhost", "Content-Length: 0", "Connection: close", "", "")
        writer.write("\r\n".join(lines).encode())
        await writer.drain()
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()
