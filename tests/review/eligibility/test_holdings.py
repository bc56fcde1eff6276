"""Rules that ask for marks and indications: judged on what trademark says, frozen with the dossier (V05)."""

import copy
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import httpx
import pytest

from services.review.clients.evidence import joined
from services.review.clients.registry import OrganisationFacts
from services.review.clients.trademark import BATCH, READ, Holdings, TrademarkClient
from services.review.definitions.rules import reads_holdings
from services.review.eligibility.rules import Verdict, judge
from services.review.eligibility.service import values
from shared.codes.roles import Role
from shared.db.ids import new_id
from shared.time.clock import instant
from tests.review.sibling import KnownHoldings, organisation
from tests.review.walk import PATH, Walk

HOLDS_MARK = {
    "code": "holds_mark",
    "rule": "any(registered_marks, kind == 'product')",
    "message": {"zh-CN": "须持有至少一件有效注册商标。", "en": "Must hold a valid registered mark."},
    "source": "trademark",
}
USES_INDICATION = {
    "code": "uses_indication",
    "rule": "any(authorised_indications, in_own_region)",
    "message": {
        "zh-CN": "须获准使用本地区地理标志。",
        "en": "Must be authorised to use an indication of its region.",
    },
    "source": "trademark",
}
JINXIANG = "37.3708.370828."


