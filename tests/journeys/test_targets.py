"""What the small programme does to the targets of two documents, and how metrics comes through a crash."""

import pytest

from deploy.demo.crash import PARTS, SIBLINGS
from deploy.demo.enterprises import Fate, enterprises
from deploy.demo.gateway import Gateway, Json
from deploy.demo.reporting import LISTED, VALUES
from tests.journeys.stage import SMALL

pytestmark = pytest.mark.journeys


def lines(told: Json, when: str) -> dict[str, Json]:
    return {line["target"]: line for line in told["targets"][when]}


COUNTED = ("new", "changed", "unchanged", "refused")


async def test_both_documents_stand_on_the_board_whole_before_and_after(told: Json):
    for when in ("before", "after"):
        documents = [line["document"] for line in told["targets"][when]]
        assert documents.count("internet_plus_brand_2017") == 5
        assert documents.count("trademark_brands_2018") == 12


async def test_the_titles_that_were_granted_are_what_the_target_counts(told: Json):
    before, after = lines(told, "before")["selected"], lines(told, "after")["selected"]
    assert float(before["value"]) == 0
    assert float(after["value"]) == len(told["titles"])
    assert after["edition"] == 2
    assert after["lower"] == after["upper"] == "50"


async def test_the_candidates_of_the_round_are_what_the_target_counts(told: Json):
    assert float(lines(told, "before")["candidates"]["value"]) == 0
    assert float(lines(told, "after")["candidates"]["value"]) == told["counts"]["accepted"] + sum(
        len(told["fallen"][rule]) for rule in ("owns_brand", "sells_online", "no_serious_incident")
    )


async def test_marks_and_indications_of_jining_move_its_targets_and_only_those(told: Json):
    before, after = lines(told, "before"), lines(told, "after")
    of_jining = [e for e in enterprises(2025, SMALL.enterprises) if e.city == "370800"]
    marks = SMALL.marks_of_others + sum(each.fate is not Fate.WITHOUT_BRAND for each in of_jining)
    assert [float(each["domestic_marks_2022"]["value"]) for each in (before, after)] == [0, marks]
    base = SMALL.marks_of_others / 2
    assert float(after["marks_doubled_2022"]["lower"]) == 2 * base
    assert after["marks_doubled_2022"]["status"] == ("met" if marks >= 2 * base else "not_met")
    assert after["domestic_marks_2022"]["status"] == "not_met"


async def test_reported_values_decide_the_targets_that_name_them(told: Json):
    after = lines(told, "after")
    over = {
        "value_over_10bn": sum(value > 100 for value in VALUES),
        "value_over_1bn": sum(value > 10 for value in VALUES),
        "top_500": LISTED,
        "regional_brand_per_county": SMALL.counties_reporting - 1,
    }
    assert {code: float(after[code]["value"]) for code in over} == over
    assert after["value_over_10bn"]["status"] == "met"
    assert after["value_over_1bn"]["status"] == after["top_500"]["status"] == "not_met"


async def test_seven_reported_figures_are_published_for_every_city_that_was_asked(
    told: Json, gateway: Gateway
):
    reported = told["reported"]
    assert reported["forms"] == 5
    assert reported["reports"] == 2 * SMALL.cities_reporting + 2 + SMALL.counties_reporting
    year = reported["year"]
    asked = {"from": f"{year}-01-01", "to": f"{year}-12-31", "basis": "flow"}
    figure = await gateway.public("/metrics/v1/figures/online_retail", region="370000", **asked)
    assert figure["completeness"]["approved"] == SMALL.cities_reporting
    assert float(figure["value"]) > 0


async def test_trademark_holds_what_was_entered(told: Json):
    protected = told["protected"]
    cast = enterprises(2025, SMALL.enterprises)
    assert protected["marks"] == SMALL.marks_of_others + sum(e.fate is not Fate.WITHOUT_BRAND for e in cast)
    assert protected["indications"] == protected["users"] > 0


async def test_the_list_of_marks_was_looked_at_before_it_was_taken(told: Json):
    report = told["protected"]["import"]
    dry, wet = report["dry_run"], report["applied"]
    assert [dry[name] for name in COUNTED] == [wet[name] for name in COUNTED]
    assert (dry["new"], dry["changed"], dry["refused"]) == (told["protected"]["marks"] - 1, 1, 1)
    assert (dry["applied"], wet["applied"]) == (False, True)
    changed, refused = report["differences"]
    assert changed["fields"] == ["registered_on"]
    assert [error["code"] for error in refused["errors"]] == ["goods_unreadable"]


async def test_every_title_has_a_certificate_that_anybody_verifies(told: Json, gateway: Gateway):
    assert told["counts"]["certificates"] == len(told["titles"]) > 0
    verdict = await gateway.public(f"/review/v1/verifications/{told['certificate']}")
    assert verdict["validity"] == "valid"
    assert verdict["number"] in {title["number"] for title in told["titles"]}


async def test_what_was_killed_runs_again_under_other_numbers_and_has_read_on(told: Json):
    crash = told["crash"]
    assert set(crash["killed"]) == set(crash["again"]) == set(PARTS)
    assert all(crash["again"][part] not in {0, crash["killed"][part]} for part in PARTS)
    assert crash["answered_after"] > 0
    assert crash["cursors_after"]["review"] > crash["cursors_before"]["review"]
    assert set(crash["cursors_after"]) >= set(SIBLINGS)


async def test_after_the_crash_every_count_agrees_with_its_owner(told: Json):
    compared = {each["code"]: each for each in told["compared"]}
    assert {each["verdict"] for each in compared.values()} == {"agrees"}
    assert compared["valid_titles"]["ours"] == len(told["titles"])
    assert compared["active_organisations"]["ours"] >= SMALL.enterprises
    assert compared["protected_indications"]["ours"] == told["protected"]["indications"]
