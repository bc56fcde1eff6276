"""Takes an application along its way over HTTP, so that a test can begin where it wants to look."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import insert

from shared.codes.roles import Role
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.files.tables import files_table
from shared.time.clock import instant
from tests.review.sibling import FORM, KnownOrganisations

PATH = "/review/v1/applications"
JINING = "37.3708."


@dataclass
class Walk:
    """Every step answers with the application as it then is."""

    client: httpx.AsyncClient
    as_: Callable[..., dict[str, str]]
    database: Database
    registry: KnownOrganisations
    round_id: UUID
    category: str | None = None
    """None: the organisation's own."""
    form: Mapping[str, Any] = field(default_factory=lambda: FORM)
    materials: Sequence[str] = ("application_form",)

    def mine(self, case: dict[str, Any], **more: Any) -> dict[str, str]:
        """Headers of the applicant, naming the version that `case` has."""
        organisation = UUID(case["organisation_id"])
        return self.as_(Role.APPLICANT, organisation=organisation, if_match=case["version"], **more)

    def city(self, case: dict[str, Any], *, region: str | None = None, **more: Any) -> dict[str, str]:
        """Headers of the officer of the applicant's city."""
        home = region or ".".join(case["region_path"].split(".")[:2]) + "."
        return self.as_(Role.CITY_OFFICER, region=home, if_match=case["version"], **more)

    async def look(self, case: dict[str, Any]) -> dict[str, Any]:
        """The application as its applicant sees it now."""
        return await self._done(self.client.get(f"{PATH}/{case['id']}", headers=self.mine(case)), 200)

    async def draft(self, **given: Any) -> dict[str, Any]:
        """A draft of an organisation that registry knows; `given` goes into its facts."""
        organisation = self.registry.know(**given)
        body = {"round_id": str(self.round_id), "organisation_id": str(organisation)}
        if self.category is not None:
            body["category"] = self.category
        headers = self.as_(Role.APPLICANT, organisation=organisation)
        return await self._done(self.client.post(PATH, json=body, headers=headers), 201)

    async def filled(self, **given: Any) -> dict[str, Any]:
        """A draft with its form and its required materials."""
        case = await self.draft(**given)
        url = f"{PATH}/{case['id']}"
        filled = {"form": dict(self.form)}
        case = await self._done(self.client.patch(url, json=filled, headers=self.mine(case)), 200)
        for key in self.materials:
            body = {"key": key, "file_id": str(await self.file(case))}
            headers = self.mine(case)
            case = await self._done(self.client.post(f"{url}/materials", json=body, headers=headers), 201)
        return case

    async def submitted(self, **given: Any) -> dict[str, Any]:
        """A submitted application."""
        return await self.submit(await self.filled(**given))

    async def submit(self, case: dict[str, Any]) -> dict[str, Any]:
        answer = self.client.post(f"{PATH}/{case['id']}/submissions", headers=self.mine(case))
        await self._done(answer, 201)
        return await self.look(case)

    async def recommended(self, rank: int = 1, **given: Any) -> dict[str, Any]:
        """A candidate with a place in its city's quota."""
        case = await self.submitted(**given)
        await self._done(self.recommend(case, rank), 201)
        return await self.look(case)

    def recommend(self, case: dict[str, Any], rank: int = 1, **more: Any) -> Any:
        """The call by which the city recommends, to be awaited."""
        url = f"{PATH}/{case['id']}/recommendations"
        return self.client.post(
            url, json={"rank": rank, "opinion": "同意推荐。"}, headers=self.city(case, **more)
        )

    async def returned(self, case: dict[str, Any], *pointers: str) -> dict[str, Any]:
        """Returned for correction of these members."""
        points = [{"pointer": pointer, "comment": "请补充。"} for pointer in pointers]
        url = f"{PATH}/{case['id']}/corrections"
        await self._done(self.client.post(url, json={"points": points}, headers=self.city(case)), 201)
        return await self.look(case)

    async def file(self, case: dict[str, Any], content: bytes = b"%PDF-1.7") -> UUID:
        return await lay_file(self.database, UUID(case["organisation_id"]), content)

    @staticmethod
    async def _done(asking: Any, status: int) -> dict[str, Any]:
        answer = await asking
        assert answer.status_code == status, answer.text
        return dict(answer.json())


async def lay_file(database: Database, organisation: UUID, content: bytes = b"%PDF-1.7") -> UUID:
    """A file of an organisation that has been uploaded and checked."""
    made = new_id()
    row = {
        "id": made,
        "name": "申报表.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).digest(),
        "state": "ready",
        "incoming_key": f"incoming/{made.hex}",
        "object_key": f"files/{made.hex}",
        "owner": "tests",
        "organisation_id": organisation,
        "created_at": instant(),
        "completed_at": instant(),
    }
    async with database.write(SYSTEM) as session:
        await session.execute(insert(files_table("review")).values(row))
    return made
