"""The least that could answer the same: Starlette and asyncpg, same transactions, same policy."""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from shared.db.ids import new_id

CALLER = os.environ["BENCH_CALLER"].replace("'", "''")
BEGIN = f"BEGIN READ ONLY; SET LOCAL lupin.caller = '{CALLER}'"
ONE = "SELECT * FROM registry.organisations WHERE id = $1"
FORMER = "SELECT name FROM registry.organisation_names WHERE organisation_id = $1 AND until_on IS NOT NULL"
PEOPLE = "SELECT * FROM registry.people WHERE organisation_id = $1 AND until_on IS NULL ORDER BY id"
LIST = """
SELECT o.* FROM registry.organisations o JOIN registry.published_organisations p ON p.id = o.id
WHERE p.region_path LIKE '37.3708.%' AND p.kind = 'enterprise' AND (p.sort_key, p.id) > ($1, $2)
ORDER BY p.sort_key, p.id LIMIT 51
"""

WRITE = f"SELECT set_config('lupin.caller', '{CALLER}', true)"
ORGANISATION = """
INSERT INTO registry.organisations (id, credit_code, name, sort_key, kind, region_code, current_region,
    region_path, industry_code, industry_version, size_class, status, open_claims, open_serious_incidents,
    changed_on, revision, version, created_at, updated_at)
VALUES ($1, $2, $3, $3, $4, $5, $5, '37.3708.370828.', $6, '2017', $7, 'active', 0, 0, current_date, 1, 1,
    now(), now())
RETURNING *
"""
NAME = """
INSERT INTO registry.organisation_names (id, organisation_id, name, key, pinyin, initials, grams, from_on)
VALUES (gen_random_uuid(), $1, $2, $2, $2, $2, $3, current_date)
"""
PERSON = """
INSERT INTO registry.people
    (id, organisation_id, region_path, role, name, phone, from_on, version, created_at)
VALUES (gen_random_uuid(), $1, '37.3708.370828.', 'contact', $2, $3, current_date, 1, now())
"""
HISTORY = """
INSERT INTO registry.history (id, noun, object_id, sequence, transition, state_to, event, actor, actor_roles,
    payload, audience, organisation_id, region_path, business_at, recorded_at, hash)
VALUES (gen_random_uuid(), 'organisation', $1, 1, 'register', 'active', 'organisation.registered', 'officer',
    '["city_officer"]', $2, 'region', $1, '37.3708.370828.', now(), now(), $3)
"""
KEY = """
INSERT INTO registry.idempotency (client, route, key, body_hash, status, reference, headers, created_at)
VALUES ('bench', 'POST /one', $1, $2, 201, $3, '{}', now())
"""


def _plain(row: asyncpg.Record) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _json(answer: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(answer, default=str), status, media_type="application/json")


@asynccontextmanager
async def _reading(request: Request) -> AsyncIterator[asyncpg.Connection]:
    async with request.app.state.pool.acquire() as connection:
        await connection.execute(BEGIN)
        yield connection
        await connection.execute("COMMIT")


async def show(request: Request) -> Response:
    """One organisation with former names and people."""
    wanted = UUID(request.path_params["id"])
    async with _reading(request) as connection:
        found = _plain(await connection.fetchrow(ONE, wanted))
        found["former_names"] = [row["name"] for row in await connection.fetch(FORMER, wanted)]
        found["people"] = [_plain(row) for row in await connection.fetch(PEOPLE, wanted)]
    return _json(found)


async def page(request: Request) -> Response:
    """Fifty organisations behind a place."""
    after = request.query_params["after"]
    async with _reading(request) as connection:
        rows = await connection.fetch(LIST, after, UUID(int=0))
    return _json({"items": [_plain(row) for row in rows[:50]], "next_cursor": rows[-1]["sort_key"]})


async def create(request: Request) -> Response:
    """The rows that a registration writes, in one transaction."""
    raw = await request.body()
    body, made, digest = orjson.loads(raw), new_id(), hashlib.sha256(raw).digest()
    name = body["name"]
    grams = [name[place : place + 2] for place in range(len(name) - 1)]
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(WRITE)
        facts = (body["kind"], body["region_code"], body["industry_code"], body["size_class"])
        row = await connection.fetchrow(ORGANISATION, made, body["credit_code"], name, *facts)
        await connection.execute(NAME, made, name, grams)
        for who in body["contacts"]:
            await connection.execute(PERSON, made, who["name"], who["phone"])
        await connection.execute(HISTORY, made, raw.decode(), digest)
        await connection.execute(KEY, str(made), digest, made)
    return _json(_plain(row), 201)


@asynccontextmanager
async def _pooled(app: Starlette) -> AsyncIterator[None]:
    url = os.environ["BENCH_LOGIN_URL"].replace("+asyncpg", "")
    async with asyncpg.create_pool(url, min_size=5, max_size=10) as pool:
        app.state.pool = pool
        yield


ROUTES = [
    Route("/one/{id}", show),
    Route("/list", page),
    Route("/one", create, methods=["POST"]),
]


def build() -> Starlette:
    """For uvicorn."""
    return Starlette(routes=ROUTES, lifespan=_pooled)
