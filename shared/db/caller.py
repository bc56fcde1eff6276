"""Who is calling, as guards decide it and as row-level security reads it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

import orjson

from shared.codes.roles import Role

EVERYWHERE = ""
"""The empty region path: a prefix of every other."""


class CallerKind(StrEnum):
    PERSON = "person"
    CLIENT = "client"
    SYSTEM = "system"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Binding:
    """A role held for one organisation, below one region path, or in one programme.

    `division` narrows an officer of a department to what that division handles (鲁商字〔2017〕24号 四（一）1:
    foreign trade recommends export enterprises, commerce development the time-honoured ones).
    """

    role: Role
    organisation: UUID | None = None
    region: str | None = None
    programme: UUID | None = None
    division: str | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal of one call; `acting` narrows it to the bindings that the route admits."""

    kind: CallerKind
    subject: str
    client: str | None = None
    scopes: frozenset[str] = frozenset()
    bindings: tuple[Binding, ...] = field(default=())

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(binding.role for binding in self.bindings)

    @property
    def organisations(self) -> tuple[UUID, ...]:
        return tuple(sorted({b.organisation for b in self.bindings if b.organisation is not None}))

    @property
    def regions(self) -> tuple[str, ...]:
        """Prefixes of the region paths that the caller covers."""
        return tuple(sorted({b.region for b in self.bindings if b.region is not None}))

    def acting(self, roles: Collection[Role]) -> "Caller":
        """The same caller with the bindings of these roles only."""
        return replace(self, bindings=tuple(b for b in self.bindings if b.role in roles))

    def covers(self, *, organisation: UUID | None, region: str | None) -> bool:
        """Whether a row of this organisation and region path lies within the caller's bindings."""
        return (organisation is not None and organisation in self.organisations) or (
            region is not None and any(region.startswith(prefix) for prefix in self.regions)
        )

    def reaching(self, *, organisation: UUID | None, region: str | None) -> frozenset[Role]:
        """The roles whose own binding covers a row: an applicant elsewhere is no applicant here."""
        return frozenset(
            binding.role
            for binding in self.bindings
            if replace(self, bindings=(binding,)).covers(organisation=organisation, region=region)
        )

    def as_setting(self) -> str:
        """The one JSON value that `SET LOCAL lupin.caller` carries to the policies."""
        return orjson.dumps(
            {
                "kind": self.kind,
                "subject": self.subject,
                "roles": sorted(self.roles),
                "organisations": [str(o) for o in self.organisations],
                "regions": list(self.regions),
            }
        ).decode()


PUBLIC = Caller(CallerKind.PUBLIC, "public", bindings=(Binding(Role.PUBLIC),))
SYSTEM = Caller(CallerKind.SYSTEM, "system", bindings=(Binding(Role.CLOCK, region=EVERYWHERE),))
