"""Webhooks are their subscriber's own; a secret is shown once; addresses are judged."""

import asyncio
from ipaddress import ip_network

import pytest

from shared.db.ids import new_id
from shared.webhooks.subscriptions import MOST
from shared.webhooks.targets import Targets, TargetUnfit


async def test_P04_another_subscriber_sees_and_changes_nothing(subscriber, stranger, receiver):
    webhook = await subscriber.subscribe(receiver)
    assert (await stranger.read(""))["items"] == []
    for path in (f"/{webhook['id']}", f"/{webhook['id']}/deliveries"):
        assert (await stranger.read(path))["code"] == "webhook_not_found"
    for path in ("pause", "resume"):
        refused = await stranger.post(f"/{webhook['id']}/{path}", seen=1)
        assert refused.status_code == 404
    assert [each["id"] for each in (await subscriber.read(""))["items"]] == [webhook["id"]]


async def test_the_secret_is_shown_once(subscriber, receiver):
    key = {"Idempotency-Key": str(new_id())}
    path, body = "/review/v1/webhooks", {"url": receiver.url}
    first = await subscriber.client.post(path, json=body, headers=key)
    again = await subscriber.client.post(path, json=body, headers=key)
    assert first.json()["secret"].startswith("whsec_")
    assert (again.status_code, again.json()["code"]) == (409, "secret_already_shown")
    assert "secret" not in await subscriber.read(f"/{first.json()['id']}")


async def test_a_subscriber_has_so_many_webhooks_and_not_one_more_however_they_come(subscriber, receiver):
    answers = await asyncio.gather(
        *(subscriber.post("", {"url": receiver.url}) for _ in range(MOST + 4)), return_exceptions=False
    )
    assert sorted({answer.status_code for answer in answers}) == [201, 409]
    page = await subscriber.client.get("/review/v1/webhooks", params={"limit": 200})
    assert len(page.json()["items"]) == MOST


async def test_a_stale_version_changes_nothing(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    path = f"/review/v1/webhooks/{webhook['id']}"
    changed = await subscriber.client.patch(path, json={"types": []}, headers={"If-Match": '"1"'})
    stale = await subscriber.client.patch(path, json={"types": []}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"], stale.status_code) == (200, 2, 412)


async def test_a_removed_webhook_is_gone(subscriber, receiver):
    webhook = await subscriber.subscribe(receiver)
    gone = await subscriber.client.delete(f"/review/v1/webhooks/{webhook['id']}", headers={"If-Match": '"1"'})
    assert gone.status_code == 204
    assert (await subscriber.read(f"/{webhook['id']}"))["code"] == "webhook_not_found"


async def test_types_of_another_service_are_refused_by_name(subscriber, receiver):
    wish = {"url": receiver.url, "types": ["cn.lupin.registry.organisation.renamed.v1"]}
    (error,) = (await subscriber.post("", wish)).json()["errors"]
    assert (error["code"], error["pointer"]) == ("type_of_another_service", "/types/0")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://169.254.169.254/latest/meta-data", "target_never_called"),
        ("http://[::ffff:169.254.169.254]/", "target_never_called"),
        ("http://[64:ff9b::a9fe:a9fe]/", "target_never_called"),
        ("http://[fe80::1]/", "target_never_called"),
        ("http://0.0.0.0/", "target_never_called"),
        ("http://10.1.2.3/", "target_outside_networks"),
        ("http://[::1]/", "target_outside_networks"),
        ("http://1.1.1.1/", "target_insecure"),
        ("https://user:word@1.1.1.1/", "target_malformed"),
        ("https://1.1.1.1:0/", "target_malformed"),
        ("http://no-such-host.invalid/", "target_unknown"),
    ],
)
async def test_OWASP_API7_addresses_that_a_service_must_not_call_are_refused(subscriber, url, code):
    answer = await subscriber.post("", {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, "target_refused")
    assert [error["code"] for error in answer.json()["errors"]] == [code]


async def test_OWASP_API7_the_metadata_address_is_not_called_even_where_its_network_is_listed():
    with pytest.raises(TargetUnfit):
        await Targets([ip_network("169.254.0.0/16")]).judge("http://169.254.169.254/")


async def test_a_name_is_judged_by_every_number_behind_it():
    assert str(
        (await Targets([ip_network("127.0.0.0/8"), ip_network("::1/128")]).judge("http://localhost/")).number
    )
    with pytest.raises(TargetUnfit):
        await Targets([]).judge("https://localhost/")
