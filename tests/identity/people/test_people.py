from datetime import timedelta

from tests.identity.front import SECURITY, SYSTEM_ADMIN

WANG = {"provider": "province", "subject": "u-7f3a", "display_name": "济宁市商务局 王岚"}


async def test_the_same_subject_is_the_same_person(desk):
    first = await desk.made(SECURITY, "/people", WANG)
    again = await desk.made(SECURITY, "/people", {**WANG, "display_name": "王岚"})
    assert again == first
    other = await desk.made(SECURITY, "/people", {**WANG, "provider": "ministry"})
    assert other["id"] != first["id"]


async def test_P02_a_blocked_person_is_out_at_once_and_may_come_back(desk):
    person = await desk.person("wang", {"role": "auditor", "region_path": ""})
    token = await desk.bearer("wang")
    path = f"/people/{person['id']}"
    blocked = await desk.call(SECURITY, "POST", f"{path}/block", if_match=1)
    assert (blocked.status_code, blocked.json()["state"]) == (200, "blocked")
    await desk.look()
    assert (await desk.http.get("/identity/v1/people", headers=token)).json()["code"] == "token_revoked"
    assert (await desk.sign_in("wang")).status_code == 401
    twice = await desk.call(SECURITY, "POST", f"{path}/block", if_match=2)
    assert (twice.status_code, twice.json()["blocked"]["allowed"]) == (409, ["unblock"])
    await desk.call(SECURITY, "POST", f"{path}/unblock", if_match=2)
    desk.clock.at += timedelta(milliseconds=5)
    assert (await desk.sign_in("wang")).status_code == 200


async def test_people_are_read_by_those_who_look_after_them_only(desk):
    person = await desk.person("wang")
    path = f"/people/{person['id']}"
    shown = await desk.call(SECURITY, "GET", path)
    assert shown.headers["etag"] == '"1"'
    assert (await desk.call(SYSTEM_ADMIN, "GET", path)).status_code == 403
    assert (await desk.call(None, "GET", path)).status_code == 401
    known = {**await desk.bearer(SECURITY), "If-None-Match": '"1"'}
    assert (await desk.http.get(f"/identity/v1{path}", headers=known)).status_code == 304


async def test_pages_of_people_follow_one_another(desk):
    for number in range(5):
        await desk.person(f"p-{number}")
    page = (await desk.call(SECURITY, "GET", "/people?limit=3&sort=display_name")).json()
    seen = [person["display_name"] for person in page["items"]]
    while "next_cursor" in page:
        path = f"/people?limit=3&sort=display_name&cursor={page['next_cursor']}"
        page = (await desk.call(SECURITY, "GET", path)).json()
        seen += [person["display_name"] for person in page["items"]]
    assert len(seen) == len(set(seen)) == 8


async def test_a_name_with_control_characters_is_refused(desk):
    answer = await desk.call(SECURITY, "POST", "/people", json={**WANG, "display_name": "a\u0007b"})
    assert answer.status_code == 422
