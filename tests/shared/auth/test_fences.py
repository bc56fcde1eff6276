"""Fences as they stand in a token, and what lies within them."""

import pytest

from shared.auth.claims import Claims
from shared.auth.errors import NetworkNotAllowed, OriginNotAllowed
from shared.auth.fences import Fences
from shared.auth.tokens import TokenFault
from shared.testing.tokens import TestIssuer


def test_fences_are_written_and_read_again_and_open_ones_take_no_room():
    issuer = TestIssuer()
    plain = issuer.claims("review").written()
    assert plain["lupin"].keys() == {"kind", "issued_ms", "bindings"}
    fences = Fences(("https://front.example",), ("203.0.113.0/24",), "modest")
    house = {**plain["lupin"], "origins": ["https://front.example"], "networks": ["203.0.113.0/24"]}
    read = Claims.read({**plain, "lupin": {**house, "rate_class": "modest"}})
    assert read.fences == fences
    assert Claims.read(read.written()) == read


@pytest.mark.parametrize(
    "broken", [{"networks": "203.0.113.0/24"}, {"networks": ["x"]}, {"origins": [7]}, {"rate_class": None}]
)
def test_a_fence_that_cannot_be_read_lets_nobody_through(broken):
    plain = TestIssuer().claims("review").written()
    with pytest.raises(TokenFault):
        Claims.read({**plain, "lupin": {**plain["lupin"], **broken}})


@pytest.mark.parametrize(
    ("address", "origin", "refusal"),
    [
        ("203.0.113.7", None, None),
        ("203.0.113.7", "https://front.example", None),
        ("::ffff:203.0.113.7", None, None),
        ("203.0.114.7", "https://front.example", NetworkNotAllowed),
        ("203.0.113.7", "https://evil.example", OriginNotAllowed),
        ("", None, NetworkNotAllowed),
    ],
)
def test_P02_what_lies_outside_is_refused(address, origin, refusal):
    fences = Fences(("https://front.example",), ("203.0.113.0/24",))
    assert fences.refusal(address=address, origin=origin) is refusal
    assert Fences().refusal(address=address, origin=origin) is None
