"""Every shipped programme carries an application from the draft to its title; experts' scores are laid."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from services.review import definitions
from services.review.applications.models import Application
from services.review.rounds.models import Quota, Round
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.work import Database
from shared.text.yaml_text import read_yaml
from tests.review.hall import Hall
from tests.review.judging import lay_scores
from tests.review.sibling import FORM, KnownOrganisations
from tests.review.walk import Walk

V1 = "/review/v1"
CATALOGUE = Path(definitions.__file__).parents[1] / "catalogue"
SHIPPED = sorted(path.stem for path in CATALOGUE.glob("*.yaml"))
PRODUCT = {
    "product_name": "大蒜精油软胶囊",
    "trademark": "蒜都红",
    "standard": "GB/T 22244",
    "sales_yuan": "80000000.00",
}
FORMS: dict[str, dict[str, Any]] = {
    "famous_product_brand_2015": PRODUCT,
    "internet_plus_brand_2017": FORM,
}
"""What an applicant writes, programme by programme."""


async def done(asking: Any, status: int = 200) -> dict[str, Any]:
    answer: httpx.Response = await asking
    assert answer.status_code == status, answer.text
    return dict(answer.json())


@pytest.fixture(params=SHIPPED)
def shipped(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any]]:
    """Name and definition."""
    return request.param, read_yaml((CATALOGUE / f"{request.param}.yaml").read_text("utf-8"))


@pytest.fixture
async def held(
    client: httpx.AsyncClient, as_: Callable[..., dict[str, str]], database: Database, shipped: Any
) -> Round:
    """A round of the programme, installed and opened as an officer does it."""
    name, definition = shipped
    officer = {"role": Role.PROGRAMME_OFFICER, "region": "37."}
    programme = await done(
        client.post(f"{V1}/programmes/from-catalogue", json={"name": name}, headers=as_(**officer))
    )
    today = database.clock.today().isoformat()
    body = {"programme_id": programme["id"], "code": "ONE", "opens_on": today}
    planned = await done(client.post(f"{V1}/rounds", json=body, headers=as_(**officer)), 201)
    path = f"{V1}/rounds/{planned['id']}/actions"
    headers = as_(**officer, if_match=planned["version"])
    await done(client.post(path, json={"action": "open"}, headers=headers))
    async with database.read(SYSTEM) as session:
        opened = await session.get_one(Round, UUID(planned["id"]))
        seats = await session.get_one(Quota, (opened.id, "selected", "all"))
    assert seats.cap == definition["quota"]["cap"]
    return opened


async def judged(hall: Hall, held: Round, case: dict[str, Any], definition: dict[str, Any]) -> Application:
    """Accepted over HTTP, scored by a panel that is laid, ranked over HTTP."""
    database = hall.database
    accepting = hall.client.post(f"{V1}/rounds/{held.id}/acceptances", json={}, headers=hall.officer())
    assert (await done(accepting, 201))["accepted"] == 1
    async with database.write(SYSTEM) as session:
        row = await session.get_one(Application, UUID(case["id"]))
        row.state = "under_review"
    criteria = [each["code"] for each in definition["rubric"]["criteria"]]
    experts = definition["panel"]["experts_per_application"]
    await lay_scores(database, held, [row], experts=experts, criteria=criteria)
    run = await done(hall.client.post(f"{V1}/rounds/{held.id}/score-runs", headers=hall.officer()), 201)
    body = {"score_run_id": run["id"]}
    ranking = await done(hall.client.post(f"{V1}/rankings", json=body, headers=hall.officer()), 201)
    path, headers = f"{V1}/rankings/{ranking['id']}/actions", hall.officer(if_match=ranking["version"])
    await done(hall.client.post(path, json={"action": "apply"}, headers=headers))
    return row


async def test_V02_a_shipped_programme_carries_an_application_to_its_title(
    held: Round,
    client: httpx.AsyncClient,
    as_: Any,
    *,
    database: Database,
    registry: KnownOrganisations,
    shipped: Any,
):
    name, definition = shipped
    assert name in FORMS, f"FORMS above says what an applicant of {name} writes"
    required = [each["key"] for each in definition["materials"] if each["required"]]
    category = definition["applicants"]["categories"][0]["code"]
    walk = Walk(client, as_, database, registry, held.id, category, FORMS[name], required)
    case = await walk.recommended()
    assert (case["category"], case["recommended_by"]) == (category, "37.3708.")
    hall = Hall(database, held.id, client, as_)
    (title,) = await hall.titled(await judged(hall, held, case, definition))
    opening = definition["title"]["number_pattern"].partition("{")[0]
    assert title["number"].startswith(opening)
    assert title["state"] == "active"


async def test_V06_a_category_of_another_programme_is_refused_by_name(
    held: Round,
    client: httpx.AsyncClient,
    as_: Any,
    *,
    registry: KnownOrganisations,
    shipped: Any,
):
    organisation = registry.know()
    body = {
        "round_id": str(held.id),
        "organisation_id": str(organisation),
        "category": "of_another_programme",
    }
    headers = as_(Role.APPLICANT, organisation=organisation)
    refused = await done(client.post(f"{V1}/applications", json=body, headers=headers), 422)
    listed = "、".join(each["code"] for each in shipped[1]["applicants"]["categories"])
    assert [(each["pointer"], listed in each["detail"]) for each in refused["errors"]] == [
        ("/category", True)
    ]
