"""First things, from the shell only and as often as one likes: `python -m services.identity.bootstrap`.

Makes the first signing keys; registers sibling clients with their public keys; in demo mode enters the demo
front-end and its first people; invites an administrator for each of the three duties that nobody holds.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity.administrators.dependencies import desk_of
from services.identity.administrators.service import InvitationDesk
from services.identity.api_clients.models import Client
from services.identity.api_clients.rules import ClientMethod
from services.identity.api_clients.schemas import RegisterClient
from services.identity.bindings.schemas import GrantRole
from services.identity.demo.service import CLIENT as DEMO_CLIENT
from services.identity.demo.service import PROVIDER as DEMO_PROVIDER
from services.identity.enrolments.schemas import EnrolPeople
from services.identity.enrolments.service import EnrolmentDesk
from services.identity.keys.errors import SealBroken
from services.identity.keys.repository import Keys
from services.identity.keys.service import KeyDesk
from services.identity.settings import IdentitySettings
from shared.auth.tokens import VerifyingKey
from shared.codes.roles import Role
from shared.db.caller import EVERYWHERE, SYSTEM
from shared.db.history import Trail
from shared.db.work import Database
from shared.text.yaml_text import read_yaml
from shared.time.clock import Clock, instant

DEMO_PEOPLE = Path(__file__).with_name("catalogue") / "demo_people.yaml"
SERVICES = ("identity", "registry", "review", "trademark", "metrics")
SIBLING_SCOPES = ["identity:revocation:read", "identity:token:introspect"]


@dataclass(frozen=True, slots=True)
class Sibling:
    """A service of the house and the file of its public key."""

    name: str
    key: VerifyingKey

    @classmethod
    def read(cls, text: str) -> "Sibling":
        """From `review=path/to/review.pub.pem`."""
        name, _, path = text.partition("=")
        return cls(name, VerifyingKey.from_pem(Path(path).read_text("ascii")))

    @property
    def scopes(self) -> list[str]:
        """What a sibling may ask for: identity's feeds, and the facts of the other services."""
        return [*SIBLING_SCOPES, *(f"{name}:*" for name in SERVICES if name not in {"identity", self.name})]


@dataclass
class Bootstrap:
    """One run, in one transaction of the house; `lines` is what the operator is told."""

    session: AsyncSession
    settings: IdentitySettings
    clock: Clock
    lines: list[str] = field(default_factory=list)

    async def run(self, siblings: Sequence[Sibling], demo_people: EnrolPeople) -> None:
        """Everything, in order."""
        data_key = self.settings.data_key_bytes
        keys = KeyDesk(Keys(self.session), Trail(self.session), data_key, instant, SYSTEM.roles)
        if await keys.ensure_first():
            self.lines.append("signing keys: made")
        await keys.check_seal()
        desk = desk_of(self.session, data_key=data_key, clock=self.clock, now=instant)
        for sibling in siblings:
            await self._sibling(desk, sibling)
        if self.settings.demo_sign_in:
            await self._demo(desk, demo_people)
        await self._invite(desk)

    async def _sibling(self, desk: InvitationDesk, sibling: Sibling) -> None:
        jwk = dict(sibling.key.jwk)
        known = await desk.clients.clients.find(sibling.name)
        if known is None:
            client_id, _ = await desk.clients.register(
                RegisterClient(
                    name=sibling.name,
                    title=f"Lupin {sibling.name}",
                    method=ClientMethod.PRIVATE_KEY,
                    scopes=sibling.scopes,
                    public_keys=[jwk],
                )
            )
            await desk.grants.grant(GrantRole(role=Role.SIBLING, region_path=EVERYWHERE, client_id=client_id))
            self.lines.append(f"client {sibling.name}: registered")
        elif known.key_set != {"keys": [jwk]}:
            await desk.clients.change_keys(known.id, [jwk], seen=known.version)
            self.lines.append(f"client {sibling.name}: key replaced")

    async def _demo(self, desk: InvitationDesk, people: EnrolPeople) -> None:
        known: Client | None = await desk.clients.clients.find(DEMO_CLIENT)
        if known is None:
            scopes = [f"{name}:*" for name in SERVICES]
            await desk.clients.register(
                RegisterClient(name=DEMO_CLIENT, title="演示前端", method=ClientMethod.NONE, scopes=scopes)
            )
        enrolled = await EnrolmentDesk(desk.grants.people, desk.grants, desk.grants.trail).enrol(people)
        if known is None:
            self.lines.append(f"demo sign-in: open, {len(enrolled.items)} people")

    async def _invite(self, desk: InvitationDesk) -> None:
        where = f"{self.settings.issuer}/v1/bootstrap/administrators"
        for role, link in (await desk.invite()).items():
            body = f'{{"invitation":"{link}","name":"{role.replace("_", "-")}","title":"..."}}'
            self.lines += [
                f"{role}: nobody yet; whoever is to be it runs this once within the hour:",
                f"  curl -sS {where} -H 'Content-Type: application/json' -d '{body}'",
            ]


def read_demo_people(path: Path) -> EnrolPeople:
    """The people of the demo provider, from a YAML file."""
    listed = read_yaml(path.read_text("utf-8"))
    return EnrolPeople.model_validate({"people": [{"provider": DEMO_PROVIDER, **one} for one in listed]})


async def bootstrap(settings: IdentitySettings, siblings: Sequence[Sibling], demo_people: Path) -> list[str]:
    """Run once against the database of the settings; returns what to tell the operator."""
    url = settings.database_url.get_secret_value()
    database = Database.connect("identity", url, clock=Clock(), pool_size=2)
    try:
        return await bootstrap_in(database, settings, siblings, demo_people)
    finally:
        await database.dispose()


async def bootstrap_in(
    database: Database,
    settings: IdentitySettings,
    siblings: Sequence[Sibling] = (),
    demo_people: Path = DEMO_PEOPLE,
) -> list[str]:
    """Run once in one transaction of a database that is open already."""
    async with database.write(SYSTEM) as session:
        work = Bootstrap(session, settings, database.clock)
        await work.run(siblings, read_demo_people(demo_people))
    return work.lines


def main() -> int:
    """The command line; settings come from IDENTITY_* as for the service."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", action="append", default=[], type=Sibling.read, metavar="NAME=PEM")
    parser.add_argument("--demo-people", type=Path, default=DEMO_PEOPLE, help="YAML, in demo mode only")
    arguments = parser.parse_args()
    try:
        lines = asyncio.run(bootstrap(IdentitySettings(), arguments.client, arguments.demo_people))
    except SealBroken as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
