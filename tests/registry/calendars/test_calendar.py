"""The working-day calendar over HTTP."""

from shared.codes.roles import Role

PATH = "/registry/v1/calendar"


async def due(client, start, days):
    answer = await client.get(f"{PATH}/due", params={"from": start, "working_days": days})
    assert answer.status_code == 200, answer.text
    return answer.json()["due_on"], answer.json()["provisional"]


async def test_a_year_names_its_holidays_and_make_up_days(client):
    year = (await client.get(PATH, params={"year": 2017})).json()
    kinds = {day["day"]: day["kind"] for day in year["days"]}
    assert kinds["2017-10-02"] == "holiday"
    assert kinds["2017-09-30"] == "makeup"
    assert year["published"] is True


async def test_the_fifth_working_day_skips_the_holiday_week(client):
    assert await due(client, "2026-09-28", 5) == ("2026-10-10", False)


async def test_a_year_without_a_notice_is_provisional(client):
    assert (await due(client, "2035-01-01", 5))[1] is True
    unknown = await client.get(PATH, params={"year": 2050})
    assert unknown.json()["code"] == "calendar_year_unknown"


async def test_an_administrator_enters_a_notice_and_terms_move(client, as_):
    before = await due(client, "2035-03-01", 3)
    year = (await client.get(PATH, params={"year": 2035})).json()
    set_day = {"kind": "holiday", "name": "试点假日", "source": "国办发明电〔2034〕9号"}
    changed = await client.put(
        f"{PATH}/days/{before[0]}",
        json=set_day,
        headers=as_(Role.SYSTEM_ADMINISTRATOR, if_match=year["version"]),
    )
    assert changed.status_code == 200, changed.text
    assert (await due(client, "2035-03-01", 3))[0] > before[0]
    stale = await client.put(
        f"{PATH}/days/{before[0]}",
        json=set_day,
        headers=as_(Role.SYSTEM_ADMINISTRATOR, if_match=year["version"]),
    )
    assert stale.status_code == 412
    published = await client.put(
        f"{PATH}/years/2035",
        json={"source": "国办发明电〔2034〕9号"},
        headers=as_(Role.SYSTEM_ADMINISTRATOR, if_match=changed.json()["version"]),
    )
    assert published.json()["published"] is True
    assert (await due(client, "2035-03-01", 3))[1] is False


async def test_an_officer_does_not_change_the_calendar(client, as_):
    answer = await client.put(
        f"{PATH}/days/2026-05-04",
        json={"kind": "holiday", "name": "假", "source": "无"},
        headers=as_(Role.CITY_OFFICER, region="37.", if_match=1),
    )
    assert answer.status_code == 403
