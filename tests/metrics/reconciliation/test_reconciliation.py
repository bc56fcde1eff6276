"""Our counts against their owners', once a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from services.metrics.reconciliation.rules import CHECKS, Told, Verdict, verdict
from services.metrics.reconciliation.service import Reconciler
from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.http.errors import SiblingSilent
from tests.metrics.facts.telling import Teller, an_organisation
from tests.metrics.facts.test_follow import consumer, drain

V1 = "/metrics/v1"


@dataclass
class Owner:
    """Answers what its counts and the head of its feed are."""

    teller: Teller
    total: int = 0
    silent: bool = False
    moving: int = 0
    asked: list[str] = field(default_factory=list)

    async def get(self, path: str, asked: Mapping[str, str]) -> Mapping[str, Any]:
        self.asked.append(path)
        if self.silent:
            raise SiblingSilent(sibling=self.teller.feed, retry_after=1)
        if path.endswith("/head"):
            return {"position": len(self.teller.events) + self.moving * len(self.asked)}
        assert asked["include_total"] == "true"
        return {"items": [], "total": self.total, "total_is_exact": True}


@pytest.fixture
def owners():
    return {feed: Owner(Teller(feed)) for feed in ("registry", "review", "trademark")}


@pytest.fixture
async def known(database, owners):
    """One organisation, told and read."""
    registry = owners["registry"]
    an_organisation(registry.teller, date(2017, 3, 1))
    await drain(consumer(database, registry.teller))
    registry.total = 1
    return registry


async def compare(database, owners) -> int:
    return await Reconciler({feed: owner.get for feed, owner in owners.items()}).run(database, database.clock)


async def listed(client, as_, path: str, **params: str):
    headers = as_(Role.AUDITOR, region="37.")
    return (await client.get(f"{V1}/{path}", params=params, headers=headers)).json()["items"]


async def test_M05_counts_that_agree_are_compared_once_a_day(database, owners, known, client, as_):
    assert await compare(database, owners) == 0
    found = {each["code"]: each["verdict"] for each in await listed(client, as_, "comparisons")}
    assert found == {check.code: "agrees" for check in CHECKS}
    asked = len(known.asked)
    await compare(database, owners)
    assert len(known.asked) == asked
    database.clock.follow(database.clock.offset + timedelta(days=1))
    await compare(database, owners)
    assert len(known.asked) > asked


async def test_M05_a_difference_is_opened_once_and_closed_when_both_agree_again(
    database, owners, known, client, as_
):
    known.total = 2
    assert await compare(database, owners) == 1
    database.clock.follow(database.clock.offset + timedelta(days=1))
    assert await compare(database, owners) == 0
    (held,) = await listed(client, as_, "discrepancies", open="true")
    assert (held["code"], held["ours"], held["theirs"]) == ("active_organisations", 1, 2)
    known.total = 1
    database.clock.follow(database.clock.offset + timedelta(days=1))
    assert await compare(database, owners) == 1
    assert await listed(client, as_, "discrepancies", open="true") == []
    async with database.read(SYSTEM) as session:
        events = [row["event"] for row in await Trail(session).of("discrepancy", held["id"])]
    assert events == ["discrepancy.opened", "discrepancy.closed"]


async def test_M05_a_silent_owner_is_said_to_be_silent_and_asked_again(database, owners, known, client, as_):
    known.silent, known.total = True, 7
    assert await compare(database, owners) == 0
    rows = await listed(client, as_, "comparisons")
    (silent,) = [row for row in rows if row["code"] == "active_organisations"]
    assert (silent["verdict"], "theirs" in silent) == ("silent", False)
    known.silent = False
    assert await compare(database, owners) == 1


async def test_M05_what_has_not_been_read_yet_is_no_difference(database, owners, known, client, as_):
    an_organisation(known.teller, date(2017, 3, 1))
    known.total = 2
    assert await compare(database, owners) == 0
    await drain(consumer(database, known.teller))
    assert await compare(database, owners) == 0
    verdicts = [
        row["verdict"]
        for row in await listed(client, as_, "comparisons", sort="day")
        if row["code"] == "active_organisations"
    ]
    assert sorted(verdicts) == ["agrees", "behind"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, Verdict.SILENT),
        (Told(5, True, 3, 4), Verdict.BEHIND),
        (Told(5, True, 9, 9), Verdict.BEHIND),
        (Told(10_000, False, 4, 4), Verdict.UNCOUNTED),
        (Told(5, True, 4, 4), Verdict.AGREES),
        (Told(6, True, 4, 4), Verdict.DIFFERS),
    ],
)
def test_what_a_comparison_means(told, expected: Verdict):
    assert verdict(5, told, position=4) is expected


async def test_comparisons_are_not_for_applicants(client, as_):
    for path in ("comparisons", "discrepancies", "feeds"):
        answer = await client.get(f"{V1}/{path}", headers=as_(Role.APPLICANT))
        assert answer.status_code == 403
