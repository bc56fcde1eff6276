from datetime import date

import pytest
from stdnum import numdb

from shared.codes.regions import RegionLevel, Regions, UnknownRegion

SHANDONG = "370000"


@pytest.fixture(scope="module", name="regions")
def _regions() -> Regions:
    return Regions.shipped()


@pytest.mark.parametrize(
    ("day", "cities", "counties"),
    [(date(2017, 12, 31), 17, 137), (date(2026, 1, 1), 16, 136), (None, 16, 136)],
)
def test_a_report_of_2017_and_one_of_today_count_their_own_regions(
    regions: Regions, day: date | None, cities: int, counties: int
):
    assert (len(regions.cities(SHANDONG, day)), len(regions.counties(SHANDONG, day))) == (cities, counties)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("370125", "370115"),
        ("371626", "371681"),
        ("371200", "370100"),
        ("371202", "370116"),
        ("371203", "370117"),
        ("371523", "371503"),
        ("370634", "370614"),
        ("370684", "370614"),
        ("370283", "370283"),
    ],
)
def test_an_old_code_leads_to_the_region_of_today(regions: Regions, old: str, new: str):
    assert regions.current(old).code == new
    assert regions.current(old, date(2017, 12, 31)).code == old


def test_a_path_is_a_prefix_of_what_lies_below(regions: Regions):
    assert regions.path("370000") == "37."
    assert regions.path("370800") == "37.3708."
    assert regions.path("370811") == "37.3708.370811."
    assert regions.path("370800-gx") == "37.3708.370800-gx."
    assert regions.current_path("371202") == "37.3701.370116."
    for region in regions:
        if region.parent:
            assert regions.path(region.code).startswith(regions.path(region.parent))


def test_the_zones_of_jining_stand_beside_its_counties(regions: Regions):
    zones = {each.name for each in regions.children("370800") if each.level is RegionLevel.ZONE}
    assert zones >= {"济宁高新技术产业开发区", "太白湖新区", "济宁经济技术开发区", "曲阜文化建设示范区"}
    assert regions.full_name("370811") == "山东省济宁市任城区"


def test_a_name_is_no_key(regions: Regions):
    assert {each.code for each in regions.named("市中区")} == {"370103", "370402"}
    assert {each.code for each in regions.named("市中区", date(2012, 1, 1))} == {"370103", "370402", "370802"}


def test_every_parent_and_successor_exists_and_no_successor_is_older(regions: Regions):
    for region in regions:
        assert region.parent is None or region.parent in regions
        if region.successor:
            assert region.valid_to is not None
            assert regions.get(region.successor).is_valid(region.valid_to)


def test_all_provinces_and_their_cities_are_known(regions: Regions):
    assert len(regions.children(None)) == 34
    cities = [each for each in regions if each.level is RegionLevel.CITY and each.is_valid(None)]
    assert len([each for each in cities if not each.code.endswith("9000")]) == 333
    assert "350200" in regions


@pytest.mark.parametrize("code", ["370199", "", "37", "济宁"])
def test_an_unknown_code_is_named_so(regions: Regions, code: str):
    with pytest.raises(UnknownRegion):
        regions.get(code)


def test_the_oracle_knows_each_region_under_the_same_name_and_years(regions: Regions):
    table = numdb.get("cn/loc")
    for region in regions:
        if (
            region.level is RegionLevel.ZONE
            or region.code.endswith("9000")
            or region.code[:2] in {"71", "81", "82"}
        ):
            continue
        told = dict(table.info(region.code)[-1][1])["county"].rpartition("]")
        if region.code.startswith("37"):
            assert told[2] == region.name or region.code == "371324", region
            years = told[0].rpartition("[")[2].partition("-")
            assert bool(years[2]) == (region.valid_to is not None), region
            if region.valid_to:
                assert abs(int(years[2]) - region.valid_to.year) <= 1, region
        else:
            assert region.name in told[2] or region.name[:2] == told[2][:2], region
