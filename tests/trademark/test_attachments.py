"""Every place of trademark that refers to a file takes files that were found good, and nobody else's."""

import httpx
import pytest

from services.trademark.legal_rules.service import take_over
from shared.codes.roles import Role
from shared.db.ids import new_id
from tests.attachments import SUBJECT, assert_takes_only_good_files, places
from tests.trademark.conftest import JINING

IMPORT = "POST /trademark/v1/mark-imports file_id"
INDICATIONS = "POST /trademark/v1/indication-imports file_id"
MARK = "POST /trademark/v1/marks file_id"
SPARED = dict.fromkeys((IMPORT, INDICATIONS), ("the own one that is another organisation's by now",))
"""A list is read for who sent it, and becomes nobody's."""


@pytest.fixture
def attaching(client, as_):
    def officer() -> dict[str, str]:
        return as_(Role.CITY_OFFICER, region=JINING, subject=SUBJECT)

    async def bring_in(file_id: str) -> httpx.Response:
        body = {"file_id": file_id, "as_of": "2017-03-01", "source": "商标名录"}
        return await client.post("/trademark/v1/mark-imports", json=body, headers=officer())

    async def bring_in_indications(file_id: str) -> httpx.Response:
        return await client.post(
            "/trademark/v1/indication-imports", json={"file_id": file_id}, headers=officer()
        )

    async def enter(file_id: str) -> httpx.Response:
        body = {
            "number": f"{new_id().int % 10**9}",
            "name": "金乡蒜都",
            "kind": "product",
            "filed_on": "2013-02-05",
            "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
            "goods": [{"class_number": 31, "name": "新鲜大蒜"}],
            "representations": [{"form": "word", "text": "金乡蒜都"}, {"form": "device", "file_id": file_id}],
            "source": "商标公告",
        }
        return await client.post("/trademark/v1/marks", json=body, headers=officer())

    return {IMPORT: bring_in, INDICATIONS: bring_in_indications, MARK: enter}


def test_P03_every_place_of_trademark_is_tried():
    assert places("trademark") == {IMPORT, INDICATIONS, MARK}


@pytest.mark.parametrize("place", [IMPORT, INDICATIONS, MARK])
async def test_P03_no_place_of_trademark_takes_a_file_that_is_not_good_and_the_senders(
    database, attaching, place
):
    await take_over(database, database.clock)
    await assert_takes_only_good_files(database, attaching[place], spared=SPARED.get(place, ()))


async def test_P03_a_mark_whose_picture_is_refused_is_not_entered(client, database, attaching):
    await take_over(database, database.clock)
    refused = await attaching[MARK](str(new_id()))
    assert refused.json()["code"] == "file_unknown"
    assert (await client.get("/trademark/v1/marks")).json()["items"] == []
