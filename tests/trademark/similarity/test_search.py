"""Similar marks over HTTP and on a real index: reasons, classes that were not read, recall, bounded work."""

import random

import pytest
from sqlalchemy import select, text

from services.trademark.similarity.models import CommonGram, SimilarMark
from services.trademark.similarity.repository import COMMON, IndexedMark, Similarity
from services.trademark.similarity.rules import Name, grams
from services.trademark.similarity.service import rank
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from tests.trademark.conftest import JINING, PROVINCE

PATH = "/trademark/v1/similar-marks"
TABLES = "/trademark/v1/goods-tables"
HOMOPHONES = (
    "红虹宏洪鸿",
    "金今津锦",
    "山杉珊",
    "水睡",
    "大达",
    "林临琳",
    "海还孩",
    "明鸣铭名",
    "福富服",
    "香乡湘襄",
)
COMMONS = (
    "红虹宏洪鸿金今津锦山杉珊水睡大达林临琳海还孩明鸣铭名福富服香"
    "乡湘襄天地人和春夏秋冬东南西北中国美丽花草木火土风云雨雪"
)


def a_mark(name: str, *classes: int, groups: tuple[str, ...] = ()) -> IndexedMark:
    return IndexedMark(
        id=new_id(),
        number=str(new_id().int % 10**8),
        name=name,
        classes=classes or (31,),
        status="registered",
        groups=groups,
    )


@pytest.fixture
def index(database):
    async def indexed(*marks: IndexedMark) -> None:
        async with database.write(SYSTEM) as session:
            await Similarity(session).index(marks)

    return indexed


async def test_T10_a_hit_says_why_in_the_caller_s_language(client, index):
    await index(a_mark("蒜鲁虹"), a_mark("泰山石敢当"))
    asked = {"name": "蒜鲁红", "classes": "31"}
    answer = await client.get(PATH, params=asked)
    assert answer.status_code == 200, answer.text
    hits = answer.json()["items"]
    assert [hit["name"] for hit in hits] == ["蒜鲁虹"]
    assert hits[0]["reasons"][0] == {"code": "alike_sound", "text": "读音相同（suanluhong）。"}
    english = await client.get(PATH, params=asked, headers={"Accept-Language": "en"})
    assert english.json()["items"][0]["reasons"][0]["text"] == "The same sound (suanluhong)."
    assert english.headers["Vary"] == "Accept-Language"


async def test_T10_a_class_that_was_not_loaded_is_told_as_not_read(client, index):
    await index(a_mark("蒜都虹", 31))
    answer = (await client.get(PATH, params={"name": "蒜都红", "classes": "31,32"})).json()
    assert answer["classes"] == [
        {"nice_class": 31, "marks": "read", "goods": "not_read"},
        {"nice_class": 32, "marks": "not_read", "goods": "not_read"},
    ]
    everywhere = (await client.post(PATH, json={"name": "蒜都红"})).json()
    assert len(everywhere["classes"]) == 45
    assert [hit["name"] for hit in everywhere["items"]] == ["蒜都虹"]
    elsewhere = (await client.post(PATH, json={"name": "蒜都红", "classes": [32]})).json()
    assert elsewhere["items"] == []


async def test_T10_more_classes_than_there_are_is_refused_however_it_is_asked(client):
    many = ["31"] * 46
    for classes in (many, [",".join(many)]):
        answer = await client.get(PATH, params={"name": "蒜都红", "classes": classes})
        assert answer.status_code == 422, answer.text
        assert [fault["code"] for fault in answer.json()["errors"]] == ["too_many"]
    assert (await client.post(PATH, json={"name": "蒜都红", "classes": [31] * 46})).status_code == 422


async def test_a_mark_that_changes_is_found_as_it_is_now(client, index, database):
    mark = a_mark("蒜都红")
    await index(mark)
    await index(IndexedMark(id=mark.id, number=mark.number, name="泰山石", classes=(30,), status="expired"))

    async def found(name: str, nice: str) -> list[str]:
        return [
            hit["status"]
            for hit in (await client.get(PATH, params={"name": name, "classes": nice})).json()["items"]
        ]

    assert await found("蒜都红", "31") == []
    assert await found("泰山石", "30") == ["expired"]
    async with database.write(SYSTEM) as session:
        await Similarity(session).forget([mark.id])
    assert await found("泰山石", "30") == []


async def load(client, as_, nice, seen=0, **members: object):
    body = {
        "edition": "试验版", "source": "为测试编造", "in_force_on": "2026-01-01",
        "groups": [{"code": f"{nice}{end}", "title": "甲", "goods": ["甲物"]} for end in ("01", "02")],
        **members,
    }  # fmt: skip
    headers = as_(Role.PROGRAMME_OFFICER, region=PROVINCE, if_match=seen)
    return await client.put(f"{TABLES}/{nice}", json=body, headers=headers)


