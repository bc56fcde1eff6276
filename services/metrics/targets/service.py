"""Use cases on targets: what is shipped is taken in, officers define their own and word them anew."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from services.metrics.aims.rules import TermUnknown
from services.metrics.aims.service import Speaker, shipped_vocabulary
from services.metrics.policies.errors import DocumentNotFound
from services.metrics.policies.repository import Policies
from services.metrics.targets.errors import TargetCodeTaken, TargetOfAnotherRegion, TargetUnfit
from services.metrics.targets.models import Target, TargetEdition
from services.metrics.targets.repository import Targets
from services.metrics.targets.schemas import (
    DefineTarget,
    ShippedTarget,
    ShippedTargets,
    TargetDetail,
    WordTarget,
)
from shared.codes.regions import Regions, UnknownRegion
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.http.strictjson import canonical
from shared.text.yaml_text import read_yaml
from shared.time.clock import instant

CATALOGUE = Path(__file__).parents[1] / "catalogue" / "targets"


@cache
def shipped_targets() -> tuple[ShippedTargets, ...]:
    """The targets of this release, by document."""
    texts = [path.read_text("utf-8") for path in sorted(CATALOGUE.glob("*.yaml"))]
    return tuple(ShippedTargets.model_validate(read_yaml(text)) for text in texts)


@dataclass(frozen=True, slots=True)
class TargetDesk:
    """Where targets are defined; an edition is written once, and the newest one is judged."""

    targets: Targets
    policies: Policies
    trail: Trail
    caller: Caller

    async def define(self, body: DefineTarget) -> UUID:
        """A new target of a document, for a region that the caller covers."""
        if await self.targets.find(body.code) is not None:
            raise TargetCodeTaken
        return await self._define(body.document, body.code, body)

    async def word(self, code: str, body: WordTarget, *, seen: int) -> UUID:
        """A new edition of a target."""
        target = await self.targets.get(code, lock=True)
        require_version(target.version, seen)
        await self._word(target, body)
        return target.id

    async def take_in(self, document: str, shipped: ShippedTarget) -> bool:
        """A shipped edition, unless it or a later one is there."""
        target = await self.targets.find(shipped.code, lock=True)
        if target is None:
            await self._define(document, shipped.code, shipped)
        elif target.edition < shipped.edition:
            await self._word(target, shipped)
        else:
            return False
        return True

    async def show(self, target_id: UUID) -> TargetDetail:
        return await self.targets.detail(target_id)

    async def _define(self, document: str, code: str, body: WordTarget) -> UUID:
        edition = await self._edition(document, body)
        target = Target(
            id=new_id(),
            code=code,
            document_code=document,
            place=await self.targets.places(document),
            region_code=body.formal.region,
            region_path=self._covered(body.formal.region),
            edition=1,
            created_at=instant(),
        )
        await self.targets.add(target)
        await self._keep(target, edition, "define", "defined")
        return target.id

    async def _word(self, target: Target, body: WordTarget) -> None:
        self._covered(target.region_code)
        edition = await self._edition(target.document_code, body)
        target.edition += 1
        target.region_code, target.region_path = body.formal.region, self._covered(body.formal.region)
        await self._keep(target, edition, "word", "worded")

    async def _keep(self, target: Target, edition: TargetEdition, transition: str, event: str) -> None:
        edition.target_id, edition.number = target.id, target.edition
        await self.targets.add(edition)
        await self.trail.append(
            Entry(
                noun="target",
                object_id=target.id,
                transition=transition,
                event=f"target.{event}",
                audience=Audience.PUBLIC,
                region_path=target.region_path,
                payload={
                    "code": target.code,
                    "document": target.document_code,
                    "edition": target.edition,
                    "sentence": edition.sentence,
                    "sha256": edition.sha256.hex(),
                    "version": target.version,
                },
            )
        )

    async def _edition(self, document: str, body: WordTarget) -> TargetEdition:
        await self._check_source(document, body)
        formal = body.formal.model_dump(mode="json", exclude_none=True)
        return TargetEdition(
            id=new_id(),
            clause=body.clause,
            wording=body.text,
            reading=body.reading,
            formal=formal,
            sentence=_said(body),
            sha256=hashlib.sha256(canonical(formal)).digest(),
            created_at=instant(),
        )

    async def _check_source(self, document: str, body: WordTarget) -> None:
        """The text stands in the clause of the document, word for word."""
        try:
            shown = await self.policies.show(document)
        except DocumentNotFound as unknown:
            raise TargetUnfit(errors=[FieldError("document_unknown", pointer="/document")]) from unknown
        clauses = {clause.number: clause.text for clause in shown.clauses}
        if clauses.get(body.clause) is None:
            raise TargetUnfit(errors=[FieldError("clause_unknown", pointer="/clause")])
        if body.text not in (clauses[body.clause] or ""):
            raise TargetUnfit(errors=[FieldError("text_not_in_clause", pointer="/text")])

    def _covered(self, region: str) -> str:
        """The path of a region that the caller covers."""
        path = Regions.shipped().path(region)
        if not self.caller.covers(organisation=None, region=path):
            raise TargetOfAnotherRegion
        return path


def _said(body: WordTarget) -> str:
    try:
        return Speaker(shipped_vocabulary()).say(body.formal)
    except TermUnknown as unknown:
        fault = FieldError("term_unknown", pointer="/formal", params={"name": unknown.word})
        raise TargetUnfit(errors=[fault]) from unknown
    except UnknownRegion as unknown:
        raise TargetUnfit(errors=[FieldError("region_unknown", pointer="/formal/region")]) from unknown
