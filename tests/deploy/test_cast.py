"""The invented enterprises and people of the demo."""

from collections import Counter

from deploy.demo.enterprises import CITY_WITH_A_CROWD, Fate, enterprises
from deploy.demo.people import experts, officers, recognition_body
from shared.codes.credit_code import check
from shared.codes.industries import division_of
from shared.codes.regions import Regions
from shared.codes.roles import Role

CAST = enterprises(2025)


def test_there_are_two_hundred_with_good_numbers_and_names_of_their_own() -> None:
    assert len(CAST) == 200
    assert len({each.name for each in CAST}) == len({each.credit_code for each in CAST}) == 200
    assert all(check(each.credit_code).warnings == () for each in CAST)


def test_the_same_cast_plays_each_time() -> None:
    assert enterprises(2025) == CAST


def test_every_city_and_category_takes_part_and_one_city_is_crowded() -> None:
    cities = Counter(each.city for each in CAST)
    assert set(cities) == {city.code for city in Regions.shipped().cities("370000")}
    assert cities.most_common(1)[0][0] == CITY_WITH_A_CROWD
    assert len({each.category for each in CAST}) == 4


def test_every_fate_is_met_and_most_are_ordinary() -> None:
    fates = Counter(each.fate for each in CAST)
    assert set(fates) == set(Fate)
    assert fates[Fate.ORDINARY] > 150


def test_industries_are_of_the_standard() -> None:
    assert all(division_of(each.industry).zh for each in CAST)


def test_figures_are_whole_and_online_sales_are_part_of_sales() -> None:
    for each in CAST:
        assert [year.year for year in each.years] == [2023, 2024, 2025]
        assert all(0 <= year.online_sales <= year.sales for year in each.years)
        assert (each.fate is Fate.WITHOUT_ONLINE_SALES) == all(year.online_sales == 0 for year in each.years)


def test_roles_are_all_taken_by_different_people() -> None:
    people = [*officers(), *recognition_body(), *experts(CAST)]
    assert len({person.subject for person in people}) == len(people)
    assert {person.role for person in people} >= {
        Role.CITY_OFFICER,
        Role.DIVISION_OFFICER,
        Role.PROGRAMME_OFFICER,
        Role.SUPERVISOR,
        Role.RECOGNITION_CHAIR,
        Role.EXPERT,
    }
