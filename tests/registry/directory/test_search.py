"""The public directory: what it tells, and how it is searched."""

from shared.codes.roles import Role
from shared.testing.database import Statements
from tests.registry.conftest import JINING, PROVINCE

PATH = "/registry/v1/directory"


async def names(client, **params: str):
    answer = await client.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


async def test_names_are_found_by_characters_pinyin_and_initials(client, register):
    await register(name="金乡大蒜有限公司")
    await register(name="单县羊肉汤有限公司")
    for query in ("金乡大蒜", "大蒜", "蒜", "jinxiang", "jxds", "jx", "金鄉大蒜", "ＪＸＤＳ"):
        assert await names(client, q=query) == ["金乡大蒜有限公司"], query
    assert await names(client, q="shanxian") == ["单县羊肉汤有限公司"]
    assert await names(client, q="烟台") == []
    assert await names(client, q="·") == []
    assert await names(client, q="%") == []


async def test_a_former_name_still_finds(client, as_, register):
    known = await register(name="金乡旧名有限公司")
    await client.post(
        f"/registry/v1/organisations/{known['id']}/rename",
        json={"name": "蒜都集团有限公司"},
        headers=as_(Role.CITY_OFFICER, region=JINING, if_match=1),
    )
    assert await names(client, q="金乡旧名") == ["蒜都集团有限公司"]


async def test_filters_narrow_by_region_kind_category_and_industry(client, register):
    await register(name="甲济宁", region_code="370811", kind="cooperative", industry_code="05")
    await register(name="乙烟台", region_code="370602", category="export_enterprise")
    assert await names(client, region="370800") == ["甲济宁"]
    assert await names(client, region="370811") == ["甲济宁"]
    assert await names(client, region="370000", kind="cooperative,bank") == ["甲济宁"]
    assert await names(client, category="export_enterprise") == ["乙烟台"]
    assert await names(client, industry="05") == ["甲济宁"]
    assert await names(client, certified="true") == []


async def test_pages_follow_one_another_in_dictionary_order(client, register):
    for name in ("中国", "阿胶", "波浪", "曹县"):
        await register(name=name)
    first = (await client.get(PATH, params={"limit": 2})).json()
    second = (await client.get(PATH, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    listed = [item["name"] for item in (*first["items"], *second["items"])]
    assert listed == ["波浪", "曹县", "阿胶", "中国"]  # bo, cao, e, zhong
    assert "next_cursor" not in second


async def test_the_public_sees_no_contact_and_no_figure(client, register):
    known = await register()
    answer = await client.get(f"{PATH}/{known['id']}")
    assert answer.json()["good_standing"] is False
    assert set(answer.json()) == {
        "id",
        "name",
        "kind",
        "category",
        "current_region",
        "region_path",
        "industry_code",
        "status",
        "certified",
        "good_standing",
    }


async def test_a_list_asks_the_same_number_of_questions_whatever_its_length(client, as_, register, database):
    headers = as_(Role.CITY_OFFICER, region=PROVINCE)
    sent = []
    for _ in range(2):
        await register()
        await register()
        with Statements(database) as statements:
            answer = await client.get("/registry/v1/organisations", params={"q": "金乡"}, headers=headers)
        sent.append(len(statements.sent))
        assert answer.status_code == 200
    assert sent[0] == sent[1]
