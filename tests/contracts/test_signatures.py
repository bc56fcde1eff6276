"""What webhooks are signed with is what the official library of the front-end's language verifies."""

import json
from datetime import UTC, datetime
from pathlib import Path

from shared.db.ids import new_id
from shared.events.event import Event
from shared.time.clock import instant
from shared.webhooks.log import delivery
from shared.webhooks.rules import new_secret, signed
from tests.node import ran

VERIFIES = """
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";
const { secret, headers } = JSON.parse(readFileSync("told.json", "utf8"));
const body = readFileSync("body.json");
const event = new Webhook(secret).verify(body.toString("utf8"), headers);
console.log(JSON.stringify(event.data.name));
try {
  new Webhook(secret).verify(body.toString("utf8").replace("微山湖", "太白湖"), headers);
  process.exit(3);
} catch (refused) {
  console.log(refused.name);
}
"""


def test_P04_the_official_javascript_library_verifies_a_chinese_body_and_refuses_a_changed_one(
    toolbox: Path,
) -> None:
    now, secret = instant(), new_secret()
    event = Event(
        new_id(),
        "review",
        "title.granted",
        new_id(),
        datetime(2018, 1, 2, tzinfo=UTC),
        7,
        {"name": "微山湖大闸蟹"},
    )
    body = delivery(new_id(), "platform", event, now)["body"]
    headers = signed([new_secret(), secret], message=str(event.id), at=now, body=body)
    (toolbox / "body.json").write_bytes(body)
    (toolbox / "told.json").write_text(json.dumps({"secret": secret, "headers": headers}), "ascii")
    (toolbox / "verify.mjs").write_text(VERIFIES, "utf-8")
    verified = ran(["node", "verify.mjs"], toolbox)
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.splitlines() == ['"微山湖大闸蟹"', "WebhookVerificationError"]
