"""The feed over HTTP: CloudEvents, cursors, what a token adds."""

import pytest

from shared.app.changes import changes_router, serve_feed
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.relay import Relay
from shared.testing.tokens import bound
from tests.shared.app.feeding import client_as, house_service

OFFICER = bound(Role.CITY_OFFICER, region="37.3708.")


@pytest.fixture
async def database(committed_database):
    database = await committed_database("review")
    async with database.write(SYSTEM) as session:
        for audience in Audience:
            await Trail(session).append(
                Entry(
                    noun="thing",
                    object_id=new_id(),
                    transition="open",
                    event="thing.opened",
                    audience=audience,
                    region_path="37.3708.",
                    state_to="open",
                    payload={"audience": audience},
                )
            )
    await Relay(database).stamp()
    return database


@pytest.fixture
def app(tmp_path, database):
    return house_service(tmp_path, database, routers=[changes_router("review")], lifespans=[serve_feed])


async def test_anybody_reads_what_is_public_as_cloudevents(app):
    async with client_as(app, anonymous=True) as client:
        response = await client.get("/review/v1/changes")
    assert response.status_code == 200
    (event,) = response.json()["items"]
    assert event["specversion"] == "1.0"
    assert event["source"] == "/review"
    assert event["type"] == "cn.lupin.review.thing.opened.v1"
    assert event["data"]["state"] == "open"
    assert event["time"].endswith("Z")
    assert event["position"] == "4"
    assert response.headers["cache-control"] == "no-store"


async def test_a_token_shows_what_its_bindings_cover_only_with_the_scope(app):
    async with client_as(app, OFFICER) as client:
        assert len((await client.get("/review/v1/changes")).json()["items"]) == 2
    async with client_as(app, OFFICER, scopes=["review:rounds:read"]) as client:
        assert len((await client.get("/review/v1/changes")).json()["items"]) == 1
    async with client_as(app, bound(Role.SIBLING, region="")) as client:
        assert len((await client.get("/review/v1/changes")).json()["items"]) == 4


async def test_a_cursor_leads_on_and_the_end_waits_no_longer_than_told(app):
    async with client_as(app, anonymous=True) as client:
        first = (await client.get("/review/v1/changes", params={"limit": 1})).json()
        params = {"cursor": first["next_cursor"], "wait": 1}
        response = await client.get("/review/v1/changes", params=params)
    assert response.json() == {"items": [], "next_cursor": first["next_cursor"]}


@pytest.mark.parametrize(
    "params",
    [
        {"cursor": "bm9uc2Vuc2U"},
        {"wait": 21},
        {"limit": 0},
        {"limit": 201},
        {"types": "cn.lupin.registry.thing.opened.v1"},
        {"unknown": "1"},
    ],
)
async def test_a_question_that_is_not_valid_is_422(app, params):
    async with client_as(app, anonymous=True) as client:
        response = await client.get("/review/v1/changes", params=params)
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == next(iter(params))


async def test_a_cursor_beyond_the_end_is_gone(app):
    async with client_as(app, anonymous=True) as client:
        response = await client.get("/review/v1/changes", params={"cursor": "cmV2aWV3OjQ3MTE"})
    assert (response.status_code, response.json()["code"]) == (410, "feed_cursor_ahead")


async def test_types_may_be_several(app):
    types = "cn.lupin.review.thing.opened.v1,cn.lupin.review.thing.closed.v1"
    async with client_as(app, anonymous=True) as client:
        response = await client.get("/review/v1/changes", params={"types": types})
    assert len(response.json()["items"]) == 1


async def test_the_head_tells_position_and_seal_to_anybody(app):
    async with client_as(app, anonymous=True) as client:
        head = (await client.get("/review/v1/changes/head")).json()
    assert head["position"] == 4
    assert len(head["seal"]) == 64


async def test_the_lifespan_listens_and_ends(app):
    async with app.router.lifespan_context(app):
        assert app.state.feed.watch._closed is False
    assert app.state.feed.watch._closed is True
