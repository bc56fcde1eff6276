"""What a subscriber is told: signed, within its region, at least once, again after failures."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.stirring import Ear
from shared.events.event import Event
from shared.testing.conditions import until
from shared.time.clock import instant
from shared.webhooks.rules import PATIENCE, WAITS
from shared.webhooks.spreading import Spreader
from shared.webhooks.tables import deliveries_table, webhooks_table
from shared.webhooks.withdrawal import stop_telling
from tests.shared.webhooks.conftest import NAME


async def test_P04_an_event_of_the_region_is_told_signed_with_its_chinese_name(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    thing = await subscriber.happens()
    await subscriber.work()
    ((headers, body),) = receiver.heard
    told = Webhook(webhook["secret"]).verify(body, headers)
    assert told["subject"] == str(thing)
    assert told["data"]["name"] == NAME
    assert NAME.encode() in body
    assert headers["webhook-id"] == told["id"]
    assert headers["content-type"].startswith("application/cloudevents+json")


async def test_whoever_delivers_is_woken_by_what_is_handed_out_tried_or_told_again(
    subscriber, receiver, database
):
    ear = Ear(database)
    async with ear.listening():
        await until(lambda: ear.hears)
        webhook = await subscriber.subscribe(receiver)
        await subscriber.happens()
        await ear.wait(0.1)
        await Spreader().run(database, database.clock)
        assert await ear.wait(10)
        await subscriber.post(f"/{webhook['id']}/ping")
        assert await ear.wait(10)
        await subscriber.postman.run(database, database.clock)
        (first, *_) = (await subscriber.read(f"/{webhook['id']}/deliveries"))["items"]
        await subscriber.post(f"/{webhook['id']}/deliveries/{first['id']}/replay")
        assert await ear.wait(10)


async def test_a_changed_body_does_not_verify(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    await subscriber.work()
    ((headers, body),) = receiver.heard
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook["secret"]).verify(body.replace(b"granted", b"revoked"), headers)


async def test_P04_what_lies_outside_the_subscribers_region_is_never_told(subscriber, stranger, receiver):
    await subscriber.subscribe(receiver)
    await subscriber.happens(region="37.3706.370602.")
    await subscriber.work()
    assert receiver.heard == []
    await stranger.subscribe(receiver)
    await subscriber.happens(region="37.3706.370602.")
    await subscriber.work()
    assert len(receiver.heard) == 1


async def test_a_webhook_may_ask_for_some_types_and_a_smaller_region(subscriber, receiver):
    wanted = ["cn.lupin.review.title.granted.v1"]
    await subscriber.subscribe(receiver, types=wanted, region_path="37.3708.370828.")
    await subscriber.happens(event="title.suspended")
    await subscriber.happens(region="37.3708.370811.")
    thing = await subscriber.happens()
    await subscriber.work()
    assert [json.loads(body)["subject"] for _, body in receiver.heard] == [str(thing)]


async def test_what_was_told_is_not_told_again_by_itself(subscriber, receiver):
    await subscriber.subscribe(receiver)
    await subscriber.happens()
    for _ in range(3):
        await subscriber.work()
    assert len(receiver.heard) == 1


@pytest.mark.parametrize("status", [301, 400, 404, 500, 503])
async def test_only_2xx_is_success_and_a_redirect_is_not_followed(subscriber, receiver, status):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    receiver.answer = status
    await subscriber.work()
    (delivery,) = (await subscriber.read(f"/{webhook['id']}/deliveries"))["items"]
    assert (delivery["state"], delivery["answered"], delivery["attempts"]) == ("pending", status, 1)
    assert "next_at" in delivery
    assert len(receiver.heard) == 1


async def test_a_failed_delivery_is_tried_again_with_the_same_bytes_until_it_succeeds(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    receiver.answer = 500
    await subscriber.work()
    assert await subscriber.work() == 0, "not before its time"
    receiver.answer = 200
    await subscriber.later(timedelta(seconds=1))
    await subscriber.work()
    first, second = receiver.heard
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    (delivery,) = (await subscriber.read(f"/{webhook['id']}/deliveries"))["items"]
    assert (delivery["state"], delivery["attempts"]) == ("delivered", 2)
    assert "failing_since" not in await subscriber.read(f"/{webhook['id']}")


def test_the_tries_spread_over_three_days():
    assert timedelta(days=3) <= sum(WAITS, timedelta()) < timedelta(days=4)
    assert list(WAITS) == sorted(WAITS)


async def test_a_receiver_that_fails_for_three_days_is_told_no_more_and_that_is_an_event(
    subscriber, receiver
):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    receiver.answer = 500
    await subscriber.work()
    table = webhooks_table("review")
    async with subscriber.database.write(SYSTEM) as session:
        await session.execute(update(table).values(failing_since=instant() - PATIENCE))
    await subscriber.later(timedelta(seconds=1))
    await subscriber.work()
    shown = await subscriber.read(f"/{webhook['id']}")
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "failing")
    refused = await subscriber.post(f"/{webhook['id']}/ping")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_not_active")


async def test_410_disables_at_once(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    receiver.answer = 410
    await subscriber.work()
    shown = await subscriber.read(f"/{webhook['id']}")
    assert (shown["state"], shown["disabled_reason"]) == ("disabled", "gone")


async def test_resuming_tells_what_was_missed(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    paused = await subscriber.post(f"/{webhook['id']}/pause", seen=1)
    thing = await subscriber.happens()
    await subscriber.work()
    assert receiver.heard == []
    await subscriber.post(f"/{webhook['id']}/resume", seen=paused.json()["version"])
    await subscriber.work()
    assert json.loads(receiver.heard[0][1])["subject"] == str(thing)


async def test_a_rotated_secret_signs_beside_the_new_one_until_the_overlap_ends(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    rotated = (await subscriber.post(f"/{webhook['id']}/rotate-secret", {"overlap_seconds": 60})).json()
    await subscriber.happens()
    await subscriber.work()
    ((headers, body),) = receiver.heard
    for secret in (webhook["secret"], rotated["secret"]):
        Webhook(secret).verify(body, headers)
    table = webhooks_table("review")
    async with subscriber.database.write(SYSTEM) as session:
        await session.execute(update(table).values(former_secret_until=instant()))
    await subscriber.happens()
    await subscriber.work()
    headers, body = receiver.heard[-1]
    Webhook(rotated["secret"]).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(webhook["secret"]).verify(body, headers)


async def test_a_delivery_and_a_time_can_be_told_again(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    await subscriber.happens()
    await subscriber.happens()
    await subscriber.work()
    log = (await subscriber.read(f"/{webhook['id']}/deliveries"))["items"]
    await subscriber.post(f"/{webhook['id']}/deliveries/{log[0]['id']}/replay")
    await subscriber.work()
    assert len(receiver.heard) == 3
    span = {"since": "2017-01-01T00:00:00Z", "until": "2999-01-01T00:00:00Z"}
    await subscriber.post(f"/{webhook['id']}/replay", span)
    await subscriber.work()
    assert len(receiver.heard) == 5


async def test_a_ping_reaches_the_receiver(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    assert (await subscriber.post(f"/{webhook['id']}/ping")).status_code == 202
    await subscriber.work()
    ((headers, body),) = receiver.heard
    assert Webhook(webhook["secret"]).verify(body, headers)["type"] == "cn.lupin.review.webhook.pinged.v1"


async def test_whoever_loses_access_is_told_nothing_more(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    lost = Event(
        new_id(), "identity", "client.disabled", new_id(), instant(), 1, {"subject": "platform-of-jining"}
    )
    async with subscriber.database.write(SYSTEM) as session:
        await stop_telling(session, lost)
    await subscriber.happens()
    await subscriber.work()
    assert receiver.heard == []
    assert (await subscriber.read(f"/{webhook['id']}"))["disabled_reason"] == "access_withdrawn"


async def test_a_worker_that_dies_in_the_middle_loses_no_delivery(subscriber, receiver, monkeypatch):
    await subscriber.subscribe(receiver)
    await subscriber.happens()

    async def dies(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        patched.setattr("shared.webhooks.delivering.Postman._record", dies)
        with pytest.raises(ConnectionResetError):
            await subscriber.work()
    await subscriber.later(timedelta(seconds=1))  # the lease is over
    await subscriber.work()
    assert len(receiver.heard) == 2, "told again rather than lost"
    table = deliveries_table("review")
    async with subscriber.database.read(SYSTEM) as session:
        assert (await session.scalars(select(table.c.state))).all() == ["delivered"]
