"""One effect per idempotency key, versions as preconditions, and what the database refuses."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from shared.db.caller import SYSTEM
from shared.db.tables import house_table
from shared.http.idempotency import KEPT, forget_old_keys
from shared.time.clock import instant
from tests.shared.app.small import THINGS, at_once

URL = "/review/v1/things"


def keyed(key: str | None = None, **headers: str) -> dict[str, str]:
    return {"Idempotency-Key": key or uuid4().hex, **headers}


async def count(database) -> int:
    async with database.read(SYSTEM) as session:
        return (await session.execute(select(func.count()).select_from(THINGS))).scalar_one()


async def make(client, name: str = "壶", **members: object) -> dict[str, object]:
    answer = await client.post(URL, json={"name": name, **members}, headers=keyed())
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_call_without_a_key_is_refused(stored):
    answer = await stored.post(URL, json={"name": "壶"})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_required")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\xe9"])
async def test_a_key_is_1_to_255_visible_characters(stored, key):
    answer = await stored.post(URL, json={"name": "壶"}, headers={"Idempotency-Key": key.encode("latin-1")})
    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (422, "Idempotency-Key")


async def test_a_repeated_call_has_one_effect_and_is_shown_the_thing_as_it_is_now(stored, things):
    headers = keyed()
    first = await stored.post(URL, json={"name": "壶", "size": 2}, headers=headers)
    assert "idempotent-replayed" not in first.headers
    await stored.put(f"{URL}/{first.json()['id']}", json={"name": "青花壶"}, headers={"If-Match": '"1"'})
    other_spelling = b'{ "size":2, "name":"\\u58f6"}'
    again = await stored.post(
        URL, content=other_spelling, headers=headers | {"Content-Type": "application/json"}
    )
    assert again.status_code == 201
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert again.json() == first.json() | {"name": "青花壶", "version": 2}
    assert await count(things) == 1


async def test_one_key_for_two_requests_is_refused(stored, things):
    headers = keyed()
    await stored.post(URL, json={"name": "壶"}, headers=headers)
    answer = await stored.post(URL, json={"name": "杯"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await count(things) == 1


async def test_two_callers_may_choose_the_same_key(stored, things):
    headers = keyed()
    await stored.post(URL, json={"name": "壶"}, headers=headers)
    answer = await stored.post(URL, json={"name": "杯"}, headers=headers | {"X-Test-Subject": "officer-2"})
    assert answer.status_code == 201
    assert await count(things) == 2


async def test_many_calls_with_one_key_at_once_have_one_effect(stored, things):
    for turn in range(1, 6):
        headers, body = keyed(), {"name": f"壶{turn}"}
        answers = await at_once(20, lambda: stored.post(URL, json=body, headers=headers))  # noqa: B023 - awaited at once
        assert await count(things) == turn
        made = [answer for answer in answers if answer.status_code == 201]
        assert sum("idempotent-replayed" not in answer.headers for answer in made) == 1
        assert len({answer.json()["id"] for answer in made}) == 1
        for answer in answers:
            if answer.status_code != 201:
                assert (answer.json()["code"], answer.headers["retry-after"]) == ("request_in_progress", "1")


async def test_a_refused_call_leaves_the_key_free(stored):
    await make(stored, "壶")
    headers = keyed()
    answer = await stored.post(URL, json={"name": "壶"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "name_taken")
    answer = await stored.post(URL, json={"name": "杯"}, headers=headers)
    assert answer.status_code == 201


async def test_a_secret_is_told_once(stored, things):
    headers = keyed()
    first = await stored.post(f"{URL}/secrets", json={"name": "壶"}, headers=headers)
    assert first.json()["secret"] == "told once"
    again = await stored.post(f"{URL}/secrets", json={"name": "壶"}, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "secret_already_shown")
    async with things.read(SYSTEM) as session:
        kept = (await session.execute(select(house_table("review", "idempotency")))).all()
    assert "told once" not in str(kept)


async def test_keys_are_forgotten_after_seven_days(stored, things):
    await make(stored)
    async with things.write(SYSTEM) as session:
        assert await forget_old_keys(session, instant()) == 0
        assert await forget_old_keys(session, instant() + KEPT) == 1


async def test_what_was_refused_is_recorded_and_lost_races_are_not(stored, things):
    await make(stored, "壶")
    refused = await stored.post(URL, json={"name": "壶"}, headers=keyed())
    async with things.read(SYSTEM) as session:
        [row] = (await session.execute(select(house_table("review", "refusals")))).all()
    assert (row.code, row.method, row.path, row.actor) == ("name_taken", "POST", URL, "officer-1")
    assert str(row.request_id) == refused.headers["x-request-id"]


async def test_the_version_travels_as_entity_tag_and_304_saves_the_body(stored):
    thing = await make(stored)
    answer = await stored.get(f"{URL}/{thing['id']}")
    assert (answer.headers["etag"], answer.headers["cache-control"]) == ('"1"', "private")
    for known in ('"1"', 'W/"1"', '"0", "1"', "*"):
        again = await stored.get(f"{URL}/{thing['id']}", headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"1"')
    other = await stored.get(f"{URL}/{thing['id']}", headers={"If-None-Match": '"1.masked"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("header", "status", "code"),
    [
        (None, 428, "version_required"),
        ('"7"', 412, "stale_version"),
        ("1", 422, "request_invalid"),
        ("*", 422, "request_invalid"),
        ('"1", "2"', 422, "request_invalid"),
        ('"1"', 200, None),
        ('"1.masked"', 200, None),
        ('W/"1"', 200, None),
    ],
)
async def test_a_change_names_the_version_it_has_seen(stored, header, status, code):
    thing = await make(stored)
    headers = {} if header is None else {"If-Match": header}
    answer = await stored.put(f"{URL}/{thing['id']}", json={"name": "杯"}, headers=headers)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


async def test_a_constraint_without_a_refusal_of_its_own_is_a_fault_of_ours(stored):
    answer = await stored.post(URL, json={"name": "壶", "worth": "1000000"}, headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")


async def test_a_lock_that_is_not_had_in_time_is_try_again(stored, things):
    setting = (
        f"ALTER ROLE CURRENT_USER IN DATABASE \"{things.engine.url.database}\" SET lock_timeout = '50ms'"
    )
    async with things.engine.begin() as connection:
        await connection.execute(text(setting))
    await things.dispose()
    async with things.write(SYSTEM) as holder:
        await holder.execute(text("LOCK TABLE review.things IN EXCLUSIVE MODE"))
        answer = await stored.post(URL, json={"name": "壶"}, headers=keyed())
    assert (answer.status_code, answer.json()["code"]) == (503, "try_again")
    assert answer.headers["retry-after"] == "1"
