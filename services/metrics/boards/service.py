"""Keeps the board: judges all targets, writes what changed, tells each change of status with its cause."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.metrics.attainment.schemas import StandingOut
from services.metrics.attainment.service import Judge, Moment
from services.metrics.boards.repository import Standings
from services.metrics.targets.repository import Targets
from services.metrics.targets.schemas import TargetOut
from shared.db.history import Audience, Entry, Trail
from shared.http.strictjson import canonical
from shared.time.clock import Clock, instant


class Cause(StrEnum):
    """Why a status changed."""

    FIRST = "first_judgement"
    EDITION = "edition"
    FIGURES = "figures"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Watch:
    """What the worker does whenever figures may have changed; again, it changes nothing."""

    targets: Targets
    standings: Standings
    judge: Judge
    trail: Trail
    clock: Clock

    async def look(self) -> int:
        """Judge every target; says how many standings were written."""
        targets = await self.targets.all()
        known = await self.standings.known()
        found = await self.judge.judge(targets, Moment(self.clock.today()))
        changed = []
        for target, standing in zip(targets, found, strict=True):
            written = standing.model_dump(mode="json", exclude_none=True)
            before = known.get(target.id)
            digest = _digest(written)
            if before is None or bytes(before.digest) != digest:
                moved = before is None or before.status != standing.status
                since = instant() if before is None or moved else before.since
                changed.append(_row(target.id, standing, written, digest, since))
                if moved:
                    await self._tell(target, standing, None if before is None else before.judgement)
        await self.standings.keep(changed)
        return len(changed)

    async def _tell(self, target: TargetOut, standing: StandingOut, before: Mapping[str, Any] | None) -> None:
        await self.trail.append(
            Entry(
                noun="standing",
                object_id=target.id,
                transition="judge",
                state_from=None if before is None else before["status"],
                state_to=standing.status,
                event="target.status_changed",
                audience=Audience.PUBLIC,
                payload={
                    "code": target.code,
                    "document": target.document_code,
                    "edition": target.edition,
                    "before": None if before is None else before["status"],
                    "status": standing.status,
                    "value": standing.value,
                    "as_of": standing.as_of,
                    "cause": cause(before, standing),
                    "receipt": standing.receipt.digest,
                },
            )
        )


def cause(before: Mapping[str, Any] | None, standing: StandingOut) -> Cause:
    """What has changed since the last judgement: the target, its figures, or only the day."""
    if before is None:
        return Cause.FIRST
    if before["edition"] != standing.edition:
        return Cause.EDITION
    value = None if standing.value is None else format(standing.value, "f")
    same = before["value"] == value and before["receipt"]["digest"] == standing.receipt.digest
    return Cause.TIME if same else Cause.FIGURES


def _digest(written: Mapping[str, Any]) -> bytes:
    """Of what the judgement says; how far feeds were read changes without it."""
    said = {**written, "receipt": {k: v for k, v in written["receipt"].items() if k != "cursors"}}
    return hashlib.sha256(canonical(said)).digest()


def _row(
    target_id: UUID, standing: StandingOut, written: Mapping[str, Any], digest: bytes, since: object
) -> dict[str, Any]:
    return {
        "target_id": target_id,
        "status": standing.status,
        "judgement": written,
        "digest": digest,
        "judged_at": instant(),
        "since": since,
    }