def asking(definition: Mapping[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(dict(definition))
    made["eligibility"] += [HOLDS_MARK, USES_INDICATION]
    return made


class TestAProgrammeThatAsks:
    """The 2017 programme with two rules more."""

    @pytest.fixture
    def shipped_definition(self, shipped_definition: dict[str, Any]) -> dict[str, Any]:
        return asking(shipped_definition)

    async def test_who_holds_mark_and_indication_is_eligible_and_the_dossier_freezes_both(
        self, walk: Walk, trademark: KnownHoldings
    ):
        case = await walk.filled()
        trademark.hold(case["organisation_id"], plot=JINXIANG)
        run = (await advise(walk, case)).json()
        assert run["eligible"] is True
        assert (run["holdings_version"], run["holdings_at"]) == ("5f2b0c9e11aa3c47", "2017-03-01T02:00:01Z")
        case = await walk.submit(case)
        frozen = await walk.client.get(f"{PATH}/{case['id']}/dossiers/1", headers=walk.mine(case))
        held = frozen.json()["facts"]["holdings"]
        assert [each["number"] for each in held["marks"]] == ["13579246"]
        assert [each["region_path"] for each in held["authorisations"]] == [JINXIANG]
        assert (held["version"], held["as_of"]) == ("5f2b0c9e11aa3c47", "2017-03-01T02:00:01Z")

    @pytest.mark.parametrize(
        ("language", "sentences"),
        [("zh-CN", HOLDS_MARK["message"]), ("en", HOLDS_MARK["message"])],
    )
    async def test_who_holds_nothing_reads_the_reason_before_submission(
        self, walk: Walk, *, language: str, sentences: dict[str, str]
    ):
        run = (await advise(walk, await walk.draft(), language)).json()
        assert run["eligible"] is False
        failed = [each for each in run["results"] if each["verdict"] == "not_met"]
        assert [each["code"] for each in failed] == ["holds_mark", "uses_indication"]
        assert failed[0]["message"] == sentences[language]

    async def test_an_indication_of_another_county_does_not_count(self, walk: Walk, trademark: KnownHoldings):
        case = await walk.draft()
        trademark.hold(case["organisation_id"], plot="37.3701.370181.")
        run = (await advise(walk, case)).json()
        assert [each["code"] for each in run["results"] if each["verdict"] != "met"] == ["uses_indication"]

    async def test_a_silent_trademark_is_503_with_patience_and_nothing_changed(
        self, walk: Walk, trademark: KnownHoldings
    ):
        case = await walk.filled()
        trademark.silent = True
        advised = await advise(walk, case)
        submitted = await walk.client.post(f"{PATH}/{case['id']}/submissions", headers=walk.mine(case))
        for answer in (advised, submitted):
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert await walk.look(case) == case
        for kept in ("eligibility-runs", "dossiers"):
            shown = await walk.client.get(f"{PATH}/{case['id']}/{kept}", headers=walk.mine(case))
            assert shown.json()["items"] == []

    async def test_acceptance_asks_once_for_all_and_refuses_who_lost_the_mark(
        self, walk: Walk, trademark: KnownHoldings
    ):
        kept, lost = await walk.recommended(1), await walk.recommended(2)
        trademark.hold(kept["organisation_id"], plot=JINXIANG)
        before = trademark.asked
        told = (await accept(walk)).json()
        assert trademark.asked == before + 1
        assert {each["application_id"]: each["codes"] for each in told["items"]} == {
            kept["id"]: [],
            lost["id"]: ["holds_mark", "uses_indication"],
        }
        assert (await walk.look(lost))["state"] == "not_recognised"

    async def test_acceptance_with_a_silent_trademark_changes_nothing(
        self, walk: Walk, trademark: KnownHoldings
    ):
        case = await walk.recommended()
        trademark.silent = True
        assert (await accept(walk)).status_code == 503
        assert await walk.look(case) == case


async def test_a_programme_that_does_not_ask_goes_its_way_without_trademark(
    walk: Walk, trademark: KnownHoldings
):
    trademark.silent = True
    case = await walk.filled()
    run = (await advise(walk, case)).json()
    assert run["eligible"] is True
    assert "holdings_version" not in run
    case = await walk.submit(case)
    frozen = await walk.client.get(f"{PATH}/{case['id']}/dossiers/1", headers=walk.mine(case))
    assert "holdings" not in frozen.json()["facts"]


async def advise(walk: Walk, case: dict[str, Any], language: str = "en") -> httpx.Response:
    headers = {**walk.mine(case), "Accept-Language": language}
    return await walk.client.post(f"{PATH}/{case['id']}/eligibility-runs", headers=headers)


async def accept(walk: Walk) -> httpx.Response:
    headers = walk.as_(Role.PROGRAMME_OFFICER, region="37.")
    url = f"/review/v1/rounds/{walk.round_id}/acceptances"
    return await walk.client.post(url, json={}, headers=headers)


@pytest.mark.parametrize(
    ("rule", "asked"),
    [
        ("length(registered_marks) >= 1", True),
        ("organisation.certified or any(authorised_indications, in_own_region)", True),
        ("length(brands) >= 1", False),
        ("any(brands, name == 'registered_marks')", False),
    ],
)
def test_only_a_rule_that_names_holdings_asks_for_them(rule: str, *, asked: bool):
    assert reads_holdings(["organisation.certified", rule]) is asked


def known() -> OrganisationFacts:
    return organisation(new_id(), city="3708", category="regional_origin_agriculture")


def test_holdings_that_trademark_left_out_are_unknown_and_not_none():
    facts = known()
    evidence = joined({facts.id: facts}, {})[facts.id]
    judged = judge([("mark", "length(registered_marks) >= 1")], values(evidence, instant().date()))
    assert [each.verdict for each in judged] == [Verdict.UNKNOWN]
    assert judged[0].reasons


@pytest.mark.parametrize(
    ("plot", "own"),
    [(JINXIANG, True), (f"{JINXIANG}370828101.", True), ("37.3708.", True), ("37.3708.370829.", False)],
)
async def test_a_plot_is_of_the_own_region_when_one_lies_in_the_other(plot: str, *, own: bool):
    facts, trademark = known(), KnownHoldings()
    trademark.hold(str(facts.id), plot=plot)
    evidence = joined({facts.id: facts}, await trademark.many([facts.id]))[facts.id]
    assert values(evidence, instant().date())["authorised_indications"] == [{"in_own_region": own}]


async def test_trademark_is_asked_in_batches_that_it_takes():
    class Answering:
        sizes: ClassVar[list[int]] = []

        async def post(self, path: str, body: Mapping[str, Any], *, reads: bool) -> Any:
            assert (path, reads) == (READ, True)
            self.sizes.append(len(body["ids"]))
            held = await KnownHoldings().many([UUID(each) for each in body["ids"]])
            return {"items": [{**each.model_dump(mode="json"), "new_member": 1} for each in held.values()]}

    wanted = {new_id() for _ in range(BATCH + 1)}
    found = await TrademarkClient(Answering()).many(wanted)
    assert found.keys() == wanted
    assert all(isinstance(each, Holdings) for each in found.values())
    assert Answering.sizes == [BATCH, 1]
