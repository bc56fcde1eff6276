"""The law as data: two editions side by side, with article, source and how well each figure is known."""

from sqlalchemy import select

from services.trademark.legal_rules import service
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.service import CATALOGUE, read_catalogue, shipped, take_over
from shared.db.tables import house_table

PATH = "/trademark/v1/legal-rules"


async def rules_on(client, day):
    answer = await client.get(PATH, params={"on": day})
    assert answer.status_code == 200, answer.text
    return {rule["code"]: rule for rule in answer.json()["items"]}


async def test_T05_both_editions_are_shown_each_on_its_days(client):
    old, new = await rules_on(client, "2026-12-31"), await rules_on(client, "2027-01-01")
    assert set(old) == set(new)
    assert (old["opposition"]["period"], new["opposition"]["period"]) == ("P3M", "P2M")
    assert old["opposition"]["article"] == "33"
    assert "article" not in new["opposition"]
    assert old["opposition"]["confidence"] == "read"
    assert new["opposition"]["confidence"] == "secondary"
    assert new["renewal_grace"]["confidence"] == "unverified"


async def test_rules_of_one_trigger_are_found(client):
    answer = await client.get(PATH, params={"on": "2020-01-01", "trigger": "registered"})
    codes = [rule["code"] for rule in answer.json()["items"]]
    assert codes == ["registration_term", "relative_invalidity", "non_use_exposure"]
    one = await client.get(PATH, params={"on": "2020-01-01", "code": "opposition"})
    assert [rule["period"] for rule in one.json()["items"]] == ["P3M"]


async def test_T05_a_period_is_counted_with_the_rule_behind_it(client):
    answer = await client.get(f"{PATH}/opposition/due", params={"from": "2020-07-06"})
    body = answer.json()
    assert (body["nominal_on"], body["due_on"]) == ("2020-10-06", "2020-10-09")
    assert body["rule"]["article"] == "33"
    unknown = await client.get(f"{PATH}/moon_phase/due", params={"from": "2020-07-06"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "rule_not_found")


async def test_the_shipped_catalogue_is_in_use_from_the_migration_on(database):
    assert await take_over(database, database.clock) == 0


async def test_another_catalogue_is_taken_over_once_with_a_record(database, client, monkeypatch):
    changed = CATALOGUE.read_text("utf-8").replace("period: P15D", "period: P20D")
    monkeypatch.setattr(service, "shipped", lambda: read_catalogue(changed))
    assert await take_over(database, database.clock) == 1
    assert await take_over(database, database.clock) == 0
    async with database.open() as session:
        assert await LegalRules(session).version() == 2
    assert (await rules_on(client, "2026-01-01"))["refusal_review"]["period"] == "P20D"
    history = house_table("trademark", "history")
    async with database.open() as session:
        rows = await session.execute(select(history.c.event).where(history.c.noun == "legal_catalogue"))
        assert rows.scalars().all() == ["legal_rules.changed"]


def test_editions_of_one_rule_never_overlap():
    for rule in shipped().rules:
        others = [r for r in shipped().rules if r.code == rule.code and r is not rule]
        assert not any(other.in_force(rule.valid_from) for other in others)
