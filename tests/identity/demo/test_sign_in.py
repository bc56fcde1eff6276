import jose.jwt

from tests.identity.front import SYSTEM_ADMIN


async def test_P02_a_demo_person_signs_in_and_holds_the_roles(desk):
    answer = await desk.sign_in(SYSTEM_ADMIN)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    claims = jose.jwt.get_unverified_claims(answer.json()["access_token"])
    assert claims["lupin"]["bindings"] == [{"role": "system_administrator"}]
    assert claims["client_id"] == "demo"
    assert "review" in claims["aud"]


async def test_wrong_words_and_unknown_people_are_not_told_apart(desk):
    unknown = await desk.sign_in("nobody")
    wrong = await desk.sign_in(SYSTEM_ADMIN, passphrase="guess")
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.json()["code"] == wrong.json()["code"] == "sign_in_refused"
