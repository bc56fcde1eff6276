"""Comparing two names: properties of the score, and the reason for each kind of likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.trademark.similarity.repository import IndexedMark, search_row
from services.trademark.similarity.rules import Name, compare, features, grams, rarest
from shared.db.ids import new_id

NAMES = st.text("金乡大蒜红蓝山水张章沙上海abcdeXY12 ·", min_size=1, max_size=8).filter(
    lambda text: Name.of(text).text != ""
)
INT32 = range(-(2**31), 2**31)


@given(NAMES)
def test_a_name_is_wholly_like_itself(name):
    assert compare(Name.of(name), Name.of(name)).score == 1


@given(NAMES, NAMES)
def test_likeness_is_the_same_from_both_sides_and_always_has_a_reason(one, other):
    there, back = compare(Name.of(one), Name.of(other)), compare(Name.of(other), Name.of(one))
    assert there == back
    assert there.reasons
    assert 0 <= there.score <= 1


@given(NAMES, st.lists(st.integers(1, 45), min_size=1, max_size=3, unique=True))
def test_grams_are_sorted_numbers_of_32_bits_and_belong_to_their_classes(name, classes):
    found = grams(Name.of(name), classes)
    assert found == sorted(set(found))
    assert all(gram in INT32 for gram in found)
    assert set(found) == {gram for nice in classes for gram in grams(Name.of(name), [nice])}


@given(NAMES, st.data())
def test_a_name_with_one_sound_left_out_still_shares_a_rare_key(name, data):
    whole = Name.of(name)
    place = data.draw(st.integers(0, len(whole.sounds) - 1))
    shorter = Name("", (*whole.sounds[:place], *whole.sounds[place + 1 :]))
    if len(whole.sounds) > 1:
        assert any(shared.startswith("d") for shared in features(whole) & features(shorter))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("金乡红", "金鄉红", "alike_same"),
        ("红蒜都", "都蒜红", "alike_swapped"),
        ("蒜都红", "算都虹", "alike_sound"),
        ("金香", "jinxiang", "alike_sound"),
        ("张沙", "脏撒", "alike_near_sound"),
        ("上海山水", "山水", "alike_contained"),
        ("蒜都红", "蒜都蓝", "alike_one_differs"),
        ("金乡大蒜", "金山大水", "alike_characters"),
        ("沙水乡红", "纱睡乡红", "alike_sound"),
        ("lupin", "lupim", "alike_one_differs"),
    ],
)
def test_the_reason_says_what_is_alike(one, other, reason):
    found = compare(Name.of(one), Name.of(other))
    assert reason in {each.code for each in found.reasons}, found
    assert found.score >= 0.45


def test_names_that_share_nothing_are_not_alike():
    assert compare(Name.of("金乡大蒜"), Name.of("xyzw")).score < 0.2


def test_a_swap_counts_as_more_than_two_different_characters():
    swapped = compare(Name.of("海山红"), Name.of("山海红")).score
    assert swapped > compare(Name.of("海山红"), Name.of("金乡红")).score


def test_rare_grams_are_looked_up_first_and_the_budget_ends_the_list():
    counts = {1: 5000, 2: 300, 3: 900}
    assert rarest(counts, [1, 2, 3, 4], budget=1300, common=100) == [4, 2, 3]
    assert rarest(counts, [1], budget=10, common=100) == [1]


def test_a_mark_without_letters_or_classes_is_not_searched_for():
    mark = {"id": new_id(), "number": "1", "status": "registered"}
    assert search_row(IndexedMark(name="★★", classes=[31], **mark)) is None
    assert search_row(IndexedMark(name="金乡", classes=[99], **mark)) is None
    assert search_row(IndexedMark(name="金乡", classes=[31, 99], **mark))["classes"] == [31]
