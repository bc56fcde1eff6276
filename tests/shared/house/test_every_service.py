"""What every service offers beside its nouns is there in each, wired to its own database and worker."""

import hashlib
import json

import pytest
from standardwebhooks import Webhook

from shared.db.caller import Caller, CallerKind
from shared.db.history import Audience
from shared.jobs.record import enqueue
from tests.architecture.tree import built_services
from tests.shared.files.samples import PDF
from tests.shared.house.conftest import SUBJECT

ALL = pytest.mark.parametrize("service", built_services())
WITH_WORK = pytest.mark.parametrize("service", [each for each in built_services() if each != "identity"])


@ALL
async def test_P01_code_lists_are_told_to_anybody_with_labels_in_both_languages(floor):
    listed = (await floor.http.get(f"/{floor.service}/v1/code-lists")).json()["items"]
    assert listed
    shown = (await floor.http.get(f"/{floor.service}/v1/code-lists/{listed[0]['name']}")).json()
    assert len(shown["items"]) == listed[0]["size"]
    assert all({"zh-CN", "en"} <= each["labels"].keys() for each in shown["items"])


@ALL
async def test_P04_the_feed_is_read_from_a_cursor_to_its_head(floor):
    before = (await floor.http.get(f"/{floor.service}/v1/changes/head")).json()["position"]
    thing = await floor.happens(Audience.PUBLIC)
    page = (await floor.http.get(f"/{floor.service}/v1/changes", params={"types": floor.event_type})).json()
    (event,) = page["items"]
    assert (event["subject"], event["type"]) == (str(thing), floor.event_type)
    head = (await floor.http.get(f"/{floor.service}/v1/changes/head")).json()["position"]
    assert int(event["position"]) == head > before
    rest = await floor.http.get(f"/{floor.service}/v1/changes", params={"cursor": page["next_cursor"]})
    assert rest.json()["items"] == []


@WITH_WORK
async def test_long_work_is_listed_read_and_cancelled(floor):
    async with floor.database.write(Caller(CallerKind.PERSON, SUBJECT)) as session:
        job = await enqueue(session, "import", {}, region_path="37.3708.")
    assert [each["id"] for each in (await floor.get("/jobs"))["items"]] == [str(job)]
    assert (await floor.get(f"/jobs/{job}"))["state"] == "queued"
    assert (await floor.post(f"/jobs/{job}/cancel"))["state"] == "cancelled"


@WITH_WORK
async def test_P04_a_file_goes_up_and_comes_down(floor):
    said = {
        "name": "营业执照.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
    }
    place = await floor.post("/uploads", said)
    assert (await floor.http.put(place["url"], content=PDF)).status_code == 204
    assert (await floor.post(f"/uploads/{place['id']}/complete"))["state"] == "ready"
    assert (await floor.get(f"/files/{place['id']}"))["name"] == said["name"]
    link = await floor.get(f"/files/{place['id']}/link")
    assert (await floor.http.get(link["url"])).content == PDF


@WITH_WORK
async def test_P04_a_webhook_from_its_subscription_to_its_end(floor, receiver):
    wish = {"url": receiver.url, "types": [floor.event_type], "region_path": "37.3708."}
    webhook = await floor.post("/webhooks", wish)
    path = f"/webhooks/{webhook['id']}"
    assert [each["id"] for each in (await floor.get("/webhooks"))["items"]] == [webhook["id"]]
    assert (await floor.post(f"{path}/ping"))["id"]
    thing = await floor.happens()
    assert await floor.work() == 2
    ((headers, body),) = [each for each in receiver.heard if json.loads(each[1])["subject"] == str(thing)]
    Webhook(webhook["secret"]).verify(body, headers)
    log = (await floor.get(f"{path}/deliveries"))["items"]
    assert {each["state"] for each in log} == {"delivered"}
    await floor.post(f"{path}/deliveries/{log[0]['id']}/replay")
    await floor.post(f"{path}/replay", {"since": "2017-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"})
    assert await floor.work() > 0
    assert (await floor.post(f"{path}/rotate-secret", {"overlap_seconds": 60}))["secret"] != webhook["secret"]
    seen = (await floor.get(path))["version"]
    changed = (await floor.call("PATCH", path, json={"types": []}, seen=seen)).json()
    paused = await floor.post(f"{path}/pause", seen=changed["version"])
    resumed = await floor.post(f"{path}/resume", seen=paused["version"])
    assert (paused["state"], resumed["state"]) == ("paused", "active")
    await floor.call("DELETE", path, seen=resumed["version"])
    assert (await floor.get("/webhooks"))["items"] == []
