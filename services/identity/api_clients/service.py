"""Registering clients, replacing what they prove themselves with, switching them off and on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.identity.api_clients.errors import KeySetUnusable, SecretNotUsed
from services.identity.api_clients.models import Client
from services.identity.api_clients.repository import Clients
from services.identity.api_clients.rules import ClientMethod, digest, new_secret
from services.identity.api_clients.schemas import ClientOut, ClientWithSecret, FenceClient, RegisterClient
from services.identity.api_clients.workflow import CLIENT_LIFE, ClientAction, ClientState
from services.identity.revocations.repository import Revocations
from shared.auth.fences import Fences
from shared.auth.revocations import RevokedKind
from shared.auth.tokens import KeyUnusable, VerifyingKey
from shared.codes.roles import Role
from shared.db.history import Entry, Trail
from shared.errors import FieldError
from shared.http.preconditions import require_version


def read_public_keys(jwks: Sequence[dict[str, Any]], *, wanted: bool) -> dict[str, Any]:
    """The key set of a client; exactly the clients that sign have one."""
    if wanted != bool(jwks):
        raise KeySetUnusable(errors=[FieldError("public_keys_by_method", pointer="/public_keys")])
    keys = []
    for index, jwk in enumerate(jwks):
        try:
            keys.append(dict(VerifyingKey.from_jwk(jwk).jwk))
        except KeyUnusable:
            pointer = f"/public_keys/{index}"
            raise KeySetUnusable(errors=[FieldError("public_key_unusable", pointer=pointer)]) from None
    return {"keys": keys}


def _fences(body: FenceClient) -> dict[str, Any]:
    return {
        "origins": sorted(set(body.origins)),
        "networks": sorted(set(body.networks)),
        "rate_class": body.rate_class,
        "organisation_id": body.organisation_id,
    }


def fences_of(client: Client) -> Fences:
    """What the tokens of a client say of where they are good."""
    return Fences(tuple(client.origins), tuple(client.networks), client.rate_class)


@dataclass(frozen=True, slots=True)
class ClientDesk:
    """Use cases on clients, inside one write transaction."""

    clients: Clients
    revocations: Revocations
    trail: Trail
    data_key: bytes
    now: Callable[[], datetime]
    roles: frozenset[Role]

    async def register(self, body: RegisterClient) -> tuple[UUID, ClientWithSecret]:
        """A new client; its secret is in the answer and nowhere else."""
        client = Client(
            name=body.name,
            title=body.title,
            method=body.method,
            state=CLIENT_LIFE.initial,
            scopes=sorted(set(body.scopes)),
            key_set=read_public_keys(body.public_keys, wanted=body.method is ClientMethod.PRIVATE_KEY),
            created_at=self.now(),
            **_fences(body),
        )
        await self.clients.add(client)
        secret = await self._secret(client, self.now()) if body.method is ClientMethod.SECRET else None
        await self._record(client, "create")
        return client.id, self._shown(client, secret)

    async def rotate_secret(self, client_id: UUID, overlap_seconds: int) -> tuple[UUID, ClientWithSecret]:
        """A new secret beside the old one, which ends after the overlap."""
        client = await self.clients.get(client_id, lock=True)
        if client.method != ClientMethod.SECRET:
            raise SecretNotUsed
        secret = await self._secret(client, self.now() + timedelta(seconds=overlap_seconds))
        await self._record(client, "rotate_secret")
        return client.id, self._shown(client, secret)

    async def change_keys(self, client_id: UUID, jwks: Sequence[dict[str, Any]], *, seen: int) -> ClientOut:
        """Other public keys; the old ones end at once."""
        client = await self.clients.get(client_id, lock=True)
        require_version(client.version, seen)
        client.key_set = read_public_keys(jwks, wanted=client.method == ClientMethod.PRIVATE_KEY)
        await self.clients.session.flush()
        await self._record(client, "change_keys")
        return ClientOut.model_validate(client)

    async def fence(self, client_id: UUID, body: FenceClient, *, seen: int) -> ClientOut:
        """Other fences; tokens that know the old ones end at once."""
        client = await self.clients.get(client_id, lock=True)
        require_version(client.version, seen)
        for name, value in _fences(body).items():
            setattr(client, name, value)
        await self.revocations.add(RevokedKind.CLIENT, client.name, now=self.now())
        await self.clients.session.flush()
        await self._record(client, "fence")
        return ClientOut.model_validate(client)

    async def step(self, client_id: UUID, action: ClientAction, *, seen: int) -> ClientOut:
        """Switch a client off, which ends its tokens, or on."""
        client = await self.clients.get(client_id, lock=True)
        require_version(client.version, seen)
        before = ClientState(client.state)
        client.state = CLIENT_LIFE.step(before, action, self.roles, None).target
        if action is ClientAction.DISABLE:
            await self.revocations.add(RevokedKind.CLIENT, client.name, now=self.now())
        await self.clients.session.flush()
        await self._record(client, action, before)
        return ClientOut.model_validate(client)

    async def show(self, client_id: UUID) -> ClientOut:
        return ClientOut.model_validate(await self.clients.get(client_id))

    async def _secret(self, client: Client, until: datetime) -> str:
        secret = new_secret()
        kept = digest(secret, self.data_key)
        await self.clients.replace_secret(client, kept, now=self.now(), until=until)
        return secret

    @staticmethod
    def _shown(client: Client, secret: str | None) -> ClientWithSecret:
        return ClientWithSecret(client=ClientOut.model_validate(client), client_secret=secret)

    async def _record(self, client: Client, transition: str, before: ClientState | None = None) -> None:
        """A row of the history; what changes no state, such as new keys, has none on either side."""
        moved = before is not None or transition in CLIENT_LIFE.openings
        entry = Entry(
            noun="client",
            object_id=client.id,
            transition=transition,
            state_from=before,
            state_to=client.state if moved else None,
            event="client.disabled" if transition == ClientAction.DISABLE else None,
            payload={"name": client.name, "subject": client.name, "scopes": client.scopes},
        )
        await self.trail.append(entry)
