"""Granting and revoking roles."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.identity.api_clients.repository import Clients
from services.identity.bindings.errors import BindingMisplaced, GrantToOneself
from services.identity.bindings.models import BindingRow
from services.identity.bindings.repository import Bindings
from services.identity.bindings.rules import Place, misplaced
from services.identity.bindings.schemas import BindingOut, GrantRole, RoleAt
from services.identity.bindings.workflow import BINDING_LIFE, BindingAction, BindingState
from services.identity.people.repository import People
from services.identity.revocations.repository import Revocations
from shared.auth.revocations import RevokedKind
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a binding is for."""

    person_id: UUID | None = None
    client_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class BindingDesk:
    """Use cases on bindings, inside one write transaction."""

    bindings: Bindings
    people: People
    clients: Clients
    revocations: Revocations
    trail: Trail
    clock: Clock
    now: Callable[[], datetime]
    caller: Caller

    async def grant(self, body: GrantRole) -> UUID:
        """Bind a role; tokens issued from now on carry it."""
        row = self.draft(Principal(body.person_id, body.client_id), body)
        await self._hold(row)
        await self.bindings.add(row)
        await self.trail.append(granted(row))
        return row.id

    async def revoke(self, binding_id: UUID, reason: str, *, seen: int) -> BindingOut:
        """End a binding; the tokens that carry it end with it."""
        row = await self.bindings.get(binding_id)
        name = await self._hold(row)
        row = await self.bindings.get(binding_id, lock=True)
        require_version(row.version, seen)
        before = _state(row)
        after = BINDING_LIFE.step(before, BindingAction.REVOKE, self.caller.roles, None).target
        row.revoked_at, row.revoked_by = self.now(), self.caller.subject
        await self.revocations.add(RevokedKind.SUBJECT, name, now=self.now())
        await self.bindings.session.flush()
        begun = granted(row)
        await self.trail.append(
            replace(
                begun,
                transition=BindingAction.REVOKE,
                state_from=before,
                state_to=after,
                event="binding.revoked",
                reason=reason,
                payload={**begun.payload, "subject": name},
            )
        )
        return _shown(row)

    async def show(self, binding_id: UUID) -> BindingOut:
        return _shown(await self.bindings.get(binding_id))

    def draft(self, principal: Principal, body: RoleAt, pointer: str = "") -> BindingRow:
        """The binding as it would be, or where in the request it is wrong."""
        place = Place(body.organisation_id, body.region_path, body.division)
        fault = misplaced(body.role, place, is_client=principal.client_id is not None)
        if fault is not None:
            where = f"{pointer}{fault.pointer}"
            raise BindingMisplaced(errors=[FieldError(fault.code, pointer=where, params=fault.params)])
        return BindingRow(
            id=new_id(),
            person_id=principal.person_id,
            client_id=principal.client_id,
            role=body.role,
            organisation_id=body.organisation_id,
            region_path=body.region_path,
            programme_id=body.programme_id,
            division=body.division,
            valid_from=body.valid_from or self.clock.now(),
            valid_until=body.valid_until,
            granted_by=self.caller.subject,
            created_at=self.now(),
        )

    async def _hold(self, row: BindingRow) -> str:
        """Lock the principal, so that no token is issued from bindings that are about to change.

        Returns the `sub` of the principal's tokens. Nobody decides on their own roles.
        """
        if row.person_id is not None:
            name = str((await self.people.get(row.person_id, lock=True)).id)
        else:
            assert row.client_id is not None  # noqa: S101 - the table's CHECK
            name = (await self.clients.get(row.client_id, lock=True)).name
        if name == self.caller.subject:
            raise GrantToOneself
        return name


def granted(row: BindingRow) -> Entry:
    """The first entry in the history of a binding."""
    principal = row.person_id or row.client_id
    return Entry(
        noun="binding",
        object_id=row.id,
        transition="grant",
        state_to=BindingState.GRANTED,
        payload={"principal": principal, "role": Role(row.role), "region_path": row.region_path},
    )


def _state(row: BindingRow) -> BindingState:
    return BindingState.GRANTED if row.revoked_at is None else BindingState.REVOKED


def _shown(row: BindingRow) -> BindingOut:
    columns = {column.key: getattr(row, column.key) for column in BindingRow.__table__.columns}
    return BindingOut.model_validate({**columns, "state": _state(row)})
