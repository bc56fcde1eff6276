"""An expert hands in scores over HTTP, corrects them, and sees those of others only afterwards (V07)."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from services.review.assignments.models import Assignment
from services.review.rounds.models import Round
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.tokens import Signer
from tests.review.judging import CRITERIA, lay_applications, lay_panel, seat

API = "/review/v1"
Signs = Callable[..., dict[str, str]]


def sheet(points: str = "80", **given: Any) -> dict[str, Any]:
    marks = [{"criterion": each, "points": points, "reason": "材料充分。"} for each in CRITERIA]
    return {"marks": marks, **given}


@pytest.fixture
def expert(as_: Signer) -> Signs:
    return lambda subject, **given: as_(Role.EXPERT, subject=subject, **given)


@pytest.fixture
async def seats(database: Database, a_round: Round) -> list[Assignment]:
    """Two experts who were drawn for one application, which is under review."""
    [case] = await lay_applications(database, a_round, 1, state="under_review")
    rows = [seat(case, each) for each in await lay_panel(database, a_round, 2)]
    async with database.write(SYSTEM) as session:
        session.add_all(rows)
    return rows


async def declare(client: httpx.AsyncClient, held: Assignment, expert: Signs) -> None:
    answer = await client.post(
        f"{API}/assignments/{held.id}/actions",
        json={"action": "declare_clear"},
        headers=expert(held.subject, if_match=1),
    )
    assert answer.status_code == 200, answer.text


async def hand_in(
    client: httpx.AsyncClient, held: Assignment, expert: Signs, body: dict[str, Any], version: int = 2
) -> httpx.Response:
    return await client.post(
        f"{API}/assignments/{held.id}/scores", json=body, headers=expert(held.subject, if_match=version)
    )


async def test_V07_nobody_scores_before_declaring(
    client: httpx.AsyncClient, seats: list[Assignment], expert: Signs
):
    refused = await hand_in(client, seats[0], expert, sheet(), version=1)
    assert (refused.status_code, refused.json()["code"]) == (409, "action_not_allowed")


async def test_V07_a_sheet_names_the_dossier_it_saw_and_a_correction_stands_beside_it(
    client: httpx.AsyncClient, seats: list[Assignment], expert: Signs
):
    await declare(client, seats[0], expert)
    kept = await hand_in(client, seats[0], expert, sheet())
    assert kept.status_code == 201, kept.text
    first = kept.json()["items"][0]
    assert (first["sequence"], first["dossier_sequence"], first["vetoes"]) == (1, 1, [])
    assert float(first["total"]) == 80
    unexplained = await hand_in(client, seats[0], expert, sheet("70"), version=3)
    assert unexplained.json()["errors"][0]["code"] == "correction_unexplained"
    corrected = await hand_in(client, seats[0], expert, sheet("70", correction="误读数据"), version=3)
    assert corrected.status_code == 201, corrected.text
    assert [item["sequence"] for item in corrected.json()["items"]] == [1, 2]


async def test_V07_every_sheet_of_a_seat_is_read_again_and_a_corrected_one_stays(
    client: httpx.AsyncClient, seats: list[Assignment], expert: Signs, as_: Signer
):
    mine, other = seats
    await declare(client, mine, expert)
    await hand_in(client, mine, expert, sheet("80"))
    await hand_in(client, mine, expert, sheet("70", correction="误读数据"), version=3)
    path = f"{API}/assignments/{mine.id}/scores"
    auditor = as_(Role.AUDITOR, region="37.")
    seen = (await client.get(path, headers=auditor)).json()["items"]
    assert [(each["sequence"], float(each["total"]), each.get("correction")) for each in seen] == [
        (1, 80.0, None),
        (2, 70.0, "误读数据"),
    ]
    assert {mark["criterion"] for mark in seen[1]["marks"]} == set(CRITERIA)
    assert (await client.get(path, headers=expert(mine.subject))).json()["items"] == seen
    for headers in (expert(other.subject), as_(Role.PROGRAMME_OFFICER, region="35.")):
        refused = await client.get(path, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "assignment_not_found")


async def test_V07_points_off_the_scale_are_refused_by_their_place(
    client: httpx.AsyncClient, seats: list[Assignment], expert: Signs
):
    await declare(client, seats[0], expert)
    refused = await hand_in(client, seats[0], expert, sheet("80.3"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/marks/0"


async def test_V07_the_scores_of_others_are_hidden_until_the_own_are_in(
    client: httpx.AsyncClient, seats: list[Assignment], expert: Signs
):
    mine, other = seats
    for each in seats:
        await declare(client, each, expert)
    await hand_in(client, other, expert, sheet("60"))
    address = f"{API}/applications/{mine.application_id}/scores"
    assert (await client.get(address, headers=expert(mine.subject))).json()["items"] == []
    await hand_in(client, mine, expert, sheet("90"))
    seen = await client.get(address, headers=expert(mine.subject))
    assert len(seen.json()["items"]) == 2
    assert other.subject not in seen.text


async def test_neither_city_nor_applicant_reads_scores(
    client: httpx.AsyncClient, seats: list[Assignment], as_: Signer
):
    for headers in (as_(Role.CITY_OFFICER, region="37.3708."), as_(Role.APPLICANT, organisation=new_id())):
        refused = await client.get(f"{API}/applications/{seats[0].application_id}/scores", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "role_missing")
