"""An identity of one's own for tests: real keys, real signatures, no network."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from typing_extensions import Unpack

from shared.auth.claims import ACCESS_TOKEN, Claims
from shared.auth.revocations import Revocation, RevocationList, RevokedKind
from shared.auth.tokens import SigningKey, VerifyingKey, sign
from shared.auth.verifier import TokenVerifier
from shared.codes.roles import Role
from shared.db.caller import Binding, CallerKind
from shared.db.ids import new_id
from shared.time.clock import instant

ISSUER = "http://identity.test"
LIFE = 600


@dataclass
class MovableClock:
    """Real time that a test moves by hand."""

    at: datetime = field(default_factory=instant)

    def __call__(self) -> datetime:
        return self.at


@dataclass
class KnownKeys:
    """Keys by `kid`, as a verifier wants them."""

    keys: dict[str, VerifyingKey] = field(default_factory=dict)

    async def find(self, kid: str) -> VerifyingKey | None:
        return self.keys.get(kid)


def bound(
    role: Role,
    *,
    organisation: UUID | None = None,
    region: str | None = None,
    programme: UUID | None = None,
    division: str | None = None,
) -> Binding:
    """A binding, by the words a test would use: `bound(Role.CITY_OFFICER, region="37.3708.")`."""
    return Binding(role, organisation, region, programme, division)


class TestIssuer:
    """Mints good tokens, and hands out the claims from which a test breaks one."""

    __test__ = False

    def __init__(self, now: Callable[[], datetime] = instant) -> None:
        self.now = now
        self.key = SigningKey.generate()
        self.keys = KnownKeys({self.key.verifying.kid: self.key.verifying})
        self.revocations = RevocationList(now=now)
        self.revocations.hear([])

    def claims(
        self,
        audience: str,
        bindings: Iterable[Binding] = (),
        *,
        scopes: Iterable[str] | None = None,
        subject: str | None = None,
        kind: CallerKind = CallerKind.PERSON,
        client: str = "tests",
    ) -> Claims:
        """The claims of a good token: every scope of the service unless told otherwise."""
        issued_ms = int(self.now().timestamp() * 1000)
        return Claims(
            issuer=ISSUER,
            subject=subject or (client if kind is CallerKind.CLIENT else str(new_id())),
            audience=(audience,),
            client=client,
            token_id=str(new_id()),
            issued_ms=issued_ms,
            expires_at=issued_ms // 1000 + LIFE,
            scopes=frozenset(scopes if scopes is not None else {f"{audience}:*"}),
            kind=kind,
            bindings=tuple(bindings),
        )

    def signed(self, claims: Claims) -> str:
        return sign(claims.written(), self.key, typ=ACCESS_TOKEN)

    def bearer(
        self,
        audience: str,
        *bindings: Binding,
        scopes: Iterable[str] | None = None,
        subject: str | None = None,
    ) -> dict[str, str]:
        """The Authorization header of a person with these bindings."""
        token = self.signed(self.claims(audience, bindings, scopes=scopes, subject=subject))
        return {"Authorization": f"Bearer {token}"}

    def revoke(self, kind: RevokedKind, value: str) -> None:
        """Revoke what was issued under this name until now."""
        at = self.now()
        revocation = Revocation(kind, value, int(at.timestamp() * 1000), int(at.timestamp()) + LIFE)
        self.revocations.hear([revocation])

    def verifier(self, audience: str) -> TokenVerifier:
        """A verifier for `app.state.verifier` that trusts this issuer only."""
        return TokenVerifier(
            issuer=ISSUER,
            audience=audience,
            keys=self.keys,
            revocations=self.revocations,
            now=self.now,
        )


class Given(TypedDict, total=False):
    """What a test says of a call: the one binding of its caller, and its headers."""

    region: str
    organisation: UUID | str
    division: str
    subject: str | None
    scopes: list[str] | None
    if_match: int
    key: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Headers of a call: `as_(Role.CITY_OFFICER, region="37.3708.", if_match=3, key="once")`."""

    issuer: TestIssuer
    service: str

    def __call__(self, role: Role | None = None, **given: Unpack[Given]) -> dict[str, str]:
        """A person with one binding or none, every scope of the service unless told otherwise."""
        subject, scopes = given.get("subject"), given.get("scopes")
        headers = self.issuer.bearer(self.service, *_binding(role, given), subject=subject, scopes=scopes)
        if "if_match" in given:
            headers["If-Match"] = f'"{given["if_match"]}"'
        return {**headers, "Idempotency-Key": given.get("key") or str(new_id())}


def _binding(role: Role | None, given: Given) -> tuple[Binding, ...]:
    if role is None:
        return ()
    organisation = UUID(str(given["organisation"])) if given.get("organisation") else None
    return (
        bound(role, organisation=organisation, region=given.get("region"), division=given.get("division")),
    )
