from enum import StrEnum

import pytest

from shared.codes.industries import division_of, section_of
from shared.codes.kinds import (
    BrandKind,
    EnterpriseCategory,
    OrganisationKind,
    RecommendingBody,
    ServiceField,
    SizeClass,
)
from shared.codes.lists import UnknownCode, code_list, code_list_names
from shared.codes.regions import RegionLevel
from shared.codes.roles import Role
from shared.errors.faults import Fault
from shared.time.calendar import DayKind


@pytest.mark.parametrize(
    ("name", "enumeration"),
    [
        ("organisation_kinds", OrganisationKind),
        ("enterprise_categories", EnterpriseCategory),
        ("recommending_bodies", RecommendingBody),
        ("size_classes", SizeClass),
        ("service_fields", ServiceField),
        ("brand_kinds", BrandKind),
        ("region_levels", RegionLevel),
        ("day_kinds", DayKind),
        ("roles", Role),
    ],
)
def test_R01_an_enumeration_and_its_list_hold_the_same_codes(name: str, enumeration: type[StrEnum]):
    assert code_list(name).codes == tuple(enumeration)


@pytest.mark.parametrize("name", code_list_names())
def test_P09_every_entry_has_a_chinese_and_an_english_label_of_its_own(name: str):
    entries = code_list(name).entries
    assert entries
    assert len({entry.code for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.en.isascii()
        assert entry.zh
        assert not entry.zh.isascii()
    assert code_list(name).title.keys() == {"zh-CN", "en"}
    assert code_list(name).source


def test_R02_each_category_names_who_recommends_it():
    categories = code_list("enterprise_categories")
    told = {entry.code: entry.facts["recommended_by"] for entry in categories.entries}
    assert told == {category: RecommendingBody.of(category) for category in EnterpriseCategory}
    assert told["export_enterprise"] == "foreign_trade_division"
    assert told["time_honoured_brand"] == "commerce_development_division"


def test_R05_there_are_nine_fields_of_service():
    assert len(code_list("service_fields").entries) == 9


def test_the_classification_of_industries_is_complete():
    industries = code_list("industries")
    sections = [entry for entry in industries.entries if entry.parent is None]
    divisions = [entry for entry in industries.entries if entry.parent is not None]
    assert [entry.code for entry in sections] == list("ABCDEFGHIJKLMNOPQRST")
    assert [entry.code for entry in divisions] == [f"{number:02}" for number in range(1, 98)]
    assert {entry.parent for entry in divisions} == {entry.code for entry in sections}


def test_a_class_of_industry_is_told_by_its_division():
    assert division_of("1391").zh == "农副食品加工业"
    assert section_of("1391").code == section_of("13").code == section_of("C").code == "C"
    for wrong in ("98", "1", "00", "13911", "1３", "", "c"):
        with pytest.raises(Fault, match="industry_unknown"):
            division_of(wrong)


def test_a_label_leads_back_to_its_code():
    found = code_list("organisation_kinds").of_label("农民专业合作社")
    assert found is not None
    assert found.code == OrganisationKind.COOPERATIVE
    assert code_list("size_classes").label("micro", "en") == "Micro"
    assert code_list("size_classes").of_label("巨型") is None


def test_what_is_not_shipped_is_refused():
    for name in ("../secrets", "nothing", ""):
        with pytest.raises(UnknownCode):
            code_list(name)
    with pytest.raises(UnknownCode):
        code_list("brand_kinds").get("nothing")
