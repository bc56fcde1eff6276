"""Use cases on observations: what stands is closed and followed, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from services.metrics.boundaries.repository import Areas
from services.metrics.boundaries.rules import tree
from services.metrics.entities.rules import ALWAYS
from services.metrics.observations.errors import (
    ObservationClosed,
    ObservationExists,
    ObservationOutOfReach,
    ObservationUnfit,
)
from services.metrics.observations.models import Observation
from services.metrics.observations.repository import Observations
from services.metrics.observations.rules import kept
from services.metrics.observations.schemas import (
    CorrectObservation,
    Figure,
    ObservationOut,
    RecordObservation,
    WithdrawObservation,
)
from services.metrics.readings.rules import Origin
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import Clock, instant


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes figures of one publication: new ones are added, changed ones close what stood."""

    observations: Observations
    trail: Trail

    async def publish(self, figures: Sequence[Figure], *, origin: Origin, release: UUID) -> int:
        """How many figures are new or other than before; what is the same stays as it stands."""
        keys = {_key(figure, origin): figure for figure in figures}
        standing = {
            (each.series, each.region, each.period_from, each.period_to, each.origin): each
            for each in await self.observations.current(keys)
        }
        changed = 0
        for key, figure in keys.items():
            before = standing.get(key)
            if before is None or before.value != figure.value:
                await self._follow(before, figure, origin, release)
                changed += 1
        return changed

    async def _follow(
        self, before: Observation | None, figure: Figure, origin: Origin, release: UUID
    ) -> None:
        moment = instant()
        if before is not None:
            await self.observations.close(before, moment)
            moment = before.known_to
        made = Observation(
            id=new_id(),
            series=figure.series,
            region=figure.region,
            period_from=figure.first,
            period_to=figure.last,
            origin=origin,
            value=figure.value,
            version=1 if before is None else before.version + 1,
            known_from=moment,
            known_to=ALWAYS,
            release_id=release,
            source=figure.source,
            source_id=figure.source_id,
            reason=figure.reason,
            created_at=instant(),
        )
        self.observations.add(made)
        await self.observations.session.flush()
        await self.trail.append(entry(made, "record" if before is None else "correct", before))


@dataclass(frozen=True, slots=True)
class ObservationDesk:
    """What statisticians and officers write down themselves, within their own regions."""

    observations: Observations
    areas: Areas
    trail: Trail
    caller: Caller
    clock: Clock

    async def record(self, body: RecordObservation) -> UUID:
        """A figure for a cell that this origin has none for."""
        await self._reach(body.region)
        figure = Figure(
            series=body.series,
            region=body.region,
            first=body.period_from,
            last=body.period_to,
            value=kept(body.value, body.unit),
            source=body.source,
        )
        key = _key(figure, body.origin)
        if await self.observations.current([key]):
            raise ObservationExists
        await self._publish(figure, body.origin, body.release)
        return (await self.observations.current([key]))[0].id

    async def correct(self, observation_id: UUID, body: CorrectObservation, *, seen: int) -> UUID:
        """Close what stands and add the figure as it should be."""
        before = await self._standing(observation_id, seen=seen)
        figure = Figure(
            series=before.series,
            region=before.region,
            first=before.period_from,
            last=before.period_to,
            value=kept(body.value, body.unit),
            source=body.source,
            reason=body.reason,
        )
        await self._publish(figure, before.origin, body.release)
        return (await self.observations.current([_key(figure, before.origin)]))[0].id

    async def withdraw(self, observation_id: UUID, body: WithdrawObservation, *, seen: int) -> UUID:
        """Close what stands; nothing follows."""
        before = await self._standing(observation_id, seen=seen)
        await self.observations.close(before, instant())
        await self.trail.append(entry(before, "withdraw", before, reason=body.reason))
        return observation_id

    async def show(self, observation_id: UUID) -> ObservationOut:
        return shown(await self.observations.get(observation_id))

    async def _standing(self, observation_id: UUID, *, seen: int) -> Observation:
        found = await self.observations.get(observation_id, lock=True)
        await self._reach(found.region)
        if found.known_to != ALWAYS:
            raise ObservationClosed
        require_version(found.version, seen)
        if found.origin not in BY_HAND:
            raise ObservationOutOfReach
        return found

    async def _publish(self, figure: Figure, origin: Origin, code: str) -> None:
        release = await self.observations.release(code, code, self.clock.now())
        await Recorder(self.observations, self.trail).publish([figure], origin=origin, release=release)

    async def _reach(self, region: str) -> None:
        regions = tree(await self.areas.zones())
        if region not in regions:
            raise ObservationUnfit(errors=[FieldError("region_unknown", pointer="/region")])
        if not self.caller.covers(organisation=None, region=regions.path(region)):
            raise ObservationOutOfReach


BY_HAND = frozenset({Origin.MANUAL, Origin.FILE})
"""Origins whose figures people write; the others are corrected where they come from."""


def _key(figure: Figure, origin: Origin) -> tuple[str, str, date, date, Origin]:
    return (figure.series, figure.region, figure.first, figure.last, origin)


def shown(row: Any) -> ObservationOut:
    """As it is answered: what still stands has no end."""
    out = ObservationOut.model_validate(row)
    return out.model_copy(update={"known_to": None}) if row.known_to == ALWAYS else out


PARTICIPLES: Mapping[str, str] = {"record": "recorded", "correct": "corrected", "withdraw": "withdrawn"}


def entry(
    observation: Observation, transition: str, before: Observation | None, *, reason: str | None = None
) -> Entry:
    """The trail of a figure: public, as the figure is."""
    return Entry(
        noun="observation",
        object_id=observation.id,
        transition=transition,
        event=f"observation.{PARTICIPLES[transition]}",
        audience=Audience.PUBLIC,
        reason=reason or observation.reason,
        payload={
            "series": observation.series,
            "region": observation.region,
            "period_from": observation.period_from,
            "period_to": observation.period_to,
            "origin": observation.origin,
            "value": str(observation.value),
            "version": observation.version,
            "replaces": before.id if before is not None and before is not observation else None,
        },
    )
