"""Verification codes: what is typed wrong is caught, however it was typed."""

import random
import secrets

import pytest

from services.review.certificates.rules import ALPHABET, LENGTH, new_code, read_code, shown_code

CODES = [new_code(random.Random(seed).getrandbits) for seed in range(40)]  # noqa: S311 - the same each time


@pytest.mark.parametrize("code", CODES[:10])
def test_a_code_is_read_back_however_it_is_written(code: str):
    written = shown_code(code)
    assert [len(group) for group in written.split("-")] == [5, 5, 5, 5]
    for way in (code, written, written.lower(), code.replace("0", "o").replace("1", "l"), f" {written} "):
        assert read_code(way) == code


@pytest.mark.parametrize("code", CODES)
def test_one_wrong_character_is_always_caught(code: str):
    wrong = [code[:place] + sign + code[place + 1 :] for place in range(LENGTH) for sign in ALPHABET]
    assert {read_code(other) for other in wrong if other != code} == {None}


@pytest.mark.parametrize("code", CODES)
def test_two_neighbours_exchanged_are_always_caught(code: str):
    turned = [code[:p] + code[p + 1] + code[p] + code[p + 2 :] for p in range(LENGTH - 1)]
    assert {read_code(other) for other in turned if other != code} <= {None}


@pytest.mark.parametrize("written", ["", "ABC", "U" * LENGTH, CODES[0] + "0", "核" * LENGTH, "\0" * 20])
def test_what_cannot_be_a_code_is_none(written: str):
    assert read_code(written) is None


def test_a_code_holds_ninety_bits_of_chance():
    asked: list[int] = []

    def draw(bits: int) -> int:
        asked.append(bits)
        return secrets.randbits(bits)

    new_code(draw)
    assert asked == [90]
    extremes = {new_code(lambda _: 0), new_code(lambda bits: 2**bits - 1)}
    assert all(read_code(code) == code for code in extremes)
