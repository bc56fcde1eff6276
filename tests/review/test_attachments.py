"""Every place of review that refers to a file takes files that were found good, and nobody else's."""

from typing import Any

import httpx
import pytest

from shared.codes.roles import Role
from tests.attachments import SUBJECT, assert_takes_only_good_files, places
from tests.review.walk import JINING, PATH

MATERIAL = "POST /review/v1/applications/{application_id}/materials file_id"
OPINION = "POST /review/v1/applications/{application_id}/recommendations opinion_file_id"
OPINIONS = "POST /review/v1/rounds/{round_id}/recommendations opinion_file_id"


@pytest.fixture
async def attaching(client, as_, walk):
    """Each on a case of its own: what is refused leaves the case as it was."""
    draft, first, second = await walk.draft(), await walk.submitted(), await walk.submitted()

    def officer(case: dict[str, Any]) -> dict[str, str]:
        return as_(Role.CITY_OFFICER, region=JINING, subject=SUBJECT, if_match=case["version"])

    async def attach(file_id: str) -> httpx.Response:
        return await client.post(
            f"{PATH}/{draft['id']}/materials",
            json={"key": "application_form", "file_id": file_id},
            headers=walk.mine(draft, subject=SUBJECT),
        )

    async def recommend(file_id: str) -> httpx.Response:
        body = {"rank": 1, "opinion": "同意推荐。", "opinion_file_id": file_id}
        return await client.post(f"{PATH}/{first['id']}/recommendations", json=body, headers=officer(first))

    async def recommend_many(file_id: str) -> httpx.Response:
        item = {"application_id": second["id"], "version": second["version"], "rank": 2, "opinion": "同意。"}
        body = {"items": [{**item, "opinion_file_id": file_id}]}
        path = f"/review/v1/rounds/{walk.round_id}/recommendations"
        return await client.post(path, json=body, headers=officer(second))

    return {MATERIAL: attach, OPINION: recommend, OPINIONS: recommend_many}


def test_P03_every_place_of_review_is_tried():
    assert places("review") == {MATERIAL, OPINION, OPINIONS}


@pytest.mark.parametrize("place", [MATERIAL, OPINION, OPINIONS])
async def test_P03_no_place_of_review_takes_a_file_that_is_not_good_and_the_senders(
    database, attaching, place
):
    await assert_takes_only_good_files(database, attaching[place])
