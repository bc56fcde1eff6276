"""What stands when a front-end comes: a certified enterprise, its person, and a round that is open."""

from dataclasses import dataclass
from datetime import datetime

from deploy.demo.applying import DEFINITION
from deploy.demo.gateway import Actor, Gateway, Json
from deploy.demo.registration import PDF, PROGRAMME
from shared.codes.credit_code import make_from
from shared.time.clock import SHANGHAI
from tests.journeys.people import enrolled
from tests.journeys.running import until

APPLICANT, OFFICER = "applicant-of-a-front-end", "officer-of-a-front-end"
ROUND = "FRONT-END"
FORM = {
    "brand_name": "蒜都红",
    "brand_story": "三十年专注大蒜深加工，原产地直供，近三年网络销售额连年增长。",
    "dedicated_fund_yuan": "800000.00",
    "leader": "总经理",
    "online_channels": ["天猫旗舰店", "京东自营"],
    "team_size": 12,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """Who signs in, for whom, and where it applies."""

    subject: str
    organisation_id: str
    round_code: str


async def lay(gateway: Gateway) -> Scene:
    """By ordinary calls of those who may."""
    await enrolled(gateway, OFFICER, role="programme_officer", region_path="37.")
    await enrolled(gateway, PROGRAMME, role="programme_officer", region_path="37.")
    officer = gateway.person(OFFICER)
    organisation = await officer.post("/registry/v1/organisations", _enterprise())
    await _certify(gateway, officer, organisation["id"])
    await _open_round(gateway.person(PROGRAMME))
    return Scene(APPLICANT, organisation["id"], ROUND)


def _enterprise() -> Json:
    return {
        "credit_code": make_from("91", "370828", "20170017"),
        "name": "金乡县蒜都食品演示有限公司",
        "kind": "enterprise",
        "category": "regional_origin_agriculture",
        "region_code": "370828",
        "industry_code": "13",
        "size_class": "medium",
        "legal_representative": {"name": "演示人员", "phone": "13800000000"},
        "contacts": [{"name": "演示人员", "position": "品牌部经理", "email": "demo@example.com"}],
    }


async def _certify(gateway: Gateway, officer: Actor, organisation_id: str) -> None:
    """Claimed by a person who is nobody yet, and bound once the claim has been verified."""
    await enrolled(gateway, APPLICANT, role="applicant", organisation_id=organisation_id)
    applicant = Actor(gateway, APPLICANT)
    licence = await applicant.upload("registry", "营业执照.pdf", PDF + b"front-end", "application/pdf")
    claim = await applicant.post(
        "/registry/v1/certifications",
        {
            "organisation_id": organisation_id,
            "statement": "本人受法定代表人委托，办理品牌创建申报。",
            "evidence": [licence],
        },
    )
    path = f"/registry/v1/certifications/{claim['id']}/actions"
    await officer.post(path, {"action": "verify"}, version=claim["version"])


async def _open_round(officer: Actor) -> None:
    programme = await officer.post("/review/v1/programmes/from-catalogue", {"name": DEFINITION})
    clock = await officer.gateway.public("/identity/v1/clock")
    today = datetime.fromisoformat(clock["business_now"]).astimezone(SHANGHAI).date()
    asked = {"programme_id": programme["id"], "code": ROUND, "opens_on": today.isoformat()}
    planned = await officer.post("/review/v1/rounds", asked)
    path = f"/review/v1/rounds/{planned['id']}"
    await _until_open(officer, path)


async def _until_open(officer: Actor, path: str) -> None:
    """The worker opens a round when its day has come."""

    async def opened() -> bool:
        return str((await officer.get(path))["state"]) == "open"

    await until(opened, "the round is open", seconds=60)
