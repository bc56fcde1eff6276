"""How long the board of a document takes, and one judging of all targets over many facts.

Run: python -m benchmarks.board [reads facts]   (default: 300 20000)
"""

import asyncio
import sys
import tempfile
from base64 import b64encode
from pathlib import Path
from statistics import quantiles
from time import perf_counter

import httpx  # noqa: TID251 - calls the service straight, as its tests do
from pydantic import SecretStr
from sqlalchemy import text

from deploy.local.postgres import EmbeddedPostgres
from services.metrics import main
from services.metrics.boards.dependencies import Watchman
from services.metrics.policies.dependencies import take_in_documents
from services.metrics.settings import MetricsSettings
from services.metrics.targets.dependencies import take_in_targets
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.settings.service import Mode
from shared.testing.database import Cluster, committed
from shared.testing.tokens import TestIssuer
from shared.time.clock import Clock

DOCUMENTS = ("internet_plus_brand_2017", "famous_brands_2015", "ecommerce_2014", "trademark_brands_2018")
MARKS = text(
    "INSERT INTO metrics.facts (generation, entity, entity_id, place, valid_from, valid_to, known_from, "
    "known_to, region, attributes, event_id, version) "
    "SELECT (SELECT number FROM metrics.fact_generations WHERE state = 'current'), 'mark', "
    "gen_random_uuid(), 0, DATE '2015-01-01' + (n % 900), DATE '9999-12-31', now(), "
    "TIMESTAMPTZ '9999-12-31 00:00+00', '370828', '{}', gen_random_uuid(), 1 FROM generate_series(1, :many) n"
)


def settings() -> MetricsSettings:
    return MetricsSettings(
        database_url=SecretStr("postgresql+asyncpg://never-dialled"),
        data_key=SecretStr(b64encode(bytes(range(32))).decode()),
        mode=Mode.DEMO,
    )


async def prepare(database: Database, facts: int) -> None:
    """Everything that is shipped, and so many marks of one county."""
    await take_in_documents(database, Clock())
    await take_in_targets(database, Clock())
    async with database.write(SYSTEM) as session:
        await session.execute(MARKS, {"many": facts})


async def measure(database: Database, reads: int) -> None:
    began = perf_counter()
    written = await Watchman().judge_targets(database, Clock())
    first = perf_counter() - began
    began = perf_counter()
    await Watchman().judge_targets(database, Clock())
    again = perf_counter() - began
    print(f"judging: {written} standings written in {first * 1000:.0f} ms; nothing new {again * 1000:.0f} ms")
    app = main.build(
        settings(), database=database, collaborators={"verifier": TestIssuer().verifier("metrics")}
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://metrics") as client:
        for document in DOCUMENTS:
            took = [await timed(client, document) for _ in range(reads)]
            middle, slow = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
            print(f"board of {document}: p50 {middle * 1000:.1f} ms, p95 {slow * 1000:.1f} ms")


async def timed(client: httpx.AsyncClient, document: str) -> float:
    began = perf_counter()
    answer = await client.get("/metrics/v1/board", params={"document": document})
    answer.raise_for_status()
    return perf_counter() - began


async def run(reads: int, facts: int) -> None:
    with EmbeddedPostgres(Path(tempfile.mkdtemp()), throwaway=True) as server:
        async with committed(Cluster(server.url(scheme="postgresql")), "metrics") as database:
            await prepare(database, facts)
            await measure(database, reads)


if __name__ == "__main__":
    asked = tuple(map(int, sys.argv[1:3])) if len(sys.argv) > 1 else (300, 20_000)
    asyncio.run(run(*asked))
