"""What is sealed opens with the same key, purpose and place only, and shows any change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.signing.sealing import SealBroken, seal, unseal

KEY = bytes(range(32))


def sealed(clear: bytes = b"whoever objected") -> bytes:
    return seal(clear, data_key=KEY, purpose="tests", about="row 1")


@given(
    clear=st.binary(max_size=400), data_key=st.binary(min_size=32, max_size=32), about=st.text(max_size=40)
)
def test_whatever_is_sealed_opens_again(clear: bytes, data_key: bytes, about: str):
    box = seal(clear, data_key=data_key, purpose="tests", about=about)
    assert unseal(box, data_key=data_key, purpose="tests", about=about) == clear


def test_the_same_secret_looks_different_each_time():
    assert sealed() != sealed()


def test_nothing_of_the_secret_can_be_read_from_outside():
    assert b"whoever" not in sealed()


@pytest.mark.parametrize(
    "other",
    [{"data_key": bytes(32)}, {"purpose": "other"}, {"about": "row 2"}],
    ids=["another data key", "another purpose", "another row"],
)
def test_a_seal_opens_only_where_it_was_made(other: dict[str, object]):
    where = {"data_key": KEY, "purpose": "tests", "about": "row 1", **other}
    with pytest.raises(SealBroken):
        unseal(sealed(), **where)  # type: ignore[arg-type]  # one of three is exchanged


@given(place=st.integers(0, len(sealed()) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_breaks_the_seal(place: int, bit: int):
    box = bytearray(sealed())
    box[place] ^= 1 << bit
    with pytest.raises(SealBroken):
        unseal(bytes(box), data_key=KEY, purpose="tests", about="row 1")


@given(rest=st.integers(0, len(sealed()) - 1))
def test_a_seal_cut_short_is_broken(rest: int):
    with pytest.raises(SealBroken):
        unseal(sealed()[:rest], data_key=KEY, purpose="tests", about="row 1")
