import asyncio
from datetime import timedelta

import pytest

from shared.auth import verifier as verifier_module
from shared.auth.errors import TokenRevoked, TokenUncheckable
from shared.auth.keys import KeyFollower, read_key_set
from shared.auth.revocations import RevocationFollower, RevocationList, RevokedKind
from shared.auth.tokens import KeyUnusable, SigningKey
from shared.auth.verifier import TokenVerifier
from shared.testing.tokens import ISSUER, MovableClock, TestIssuer


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def issuer(clock: MovableClock) -> TestIssuer:
    return TestIssuer(clock)


@pytest.mark.parametrize(
    ("kind", "named"),
    [(RevokedKind.TOKEN, "token_id"), (RevokedKind.SUBJECT, "subject"), (RevokedKind.CLIENT, "client")],
)
async def test_P02_a_revocation_is_felt_on_a_cached_token(issuer, kind, named):
    claims, other = issuer.claims("review"), issuer.claims("review", client="other")
    verifier = issuer.verifier("review")
    await verifier.verify(issuer.signed(claims))
    issuer.revoke(kind, getattr(claims, named))
    with pytest.raises(TokenRevoked):
        await verifier.verify(issuer.signed(claims))
    await verifier.verify(issuer.signed(other))


async def test_a_token_issued_after_the_revocation_is_good(issuer, clock):
    before = issuer.claims("review", subject="p-1")
    issuer.revoke(RevokedKind.SUBJECT, "p-1")
    clock.at += timedelta(milliseconds=1)
    verifier = issuer.verifier("review")
    await verifier.verify(issuer.signed(issuer.claims("review", subject="p-1")))
    with pytest.raises(TokenRevoked):
        await verifier.verify(issuer.signed(before))


async def test_an_older_revocation_does_not_undo_a_newer(issuer, clock):
    claims = issuer.claims("review", subject="p-1")
    issuer.revoke(RevokedKind.SUBJECT, "p-1")
    clock.at -= timedelta(minutes=1)
    issuer.revoke(RevokedKind.SUBJECT, "p-1")
    clock.at += timedelta(minutes=1)
    with pytest.raises(TokenRevoked):
        await issuer.verifier("review").verify(issuer.signed(claims))


async def test_a_cached_token_is_looked_at_again_after_a_minute(issuer, clock):
    token, verifier = issuer.signed(issuer.claims("review")), issuer.verifier("review")
    first = await verifier.verify(token)
    issuer.keys.keys.clear()
    assert await verifier.verify(token) is first
    clock.at += timedelta(seconds=61)
    issuer.revocations.hear([])
    with pytest.raises(Exception, match="token_invalid"):
        await verifier.verify(token)


async def test_the_cache_does_not_grow_without_end(issuer, monkeypatch):
    monkeypatch.setattr(verifier_module, "MOST_REMEMBERED", 3)
    verifier = issuer.verifier("review")
    tokens = [issuer.signed(issuer.claims("review")) for _ in range(5)]
    for token in tokens:
        await verifier.verify(token)
    issuer.keys.keys.clear()
    for token in tokens[2:]:
        await verifier.verify(token)
    with pytest.raises(Exception, match="token_invalid"):
        await verifier.verify(tokens[0])


class Identity:
    """What a silent verifier asks; counts the questions."""

    def __init__(self, *, active: bool) -> None:
        self.active = active
        self.asked = 0

    async def __call__(self, _: str) -> bool:
        self.asked += 1
        return self.active


def cautious(issuer: TestIssuer, identity: Identity | None) -> TokenVerifier:
    return TokenVerifier(
        issuer=ISSUER,
        audience="review",
        keys=issuer.keys,
        revocations=issuer.revocations,
        now=issuer.now,
        introspect=identity,
    )


async def test_with_a_silent_feed_the_cache_is_off_and_old_tokens_are_asked_about(issuer, clock):
    identity = Identity(active=True)
    verifier, token = cautious(issuer, identity), issuer.signed(issuer.claims("review"))
    await verifier.verify(token)
    clock.at += timedelta(seconds=31)
    await verifier.verify(token)
    assert identity.asked == 0
    clock.at += timedelta(seconds=31)
    await verifier.verify(token)
    await verifier.verify(token)
    assert identity.asked == 2
    identity.active = False
    with pytest.raises(TokenRevoked):
        await verifier.verify(token)
    issuer.revocations.hear([])
    await verifier.verify(token)


async def test_with_nobody_to_ask_an_old_token_waits(issuer, clock):
    verifier, token = cautious(issuer, None), issuer.signed(issuer.claims("review"))
    clock.at += timedelta(seconds=61)
    with pytest.raises(TokenUncheckable) as refused:
        await verifier.verify(token)
    assert refused.value.headers["Retry-After"] == "5"


