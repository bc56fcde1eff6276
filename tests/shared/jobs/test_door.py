"""What a worker answers its operator: alive at once, ready when it can work, and not while it cannot."""

import asyncio
import json
import socket
from pathlib import Path

from sqlalchemy import text

from shared.jobs.door import answering
from shared.jobs.work import Crew, Tick
from shared.jobs.worker import Worker
from shared.testing.conditions import until
from tests.shared.jobs.working import working


async def asked(place: Path | str, path: str) -> tuple[int, dict[str, object]]:
    if isinstance(place, Path):
        reader, writer = await asyncio.open_unix_connection(str(place))
    else:
        reader, writer = await asyncio.open_connection(*place.split(":"))
    writer.write(f"GET {path} HTTP/1.1\r\nHost: operator\r\n\r\n".encode())
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return int(head.split()[1]), json.loads(body)


async def nothing(*_: object) -> int:
    return 0


EVERYTHING = {"handlers": {"count": nothing}, "ticks": [Tick("expire", 0.05, nothing)]}


async def test_a_worker_is_alive_before_it_is_ready_and_says_what_it_waits_for(committed_database, tmp_path):
    worker = Worker(Crew(database=await committed_database("review"), **EVERYTHING))
    assert await worker.lacks() == ["queue", "clock"]
    async with answering(str(tmp_path / "w.sock"), worker.lacks):
        assert await asked(tmp_path / "w.sock", "/healthz") == (200, {"status": "ok"})
        waiting = {"status": "waiting", "lacks": ["queue", "clock"]}
        assert await asked(tmp_path / "w.sock", "/readyz") == (503, waiting)


async def test_a_worker_that_serves_its_queue_and_stands_by_the_clock_is_ready(committed_database, tmp_path):
    database = await committed_database("review")
    async with working(database, **EVERYTHING), working(database, **EVERYTHING) as second:

        async def ready() -> bool:
            return not await second.lacks()

        await until(ready)
        async with answering(str(tmp_path / "w.sock"), second.lacks):
            assert await asked(tmp_path / "w.sock", "/readyz") == (200, {"status": "ok"})


async def test_a_worker_that_loses_its_database_is_not_ready_until_it_is_back(committed_database):
    database = await committed_database("review")
    cut = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name ~ '_(queue|clock)$'"
    )
    async with working(database, **EVERYTHING) as worker:

        async def lacks(*expected: str) -> bool:
            return await worker.lacks() == list(expected)

        await until(lacks)
        async with database.engine.connect() as connection:
            await connection.execute(cut)
        await until(lambda: lacks("queue", "clock"))
        await until(lacks)


async def test_a_worker_on_tables_of_another_build_is_not_ready(committed_database, cluster):
    database = await committed_database("review")
    owner = cluster.url("review", database.engine.url.database, owner=True)
    owning = type(database).connect("review", owner, clock=database.clock)
    async with owning.engine.begin() as connection:
        await connection.execute(text("UPDATE review.schema_version SET version_num = '0001'"))
    await owning.dispose()
    async with working(database, **EVERYTHING) as worker:

        async def only_the_database() -> bool:
            return await worker.lacks() == ["database"]

        await until(only_the_database)


async def test_the_door_can_be_a_port_and_says_nothing_of_other_paths():
    async def ready() -> list[str]:
        return []

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    async with answering(place, ready):
        assert await asked(place, "/readyz") == (200, {"status": "ok"})
        assert (await asked(place, "/metrics"))[0] == 404


async def test_who_asks_nonsense_or_goes_away_does_not_shut_the_door(tmp_path):
    async def ready() -> list[str]:
        return []

    door = tmp_path / "w.sock"
    async with answering(str(door), ready):
        for rubbish in (b"", b"\r\n", b"GET", b"\xff" * 100_000):
            _, writer = await asyncio.open_unix_connection(str(door))
            writer.write(rubbish)
            writer.close()
        assert (await asked(door, "/readyz"))[0] == 200
