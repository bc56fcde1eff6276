"""A recording made twice is the same: what differs from run to run is replaced, the rest stays as it was."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.auth.tokens import SigningKey, sign
from shared.codes.credit_code import check, make_from
from shared.db.ids import new_id
from tests.examples.steady import TOKEN, Steady


def exchange(at: datetime, serial: int):
    """A call and its answer, as another run of the same test makes them."""
    organisation, token = str(new_id()), sign({"sub": str(uuid4())}, SigningKey.generate(), typ="at+jwt")
    secret = f"lupin_{serial:08d}aB{uuid4().hex.upper()}x"
    asked = {"organisation_id": organisation, "credit_code": make_from("91", "370828", f"{serial:08d}")}
    told = {
        "id": str(new_id()),
        "organisation_id": organisation,
        "name": f"金乡县大蒜产业{serial:08d}有限公司",
        "applicant": f"金乡县大蒜产业有限公司{uuid4().hex[-4:]}",
        "created_at": at.isoformat().replace("+00:00", "Z"),
        "decided_at": (at + timedelta(seconds=serial % 60 + 1)).isoformat(),
        "due_on": (at + timedelta(days=10)).date().isoformat(),
        "valid_from": "2014-04-07",
        "exp": int(at.timestamp()) + 600,
        "sha256": uuid4().hex + uuid4().hex,
        "link": f"http://127.0.0.1:{20_000 + serial % 999}/review/v1/files/{organisation}?token={token}",
        "secret": secret,
        "phone": "13905311234",
        "value": "19550000000.000000",
    }
    return Steady(at).exchange(asked, told)


def test_two_recordings_of_one_test_are_one():
    first = exchange(datetime(2026, 11, 22, 8, 15, tzinfo=UTC), 4711)
    assert exchange(datetime(2027, 3, 1, 23, 59, tzinfo=UTC), 98_765_432) == first


def test_what_belonged_together_still_does_and_what_was_settled_stays():
    asked, told = exchange(datetime(2026, 11, 22, 8, 15, tzinfo=UTC), 4711)
    assert asked["organisation_id"] == told["organisation_id"] != told["id"]
    assert told["organisation_id"] in told["link"]
    assert told["link"].startswith("https://lupin.example/review/v1/files/")
    assert told["link"].endswith(f"?token={TOKEN}")
    assert told["created_at"] < told["decided_at"]
    assert (told["valid_from"], told["value"]) == ("2014-04-07", "19550000000.000000")
    assert check(asked["credit_code"]).first_region == "370828"
    assert told["applicant"] == "金乡县大蒜产业有限公司0001"
    assert (told["phone"], len(told["sha256"])) == ("13800000000", 64)
    assert told["secret"].startswith("lupin_")
    assert "00004711" not in told["secret"]
