from datetime import timedelta

import pytest

from shared.auth.assertions import assert_client, claimed_client, read_assertion
from shared.auth.claims import ACCESS_TOKEN
from shared.auth.tokens import SigningKey, TokenFault, sign
from shared.testing.tokens import MovableClock

ENDPOINT = "http://gateway.test/identity/v1/token"


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate()


def read(text: str, key: SigningKey, clock: MovableClock, client: str = "review"):
    keys = {key.verifying.kid: key.verifying}
    return read_assertion(text, client=client, keys=keys, audiences=(ENDPOINT,), now=clock())


def test_P02_a_client_proves_itself_by_its_key(key, clock):
    text = assert_client("review", key, audience=ENDPOINT, now=clock())
    assert claimed_client(text) == "review"
    assert read(text, key, clock).client == "review"
    assert read(text, key, clock).expires_at == int(clock().timestamp()) + 60


def test_an_assertion_ends(key, clock):
    text = assert_client("review", key, audience=ENDPOINT, now=clock())
    clock.at += timedelta(seconds=66)
    with pytest.raises(TokenFault, match="exp"):
        read(text, key, clock)


def test_an_assertion_of_another_client_or_key_is_refused(key, clock):
    text = assert_client("review", key, audience=ENDPOINT, now=clock())
    with pytest.raises(TokenFault, match="sub"):
        read(text, key, clock, client="registry")
    with pytest.raises(TokenFault, match="key"):
        read(text, SigningKey.generate(), clock)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aud": "http://elsewhere.test"}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "registry"}, "sub"),
        ({"sub": None}, "sub"),
        ({"jti": None}, "jti"),
        ({"jti": "x" * 256}, "jti"),
        ({"jti": "a\nb"}, "jti"),
        ({"exp": None}, "exp"),
        ({"exp": 2**40}, "exp"),
        ({"iat": 2**40}, "iat"),
        ({"nbf": 2**40}, "nbf"),
        ({"nbf": "now"}, "nbf"),
    ],
    ids=repr,
)
def test_an_assertion_is_read_strictly(key, clock, change, reason):
    second = int(clock().timestamp())
    good = {"iss": "review", "sub": "review", "aud": ENDPOINT, "jti": "1", "iat": second, "exp": second + 60}
    with pytest.raises(TokenFault, match=reason):
        read(sign(good | change, key, typ="JWT"), key, clock)


def test_an_access_token_is_no_assertion(key, clock):
    second = int(clock().timestamp())
    good = {"iss": "review", "sub": "review", "aud": ENDPOINT, "jti": "1", "iat": second, "exp": second + 60}
    with pytest.raises(TokenFault, match="type"):
        read(sign(good, key, typ=ACCESS_TOKEN), key, clock)
    with pytest.raises(TokenFault, match="sub"):
        claimed_client(sign({"iss": "x"}, key, typ="JWT"))
