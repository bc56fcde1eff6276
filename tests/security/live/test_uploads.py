"""Hostile files through the gateway: found out by their bytes, kept by nobody, referred to nowhere."""

import hashlib
from urllib.parse import urlsplit

import httpx
import pytest

from deploy.demo.gateway import Actor, Gateway
from tests.journeys.people import bearer, enrolled
from tests.journeys.running import Running
from tests.security.forgeries import FORGERIES

pytestmark = pytest.mark.journeys
UPLOADS = "/registry/v1/uploads"


@pytest.fixture(scope="module")
async def sender(gateway: Gateway) -> Actor:
    await enrolled(gateway, "sender-of-forgeries", role="city_officer", region_path="37.3701.")
    return gateway.person("sender-of-forgeries")


@pytest.mark.parametrize(
    ("what", "name"),
    [
        ("a program as PDF", "营业执照.pdf"),
        ("a workbook that reads a file", "名单.xlsx"),
        ("a part called ../../etc/cron.d/a", "名单.xlsx"),
    ],
)
async def test_OWASP_API4_a_hostile_file_passes_the_gateway_and_not_the_service(
    gateway: Gateway, platform: Running, sender: Actor, what: str, name: str
):
    forged = FORGERIES[what]
    digest = hashlib.sha256(forged.content).hexdigest()
    said = {"name": name, "media_type": forged.media_type, "size": len(forged.content), "sha256": digest}
    place = await sender.post(UPLOADS, said)
    address = urlsplit(place["url"])
    sent = await gateway.send("PUT", f"{address.path}?{address.query}", content=forged.content)
    assert sent.status_code == httpx.codes.NO_CONTENT
    headers = {**await bearer(sender), "Idempotency-Key": f"forged-{place['id']}"}
    refused = await gateway.send("POST", f"{UPLOADS}/{place['id']}/complete", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "upload_rejected")
    assert [each["code"] for each in refused.json()["errors"]] == [forged.fault]
    used = await gateway.send("POST", "/registry/v1/imports", json={"file_id": place["id"]}, headers=headers)
    assert (used.status_code, used.json()["code"]) == (409, "file_not_ready")
    kept = [path for path in (platform.places.files / "registry").rglob("*") if path.is_file()]
    assert not [path for path in kept if path.read_bytes() == forged.content]
