"""Files over HTTP, as a front-end uses them: announce, PUT, complete, link, GET."""

import base64
import hashlib

import pytest

from shared.app.files import files_router
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.files.files import Files
from shared.files.links import Links
from shared.files.store import open_store
from shared.testing.tokens import bound
from tests.shared.app.feeding import client_as, house_service
from tests.shared.files.samples import PDF

OWN = new_id()
MEMBER = bound(Role.APPLICANT, organisation=OWN)
UPLOADS = "/review/v1/uploads"


def said(content: bytes = PDF, **more: object) -> dict[str, object]:
    return {
        "name": "营业执照 2017.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        **more,
    }


@pytest.fixture
async def app(tmp_path, rolled_back_database):
    database = await rolled_back_database("review")
    store = open_store((tmp_path / "files").as_uri())
    files = Files(database, store, Links("review", "http://test", b"k" * 32))
    return house_service(tmp_path, database, routers=[files_router("review")], state={"files": files})


@pytest.fixture
async def client(app):
    async with client_as(app, MEMBER, subject="owner") as made:
        yield made


@pytest.fixture
async def stranger(app):
    async with client_as(app, anonymous=True) as made:
        yield made


async def announce(client, key: str = "k", **more: object):
    return await client.post(UPLOADS, json=said(**more), headers={"Idempotency-Key": key})


async def upload(client, stranger) -> str:
    announced = (await announce(client)).json()
    assert (await stranger.put(announced["url"], content=PDF)).status_code == 204
    completed = await client.post(f"{UPLOADS}/{announced['id']}/complete")
    assert (completed.status_code, completed.json()["state"]) == (200, "ready")
    return announced["id"]


async def test_a_file_goes_up_and_comes_down_by_signed_addresses(client, stranger):
    file_id = await upload(client, stranger)
    link = await client.get(f"/review/v1/files/{file_id}/link")
    assert link.headers["cache-control"] == "no-store"
    fetched = await stranger.get(link.json()["url"])
    assert fetched.content == PDF
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["content-length"] == str(len(PDF))
    digest = base64.b64encode(hashlib.sha256(PDF).digest()).decode()
    assert fetched.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert fetched.headers["x-content-type-options"] == "nosniff"
    disposition = fetched.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="_____2017.pdf"; ')
    assert disposition.endswith("filename*=UTF-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7%202017.pdf")


async def test_a_file_may_be_larger_than_other_bodies(client, stranger):
    content = PDF[:-6] + bytes(3_000_000) + b"%%EOF\n"
    announced = await client.post(UPLOADS, json=said(content), headers={"Idempotency-Key": "large"})
    assert (await stranger.put(announced.json()["url"], content=content)).status_code == 204
    completed = await client.post(f"{UPLOADS}/{announced.json()['id']}/complete")
    assert completed.json()["state"] == "ready"


async def test_announcing_twice_with_one_key_is_announcing_once(client):
    first, again = await announce(client), await announce(client)
    assert first.status_code == again.status_code == 201
    assert first.json()["id"] == again.json()["id"]
    assert again.headers["idempotent-replayed"] == "true"


async def test_an_address_that_was_changed_or_is_for_something_else_is_refused(client, stranger):
    announced = (await announce(client)).json()
    other = (await announce(client, key="other")).json()
    changed = announced["url"].replace(announced["id"], other["id"])
    for url in (changed, announced["url"] + "x"):
        refused = await stranger.put(url, content=PDF)
        assert (refused.status_code, refused.json()["code"]) == (403, "file_link_invalid")
    download = announced["url"].replace("/uploads/", "/files/")
    assert (await stranger.get(download)).json()["code"] == "file_link_invalid"
    assert (await stranger.put(announced["url"].partition("?")[0], content=PDF)).status_code == 422


async def test_more_than_announced_is_413_and_the_address_still_works(client, stranger):
    announced = (await announce(client)).json()
    refused = await stranger.put(announced["url"], content=PDF + b"x")
    assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")
    assert (await stranger.put(announced["url"], content=PDF)).status_code == 204


async def test_what_is_rejected_says_in_which_respect(client, stranger):
    announced = (await announce(client)).json()
    await stranger.put(announced["url"], content=b"x" * len(PDF))
    rejected = await client.post(f"{UPLOADS}/{announced['id']}/complete")
    assert (rejected.status_code, rejected.json()["code"]) == (422, "upload_rejected")
    (error,) = rejected.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/sha256", "upload_sha256_differs")


async def test_completing_before_anything_was_sent_is_a_conflict(client):
    announced = (await announce(client)).json()
    response = await client.post(f"{UPLOADS}/{announced['id']}/complete")
    assert (response.status_code, response.json()["code"]) == (409, "upload_missing")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"name": "../../etc/passwd"}, "/name"),
        ({"name": "a\\b.pdf"}, "/name"),
        ({"media_type": "text/html"}, "/media_type"),
        ({"size": 0}, "/size"),
        ({"sha256": "x"}, "/sha256"),
        ({"unknown": 1}, "/unknown"),
    ],
)
async def test_an_announcement_that_is_not_valid_is_422(client, more, pointer):
    response = await announce(client, **more)
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == pointer


async def test_files_above_fifty_mebibytes_are_not_announced(client):
    response = await announce(client, size=50 * 1024 * 1024 + 1)
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")


async def test_a_file_of_the_organisation_is_seen_by_its_members_and_not_by_others(app, client, stranger):
    announced = (await announce(client, organisation_id=str(OWN))).json()
    path = f"/review/v1/files/{announced['id']}"
    async with client_as(app, MEMBER, subject="colleague") as colleague:
        assert (await colleague.get(path)).json()["state"] == "pending"
        assert (await colleague.get(f"{path}/link")).json()["code"] == "file_not_ready"
    async with client_as(app, bound(Role.APPLICANT, organisation=new_id()), subject="x") as other:
        assert (await other.get(path)).status_code == 404
    assert (await stranger.get(path)).status_code == 401
    foreign = await announce(client, key="foreign", organisation_id=str(new_id()))
    assert (foreign.status_code, foreign.json()["code"]) == (403, "file_of_another")
