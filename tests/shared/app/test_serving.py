"""The feed behind a real server: readers hear at once, and a server that is told to end lets them go."""

import asyncio
import os
import signal
import sys

import httpx

from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.migrate import ROOT
from shared.db.relay import Relay
from shared.testing.conditions import until


async def happen(database) -> None:
    async with database.write(SYSTEM) as session:
        await Trail(session).append(
            Entry(
                noun="thing",
                object_id=new_id(),
                transition="open",
                event="thing.opened",
                audience=Audience.PUBLIC,
            )
        )
    await Relay(database).stamp()


async def test_a_waiting_reader_hears_at_once_and_is_let_go_when_the_server_ends(
    committed_database, tmp_path
):
    database = await committed_database("review")
    socket = tmp_path / "s"
    url = database.engine.url.render_as_string(hide_password=False)
    arguments = ["--factory", "tests.shared.app.served:build", "--uds", str(socket), "--loop", "uvloop"]
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "uvicorn", *arguments),
        cwd=ROOT,
        env={**os.environ, "SERVED_DATABASE_URL": url},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    transport = httpx.AsyncHTTPTransport(uds=str(socket))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://served", timeout=30) as client:

            async def answers() -> bool:
                try:
                    return (await client.get("/healthz")).status_code == 200
                except httpx.TransportError:
                    return False

            async def wait_for_more(cursor: str) -> httpx.Response:
                return await client.get("/review/v1/changes", params={"cursor": cursor, "wait": 20})

            await until(answers, seconds=40)
            hearing = asyncio.create_task(wait_for_more(""))
            await happen(database)
            async with asyncio.timeout(10):
                first = (await hearing).json()
            assert len(first["items"]) == 1
            waiting = asyncio.create_task(wait_for_more(first["next_cursor"]))
            await client.get("/healthz")
            server.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                last = await waiting
                await server.wait()
            assert last.json() == {"items": [], "next_cursor": first["next_cursor"]}
    finally:
        if server.returncode is None:
            server.kill()
            await server.wait()