class KeyFeed:
    """Identity's key set as a follower would fetch it."""

    def __init__(self, *keys: SigningKey) -> None:
        self.keys = list(keys)
        self.fetched = 0
        self.down = False

    async def __call__(self) -> dict[str, object]:
        self.fetched += 1
        await asyncio.sleep(0)
        if self.down:
            raise ConnectionError
        return {"keys": [dict(key.verifying.jwk) for key in self.keys]}


async def test_P02_a_rotated_key_is_found_by_its_name(clock):
    first, second = SigningKey.generate(), SigningKey.generate()
    feed = KeyFeed(first)
    follower = KeyFollower(feed, now=clock)
    assert await follower.find(first.verifying.kid) is not None
    feed.keys.append(second)
    clock.at += timedelta(seconds=6)
    assert await follower.find(second.verifying.kid) is not None
    assert feed.fetched == 2


async def test_invented_key_names_do_not_hammer_identity(clock):
    feed = KeyFeed(SigningKey.generate())
    follower = KeyFollower(feed, now=clock)
    found = await asyncio.gather(*(follower.find(f"k{n}") for n in range(50)))
    assert found == [None] * 50
    assert feed.fetched == 1


async def test_keys_once_had_survive_a_silent_identity(clock):
    key = SigningKey.generate()
    feed = KeyFeed(key)
    follower = KeyFollower(feed, now=clock)
    await follower.find(key.verifying.kid)
    feed.down = True
    clock.at += timedelta(minutes=1)
    assert await follower.find("unknown") is None
    assert await follower.find(key.verifying.kid) is not None


async def test_without_any_key_set_nothing_is_said_about_a_token(clock):
    feed = KeyFeed()
    feed.down = True
    with pytest.raises(TokenUncheckable):
        await KeyFollower(feed, now=clock).find("k")


def test_unusable_members_of_a_key_set_are_skipped():
    good = SigningKey.generate().verifying
    assert read_key_set({"keys": [{"kty": "oct", "k": "AA"}, "x", dict(good.jwk)]}).keys() == {good.kid}
    with pytest.raises(KeyUnusable):
        read_key_set({"keys": None})


class RevocationPages:
    """Identity's feed: pages by cursor."""

    def __init__(self, *pages: dict[str, object]) -> None:
        self.pages = list(pages)
        self.asked: list[tuple[str, int]] = []
        self.emptied = asyncio.Event()

    async def __call__(self, cursor: str, wait: int) -> dict[str, object]:
        self.asked.append((cursor, wait))
        if not self.pages:
            self.emptied.set()
            await asyncio.Event().wait()
        return self.pages.pop(0)


async def test_the_follower_reads_from_zero_and_goes_on_from_its_cursor(issuer, clock):
    claims = issuer.claims("review")
    until = int(clock.at.timestamp())
    entry = {
        "kind": "token",
        "value": claims.token_id,
        "before_ms": claims.issued_ms,
        "expires_at": until + 600,
    }
    pages = RevocationPages({"items": [entry], "cursor": "1"}, {"items": [], "cursor": "1"})
    heard = RevocationList(now=clock)
    assert heard.silent()
    follower = RevocationFollower(pages, heard)
    await follower.poll(20)
    await follower.poll(20)
    assert pages.asked == [("", 0), ("1", 20)]
    assert heard.covers(claims)
    assert not heard.silent()
    clock.at += timedelta(seconds=31)
    assert heard.silent()
    clock.at += timedelta(minutes=10)
    heard.hear([])
    assert not heard.covers(claims)


@pytest.mark.parametrize(
    "page",
    [
        {},
        {"items": "x", "cursor": ""},
        {"items": [1], "cursor": "1"},
        {"items": [{"kind": "token"}], "cursor": "1"},
        {"items": [{"kind": "x", "before_ms": 1, "expires_at": 1}], "cursor": "1"},
    ],
)
async def test_a_page_that_makes_no_sense_counts_as_silence(clock, page):
    heard = RevocationList(now=clock)
    with pytest.raises(ValueError, match=r".+"):
        await RevocationFollower(RevocationPages(page), heard).poll(0)
    assert heard.silent()


async def test_a_follower_outlives_rubbish_from_the_feed(clock, monkeypatch):
    monkeypatch.setattr("shared.auth.revocations.FIRST_PAUSE", 0.0)
    heard, pages = RevocationList(now=clock), RevocationPages({}, {"items": [], "cursor": "9"})
    following = asyncio.create_task(RevocationFollower(pages, heard).follow())
    async with asyncio.timeout(5):
        await pages.emptied.wait()
    assert not heard.silent()
    following.cancel()
