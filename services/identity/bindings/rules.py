"""Which role may be bound to what: pure decisions on values."""

from dataclasses import dataclass
from uuid import UUID

from shared.codes.regions import RegionLevel, Regions, UnknownRegion
from shared.codes.roles import Role
from shared.errors import FieldError

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""Three duties that three different principals hold, none of them with a case role beside it."""

OF_AN_ORGANISATION = frozenset({Role.APPLICANT, Role.AGENCY, Role.FINANCIER, Role.INSTITUTION})
WITHOUT_PLACE = ADMINISTRATORS | {Role.EXPERT, Role.EDITOR}
UNGRANTABLE = frozenset({Role.CLOCK, Role.PUBLIC})
LEVEL_OF = {
    Role.COUNTY_OFFICER: RegionLevel.COUNTY,
    Role.CITY_OFFICER: RegionLevel.CITY,
    Role.ZONE_OFFICER: RegionLevel.ZONE,
}
"""Officers named for a level look after a region of that level; the others after any."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a role is bound to."""

    organisation_id: UUID | None
    region_path: str | None
    division: str | None = None


def region_level(path: str) -> RegionLevel | None:
    """The level of a region path; None for everywhere. Raises `UnknownRegion` for a path of no region."""
    if not path:
        return None
    last = path.removesuffix(".").rpartition(".")[2]
    code = last.ljust(6, "0") if last.isdecimal() else last
    regions = Regions.shipped()
    if regions.path(code) != path:
        raise UnknownRegion
    return regions.get(code).level


def misplaced(role: Role, place: Place, *, is_client: bool) -> FieldError | None:
    """Why this role cannot be bound to this place, or None."""
    if role in UNGRANTABLE or (role is Role.SIBLING and not is_client):
        return FieldError("role_not_grantable", pointer="/role")
    if (place.division is not None) != (role is Role.DIVISION_OFFICER):
        return FieldError("division_of_division_officers", pointer="/division")
    if (place.organisation_id is not None) != (role in OF_AN_ORGANISATION):
        wanted = role in OF_AN_ORGANISATION
        code = "organisation_required" if wanted else "organisation_unwanted"
        return FieldError(code, pointer="/organisation_id")
    if role in OF_AN_ORGANISATION or role in WITHOUT_PLACE:
        unwanted = place.region_path is not None
        return FieldError("region_unwanted", pointer="/region_path") if unwanted else None
    return _misplaced_region(role, place.region_path)


def _misplaced_region(role: Role, path: str | None) -> FieldError | None:
    if path is None:
        return FieldError("region_required", pointer="/region_path")
    try:
        level = region_level(path)
    except UnknownRegion:
        return FieldError("region_unknown", pointer="/region_path")
    wanted = LEVEL_OF.get(role)
    if wanted is not None and level is not wanted:
        return FieldError("region_of_another_level", pointer="/region_path", params={"level": wanted.value})
    return None
