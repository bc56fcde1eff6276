"""Use cases on brands; the owner's row is locked, so that its revision tells of every change."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.registry.brands.errors import BrandRetired, ChildUnfit, ParentUnfit
from services.registry.brands.models import Authorisation, Brand, BrandStatus, period
from services.registry.brands.repository import Brands, authorisation_out
from services.registry.brands.rules import can_be_parent, closes_a_circle
from services.registry.brands.schemas import (
    AuthorisationOut,
    AuthoriseUse,
    BrandOut,
    CorrectBrand,
    EndUse,
    RegisterBrand,
)
from services.registry.organisations.errors import OrganisationDissolved
from services.registry.organisations.models import Organisation
from services.registry.organisations.repository import Organisations
from services.registry.standing.rules import OrganisationStatus
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.db.work import as_house
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant

_TOLD = ("name", "kind", "origin", "markets", "marks", "first_used_on", "status", "region_path")


@dataclass(frozen=True, slots=True)
class BrandDesk:
    """Owners and officers of the owner's region keep brands; the owner says who may use one."""

    brands: Brands
    organisations: Organisations
    trail: Trail

    async def register(self, body: RegisterBrand) -> UUID:
        """A brand of an organisation that the caller covers."""
        brand = brand_of(await self._owner(body.organisation_id), body)
        self.brands.add(brand)
        await self._written(brand, "register", "brand.registered")
        return brand.id

    async def correct(self, brand_id: UUID, body: CorrectBrand, *, seen: int) -> BrandOut:
        """Markets, marks, first day of use, or whether it is in use."""
        brand = await self.brands.get(brand_id)
        await self._owner(brand.organisation_id)
        brand = await self.brands.get(brand_id, lock=True)
        require_version(brand.version, seen)
        for name in sorted(body.model_fields_set):
            setattr(brand, name, getattr(body, name))
        await self._written(brand, "correct", "brand.corrected")
        return BrandOut.model_validate(brand)

    async def authorise(self, brand_id: UUID, body: AuthoriseUse) -> UUID:
        """Let an organisation use the brand for a while; a child gets one parent at a time."""
        brand = await self.brands.get(brand_id)
        await self._owner(brand.organisation_id)
        brand = await self.brands.get(brand_id, lock=True)
        if brand.status is BrandStatus.RETIRED:
            raise BrandRetired
        if not can_be_parent(brand.kind):
            raise ParentUnfit
        if body.until_on <= body.from_on:
            raise ParentUnfit(errors=[FieldError("period_empty", pointer="/until_on")])
        async with as_house(self.brands.session):
            user = await self.organisations.get(body.organisation_id)
        await self._check_child(brand, body)
        row = Authorisation(
            id=new_id(),
            brand_id=brand.id,
            organisation_id=user.id,
            child_id=body.child_id,
            valid=period(body.from_on, body.until_on),
            standard=body.standard,
            created_at=instant(),
        )
        self.brands.add(row)
        await self.brands.session.flush()
        await self.trail.append(_entry(brand, "authorise", "brand.authorised", _use(row)))
        return row.id

    async def end_use(
        self, brand_id: UUID, authorisation_id: UUID, body: EndUse, *, seen: int
    ) -> AuthorisationOut:
        """An authorisation ends earlier than was said."""
        brand = await self.brands.get(brand_id)
        await self._owner(brand.organisation_id)
        row = await self.brands.authorisation(brand_id, authorisation_id)
        require_version(row.version, seen)
        first, last = row.valid.lower, row.valid.upper
        if first is None or last is None or not first < body.until_on <= last:
            raise ParentUnfit(errors=[FieldError("period_empty", pointer="/until_on")])
        row.valid = period(first, body.until_on)
        await self.brands.session.flush()
        await self.trail.append(_entry(brand, "end_use", "brand.use_ended", _use(row)))
        return authorisation_out(row)

    async def show(self, brand_id: UUID) -> BrandOut:
        return BrandOut.model_validate(await self.brands.get(brand_id))

    async def show_use(self, brand_id: UUID, authorisation_id: UUID) -> AuthorisationOut:
        return authorisation_out(await self.brands.authorisation(brand_id, authorisation_id))

    async def _owner(self, organisation_id: UUID) -> Organisation:
        owner = await self.organisations.get(organisation_id, lock=True)
        if owner.status is OrganisationStatus.DISSOLVED:
            raise OrganisationDissolved
        return owner

    async def _check_child(self, brand: Brand, body: AuthoriseUse) -> None:
        if body.child_id is None:
            return
        child = await self.brands.find(body.child_id)
        ancestors = await self.brands.ancestors(brand.id)
        if (
            child is None
            or child.organisation_id != body.organisation_id
            or closes_a_circle(child.id, ancestors)
        ):
            raise ChildUnfit(errors=[FieldError("child_unfit", pointer="/child_id")])

    async def _written(self, brand: Brand, transition: str, event: str) -> None:
        await self.brands.session.flush()
        await self.organisations.touch(brand.organisation_id)
        await self.trail.append(_written(brand, transition, event))


def brand_of(owner: Organisation, body: RegisterBrand) -> Brand:
    """A brand of its owner, as it is written."""
    return Brand(
        **body.model_dump(mode="json", exclude={"organisation_id", "first_used_on"}),
        id=new_id(),
        organisation_id=owner.id,
        region_path=owner.region_path,
        first_used_on=body.first_used_on,
        status=BrandStatus.ACTIVE,
        version=1,
        created_at=instant(),
    )


def registered(brand: Brand) -> Entry:
    """The first entry of a brand."""
    return _written(brand, "register", "brand.registered")


def _written(brand: Brand, transition: str, event: str) -> Entry:
    return _entry(brand, transition, event, {name: getattr(brand, name) for name in _TOLD})


def _entry(brand: Brand, transition: str, event: str, payload: Mapping[str, object]) -> Entry:
    return Entry(
        noun="brand",
        object_id=brand.id,
        transition=transition,
        event=event,
        audience=Audience.PUBLIC,
        organisation_id=brand.organisation_id,
        region_path=brand.region_path,
        payload={**payload, "owner_id": brand.organisation_id, "version": brand.version},
    )


def _use(row: Authorisation) -> Mapping[str, object]:
    """A period as the feed tells it."""
    return {
        "authorisation_id": row.id,
        "organisation_id": row.organisation_id,
        "child_id": row.child_id,
        "from_on": row.valid.lower,
        "until_on": row.valid.upper,
        "standard": row.standard,
        "authorisation_version": row.version,
    }
