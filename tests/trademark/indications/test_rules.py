"""Where the legal forms of one product contradict each other."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.trademark.indications.rules import (
    ConflictKind,
    FormFacts,
    FormKind,
    FormStatus,
    disagreements,
    home_path,
    inside,
    names_of,
    parts_of,
)
from shared.codes.regions import Regions
from shared.db.ids import new_id

FORM = FormFacts(
    id=new_id(),
    kind=FormKind.CERTIFICATION_MARK,
    name="金乡大蒜",
    holder_id=None,
    holder_name="金乡县大蒜研究所",
    area=frozenset({"370828"}),
    status=FormStatus.REGISTERED,
)
COUNTIES = [r.code for r in Regions.shipped().counties("370000")]


def another(**members: object) -> FormFacts:
    return replace(FORM, id=new_id(), kind=FormKind.FOREIGN_REGISTER, **members)


def test_two_forms_that_say_the_same_are_at_peace():
    assert disagreements([FORM, another()]) == []


def test_pinyin_and_other_spellings_are_no_other_name():
    assert disagreements([FORM, another(name="金鄉大蒜 / Jinxiang Da Suan")]) == []
    assert disagreements([FORM, another(name="Jinxiang Da Suan")]) == []


def test_another_name_and_another_holder_are_conflicts():
    kinds = [each.kind for each in disagreements([FORM, another(name="鱼台大蒜", holder_name="某协会")])]
    assert kinds == [ConflictKind.NAME, ConflictKind.HOLDER]


def test_silence_contradicts_nothing():
    assert disagreements([FORM, another(holder_name=None, area=frozenset())]) == []


def test_an_area_conflict_names_what_each_form_says_alone():
    found = disagreements([FORM, another(area=frozenset({"370828", "370829"}))])
    assert [(each.kind, each.first, each.second) for each in found] == [(ConflictKind.AREA, (), ("370829",))]


def test_a_county_within_a_city_is_no_conflict_on_its_side_only():
    found = disagreements([FORM, another(area=frozenset({"370800"}))])
    assert [(each.first, each.second) for each in found] == [((), ("370800",))]


def test_what_has_ended_contradicts_nothing():
    ended = [
        another(name="别名", status=s) for s in (FormStatus.CANCELLED, FormStatus.REFUSED, FormStatus.EXPIRED)
    ]
    assert disagreements([FORM, *ended]) == []


@given(st.lists(st.sampled_from(COUNTIES), min_size=1, max_size=6))
def test_the_home_of_an_area_holds_every_county_of_it(area):
    home = home_path(area)
    paths = [Regions.shipped().current_path(code) for code in area]
    assert home
    assert all(path.startswith(home) for path in paths)
    assert all(inside(code, area) for code in area)


@given(st.lists(st.sampled_from(COUNTIES), max_size=4), st.lists(st.sampled_from(COUNTIES), max_size=4))
def test_a_disagreement_does_not_depend_on_who_is_asked_first(one, other):
    first, second = replace(FORM, area=frozenset(one)), another(area=frozenset(other), name="鱼台大蒜")
    there = disagreements([first, second])
    back = disagreements([second, first])
    assert [(c.kind, c.first, c.second) for c in there] == [(c.kind, c.second, c.first) for c in back]


def test_spellings_are_taken_apart_at_slashes():
    assert parts_of("平谷大桃 / Pinggu Da Tao") == ["平谷大桃", "Pinggu Da Tao"]
    assert "pinggudatao" in names_of("平谷大桃")
