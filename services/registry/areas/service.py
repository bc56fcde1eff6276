"""Use cases on regions."""

from dataclasses import dataclass
from uuid import UUID

from services.registry.areas.errors import ZoneExists, ZoneParentUnfit
from services.registry.areas.models import Region
from services.registry.areas.repository import Regions
from services.registry.areas.schemas import AddZone, RegionOut
from shared.codes.regions import RegionLevel
from shared.db.history import Audience, Entry, Trail
from shared.errors import FieldError
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class AreasDesk:
    """What an administrator does to the tree."""

    regions: Regions
    trail: Trail

    async def add_zone(self, zone: AddZone) -> UUID:
        """A zone begins to exist below its parent."""
        parent = await self.regions.find(zone.parent)
        if parent is None or parent.level not in {RegionLevel.CITY, RegionLevel.COUNTY} or parent.valid_to:
            raise ZoneParentUnfit(errors=[FieldError("zone_parent_unfit", pointer="/parent")])
        if await self.regions.find(zone.code) is not None:
            raise ZoneExists(region=zone.code)
        region = Region(
            **zone.model_dump(),
            level=RegionLevel.ZONE,
            path=f"{parent.path}{zone.code}.",
            current_code=zone.code,
            created_at=instant(),
        )
        self.regions.add(region)
        await self.regions.session.flush()
        await self.trail.append(_changed(region, "add_zone"))
        return region.id

    async def show(self, code: str) -> RegionOut:
        return RegionOut.model_validate(await self.regions.get(code))


def _changed(region: Region, transition: str) -> Entry:
    return Entry(
        noun="region",
        object_id=region.id,
        transition=transition,
        event="region.changed",
        audience=Audience.PUBLIC,
        region_path=region.path,
        payload={
            "code": region.code,
            "name": region.name,
            "level": region.level,
            "parent": region.parent,
            "path": region.path,
            "valid_from": region.valid_from,
            "valid_to": region.valid_to,
            "successor": region.successor,
            "current_code": region.current_code,
            "source": region.source,
            "version": region.version,
        },
    )
