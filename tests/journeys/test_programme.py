"""The 2017 programme in small, from the workbook to the register."""

import pytest

from deploy.demo.enterprises import enterprises
from deploy.demo.gateway import Json
from tests.journeys.stage import SMALL

pytestmark = pytest.mark.journeys
CAP = SMALL.in_proportion({"quota": {"per_city": 20, "per_division": 60, "cap": 50}})["quota"]["cap"]


async def test_the_selected_hold_titles_and_the_rest_are_the_reserve(told: Json):
    counts = told["counts"]
    assert counts["selected"] == counts["recognised"] == len(told["titles"]) == CAP
    assert counts["accepted"] == counts["under_review"] == CAP + counts["reserve"]
    assert counts["reserve"] == len(told["reserve"]) > 0
    assert {title["state"] for title in told["titles"]} == {"active"}


async def test_the_reserve_stands_in_its_order_behind_the_selected(told: Json):
    places = [line["place"] for line in told["reserve"]]
    assert places == sorted(places)
    assert min(places) > CAP


async def test_nobody_is_lost_between_the_workbook_and_the_register(told: Json):
    fallen = [name for names in told["fallen"].values() for name in names]
    assert told["counts"]["imported"] == SMALL.enterprises
    assert len(fallen) + told["counts"]["accepted"] == SMALL.enterprises
    assert len(set(fallen)) == len(fallen)


async def test_everybody_who_fell_out_is_named_under_the_rule(told: Json):
    assert set(told["fallen"]) == {
        "organisation_not_certified",
        "withdrawn",
        "not_recommended",
        "quota_reached",
        "lapsed",
        "owns_brand",
        "sells_online",
        "no_serious_incident",
    }
    names = {each.name for each in enterprises(2025, SMALL.enterprises)}
    assert {name for fell in told["fallen"].values() for name in fell} <= names


async def test_an_objection_suspends_its_entry_until_it_is_dismissed(told: Json):
    objection = told["objection"]
    assert objection["entry_while_open"] == "suspended"
    assert objection["outcome"] == "dismissed"
    assert objection["against"] in {title["holder_name"] for title in told["titles"]}


async def test_the_workbook_is_tried_before_it_is_applied_and_bad_rows_are_left_out(told: Json):
    dry, wet = told["import"]["dry_run"], told["import"]["applied"]
    assert (dry["mode"], dry["applied"]) == ("validate", False)
    assert (wet["mode"], wet["applied"]) == ("apply", True)
    assert {dry[count] == wet[count] for count in ("created", "updated", "unchanged", "failed")} == {True}
    assert (wet["created"], wet["failed"]) == (SMALL.enterprises, 2)