async def test_T10_groups_follow_the_notes_of_the_table_and_never_a_prefix(client, as_, index):
    note = {"code": "3101", "other": "2902", "note": "跨类似群"}
    loaded = await load(client, as_, 31, cross_notes=[note])
    assert (loaded.status_code, loaded.json()["groups"]) == (200, 2), loaded.text
    await load(client, as_, 29)
    await index(
        a_mark("蒜都红", 31, groups=("3101",)),
        a_mark("蒜都虹", 31, groups=("3102",)),
        a_mark("算都红", 29, groups=("2902",)),
        a_mark("蒜都洪", 30, groups=("3001",)),
        a_mark("蒜都宏", 31),
    )
    asked = {"name": "蒜都红", "classes": [29, 30, 31], "groups": ["3101"]}
    hits = (await client.post(PATH, json=asked)).json()["items"]
    assert {hit["name"]: hit["goods"] for hit in hits} == {
        "蒜都红": "same_group", "算都红": "related_group", "蒜都洪": "not_read", "蒜都宏": "not_read",
    }  # fmt: skip
    unread = {**asked, "groups": ["3002"]}
    hits = (await client.post(PATH, json=unread)).json()["items"]
    assert {hit["goods"] for hit in hits} == {"not_read"}
    assert len(hits) == 5


async def test_tables_of_goods_are_loaded_whole_by_the_province_and_listed_with_their_source(client, as_):
    assert (await client.get(TABLES)).json()["not_read"] == list(range(1, 46))
    await load(client, as_, 31)
    again = await load(client, as_, 31, seen=1, groups=[{"code": "3101", "title": "甲", "goods": []}])
    assert (again.json()["groups"], again.json()["version"]) == (1, 2), again.text
    assert (await load(client, as_, 31, seen=1)).status_code == 412
    listed = (await client.get(TABLES)).json()
    assert [(each["nice_class"], each["source"]) for each in listed["items"]] == [(31, "为测试编造")]
    assert 31 not in listed["not_read"]
    city = as_(Role.CITY_OFFICER, region=JINING, if_match=0)
    assert (await client.put(f"{TABLES}/30", json={}, headers=city)).status_code in {403, 422}
    faulty = await load(
        client, as_, 30,
        groups=[{"code": "3101", "title": "甲", "goods": []}, {"code": "3001", "title": "乙", "goods": []}],
        cross_notes=[{"code": "2901", "other": "3001", "note": "误"}],
    )  # fmt: skip
    assert [each["pointer"] for each in faulty.json()["errors"]] == ["/groups/0/code", "/cross_notes/0"]


async def test_a_name_without_letters_is_refused(client):
    refused = await client.get(PATH, params={"name": "★★"})
    assert (refused.status_code, refused.json()["code"]) == (422, "name_unsearchable")


def invented(count: int) -> list[str]:
    """Names of two to five characters, all different, the same each time."""
    source = random.Random(20261122)  # noqa: S311 - invented data, the same each time
    made: set[str] = set()
    while len(made) < count:
        made.add("".join(source.choice(COMMONS) for _ in range(source.choice((2, 3, 3, 4, 4, 5)))))
    return sorted(made)


def disturbed(name: str, source: random.Random) -> str:
    """One character another, left out or added; one of the same sound; or two neighbours swapped."""
    place = source.randrange(len(name))
    same = next((each for each in HOMOPHONES if name[place] in each), name[place])
    edits = [
        name[:place] + source.choice(same) + name[place + 1 :],
        name[:place] + source.choice(COMMONS) + name[place:],
        name[: max(place - 1, 0)] + name[place] + name[max(place - 1, 0) : place] + name[place + 1 :],
    ]
    if len(name) > 2:
        edits += [name[:place] + name[place + 1 :], name[:place] + source.choice(COMMONS) + name[place + 1 :]]
    return source.choice(edits)


async def test_T10_of_twenty_thousand_names_the_disturbed_one_is_among_the_first_twenty(database):
    names, source = invented(20_000), random.Random(7)  # noqa: S311 - the same each time
    async with database.write(SYSTEM) as session:
        similarity = Similarity(session)
        for begin in range(0, len(names), 2_000):
            await similarity.index([a_mark(name) for name in names[begin : begin + 2_000]])
        found = 0
        asked = source.sample(names, 200)
        for name in asked:
            searched = Name.of(disturbed(name, source))
            hits = rank(searched, await similarity.candidates(searched, [31]), None)[:20]
            found += name in {mark.name for mark, _ in hits}
    assert found / len(asked) >= 0.95


async def test_the_search_goes_through_the_index_and_never_through_the_table(database, index):
    await index(*(a_mark(name) for name in invented(2_000)))
    async with database.write(SYSTEM) as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        wanted = grams(Name.of("金山红"), [31])[:5]
        explained = await session.scalars(
            text("EXPLAIN SELECT 1 FROM trademark.similar_marks WHERE grams && CAST(:g AS integer[])"),
            {"g": wanted},
        )
        assert "similar_marks_grams_idx" in "\n".join(explained)


async def test_common_grams_are_counted_when_the_table_has_grown(committed_database):
    database = await committed_database("trademark")
    async with database.write(SYSTEM) as session:
        assert await Similarity(session).count_common() == 0
        await Similarity(session).index([a_mark(f"{'金乡'}{name}") for name in invented(COMMON + 50)])
    async with database.write(SYSTEM) as session:
        await session.execute(text("SELECT pg_stat_force_next_flush()"))
    async with database.write(SYSTEM) as session:
        counted = await Similarity(session).count_common()
        common = set(await session.scalars(select(CommonGram.gram)))
        assert counted == len(common) > 0
        assert set(grams(Name.of("金乡"), [31])) & common
        assert await Similarity(session).count_common() == 0
        rows = await session.scalar(select(SimilarMark.size).limit(1))
        assert rows
