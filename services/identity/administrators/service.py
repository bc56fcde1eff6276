"""The first three administrators: each is invited by a link of an hour and becomes a client with a secret."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.identity.administrators.errors import InvitationUnknown
from services.identity.administrators.models import Invitation
from services.identity.administrators.repository import Invitations
from services.identity.administrators.schemas import AcceptInvitation
from services.identity.api_clients.rules import ClientMethod, digest, new_secret
from services.identity.api_clients.schemas import ClientWithSecret, RegisterClient
from services.identity.api_clients.service import ClientDesk
from services.identity.bindings.repository import Bindings
from services.identity.bindings.schemas import GrantRole
from services.identity.bindings.service import BindingDesk
from shared.codes.roles import Role

VALID_FOR = timedelta(hours=1)
FIRST = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class InvitationDesk:
    """Use cases on invitations, inside one write transaction of the house."""

    invitations: Invitations
    bindings: Bindings
    clients: ClientDesk
    grants: BindingDesk
    data_key: bytes
    now: Callable[[], datetime]

    async def invite(self) -> dict[Role, str]:
        """A link for each administrator role that nobody holds."""
        links: dict[Role, str] = {}
        for role in FIRST:
            if await self.bindings.anyone_holds(role):
                continue
            links[role] = new_secret()
            self.invitations.add(
                Invitation(
                    role=role,
                    digest=digest(links[role], self.data_key),
                    expires_at=self.now() + VALID_FOR,
                    created_at=self.now(),
                )
            )
        return links

    async def accept(self, body: AcceptInvitation) -> ClientWithSecret:
        """Use the link up: a client with the role, and the secret that is shown this once."""
        kept = digest(body.invitation.get_secret_value(), self.data_key)
        invitation = await self.invitations.claim(kept, self.now())
        role = Role(invitation.role)
        if await self.bindings.anyone_holds(role):
            raise InvitationUnknown
        client_id, shown = await self._register(body)
        await self.grants.grant(GrantRole(role=role, client_id=client_id))
        return shown

    async def _register(self, body: AcceptInvitation) -> tuple[UUID, ClientWithSecret]:
        return await self.clients.register(
            RegisterClient(
                name=body.name, title=body.title, method=ClientMethod.SECRET, scopes=["identity:*"]
            )
        )
