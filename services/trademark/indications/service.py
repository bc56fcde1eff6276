"""Use cases on indications; the indication's row is the lock for all its forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.trademark.indications.errors import IndicationInvalid, IndicationOutOfReach
from services.trademark.indications.models import Indication, IndicationForm
from services.trademark.indications.repository import Allotments, Indications
from services.trademark.indications.rules import (
    CHINA,
    REGISTERS,
    FormFacts,
    FormKind,
    FormStatus,
    disagreements,
    home_path,
)
from services.trademark.indications.schemas import (
    AllotmentsOut,
    ConflictOut,
    ConflictsOut,
    CorrectForm,
    CorrectIndication,
    IndicationDetailOut,
    RecordForm,
    RegisterIndication,
)
from shared.codes.regions import Regions
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.text import normalise, pinyin_sort_key
from shared.time.clock import instant

_SORTED_BY = 400
_FACTS = "name manager_id manager_name area area_hectares yield_kg_per_hectare yearly_capacity_kg".split()
_TEXTS = ("area_note", "quality_rules")
"""Pages long, and no news to those who follow the feed."""
_FORM = (
    "id kind register_code number name status filed_on published_on registered_on valid_to"
    " holder_id holder_name area instrument version"
).split()


@dataclass(frozen=True, slots=True)
class IndicationDesk:
    """Officers of the region keep the register of its indications; the province keeps those from abroad."""

    indications: Indications
    allotments: Allotments
    trail: Trail

    async def register(self, body: RegisterIndication) -> UUID:
        """A product with the forms that protect its name."""
        _check_area(body.area, "/area")
        if body.country == CHINA and not body.area:
            raise IndicationInvalid(errors=[FieldError("area_missing", pointer="/area")])
        indication = Indication(
            **body.model_dump(exclude={"forms", "name"}),
            id=new_id(),
            name=normalise(body.name),
            sort_key=pinyin_sort_key(body.name)[:_SORTED_BY],
            region_path=home_path(body.area) if body.country == CHINA else "",
            created_at=instant(),
        )
        require_reach(self.indications.caller, indication)
        forms = [_form(indication.id, form, f"/forms/{place}") for place, form in enumerate(body.forms)]
        judge(indication, forms)
        await self.indications.add(indication, *forms)
        await self.indications.name(indication.id, spellings(indication, forms))
        await self._tell(indication, "register", "registered")
        return indication.id

    async def correct(
        self, indication_id: UUID, body: CorrectIndication, *, seen: int
    ) -> IndicationDetailOut:
        """Manager, rules of quality, land, yield and capacity."""
        indication = await self._kept(indication_id, seen=seen)
        for name in sorted(body.model_fields_set):
            setattr(indication, name, getattr(body, name))
        await self.indications.session.flush()
        await self.allotments.cap(indication, from_year=self.indications.today.year)
        await self._tell(indication, "correct", "corrected")
        return await self.indications.show(indication_id)

    async def record_form(self, indication_id: UUID, body: RecordForm, *, seen: int) -> UUID:
        """The product is protected under one more law."""
        indication = await self._kept(indication_id, seen=seen)
        await self.indications.add(_form(indication_id, body, ""))
        await self._settle(indication)
        await self._tell(indication, "record_form", "form_recorded")
        return indication_id

    async def correct_form(
        self, indication_id: UUID, form_id: UUID, body: CorrectForm, *, seen: int
    ) -> IndicationDetailOut:
        """A register says something else now: another state, holder, name or area."""
        indication = await self._kept(indication_id, seen=seen)
        form = await self.indications.form(indication_id, form_id)
        _check_area(body.area, "/area")
        for name in sorted(body.model_fields_set):
            setattr(form, name, getattr(body, name))
        _check_days(form, "")
        await self._settle(indication)
        await self._tell(indication, "correct_form", "form_corrected")
        return await self.indications.show(indication_id)

    async def conflicts(self, indication_id: UUID) -> ConflictsOut:
        """Where the forms contradict each other."""
        await self.indications.get(indication_id)
        found = disagreements(facts_of(await self.indications.forms(indication_id)))
        return ConflictsOut(items=[ConflictOut.model_validate(each) for each in found])

    async def allotted(self, indication_id: UUID) -> AllotmentsOut:
        """What of capacity and land is allotted, year by year."""
        await self.indications.get(indication_id)
        return AllotmentsOut(items=await self.allotments.of(indication_id))

    async def _kept(self, indication_id: UUID, *, seen: int) -> Indication:
        indication = await self.indications.get(indication_id, lock=True)
        require_reach(self.indications.caller, indication)
        require_version(indication.version, seen)
        return indication

    async def _settle(self, indication: Indication) -> None:
        """What the product's row says of its forms, and the spellings that find it."""
        await self.indications.session.flush()
        forms = await self.indications.forms(indication.id)
        judge(indication, forms)
        await self.indications.touch(indication)
        await self.indications.name(indication.id, spellings(indication, forms))

    async def _tell(self, indication: Indication, transition: str, event: str) -> None:
        forms = await self.indications.forms(indication.id)
        await self.trail.append(registered_entry(indication, forms, transition, event))


def judge(indication: Indication, forms: Sequence[IndicationForm]) -> None:
    """Whether a form protects the product, and how often the forms contradict each other."""
    indication.protected = any(form.status is FormStatus.REGISTERED for form in forms)
    indication.conflicts = len(disagreements(facts_of(forms)))


def spellings(indication: Indication, forms: Sequence[IndicationForm]) -> list[str]:
    """Every name under which the product is registered."""
    return [indication.name, *(form.name for form in forms)]


def registered_entry(
    indication: Indication, forms: Sequence[IndicationForm], transition: str, event: str
) -> Entry:
    """The trail of an indication, with what is counted: place, class, forms, whether it is protected."""
    return Entry(
        noun="indication",
        object_id=indication.id,
        transition=transition,
        event=f"indication.{event}",
        audience=Audience.PUBLIC,
        region_path=indication.region_path,
        payload={
            "indication_id": indication.id,
            "country": indication.country,
            "region_path": indication.region_path,
            "product_class": indication.product_class,
            "protected": indication.protected,
            "conflicts": indication.conflicts,
            "facts": {name: getattr(indication, name) for name in _FACTS},
            "forms": [{name: getattr(form, name) for name in _FORM} for form in forms],
            "version": indication.version,
        },
        record={name: getattr(indication, name) for name in _TEXTS},
    )


def require_reach(caller: Caller, indication: Indication) -> None:
    """Officers write within their regions; what comes from abroad is the province's."""
    if indication.country == CHINA:
        reached = caller.covers(organisation=None, region=indication.region_path)
    else:
        reached = Role.PROGRAMME_OFFICER in caller.roles
    if not reached:
        raise IndicationOutOfReach


def facts_of(forms: Sequence[IndicationForm]) -> list[FormFacts]:
    """The forms as they are compared."""
    return [
        FormFacts(
            id=form.id,
            kind=form.kind,
            name=form.name,
            holder_id=form.holder_id,
            holder_name=form.holder_name,
            area=frozenset(form.area),
            status=form.status,
        )
        for form in forms
    ]


def _form(indication_id: UUID, body: RecordForm, pointer: str) -> IndicationForm:
    _check_area(body.area, f"{pointer}/area")
    register_code = REGISTERS.get(body.kind, body.register_code)
    if register_code is None or (body.kind is not FormKind.FOREIGN_REGISTER and body.register_code):
        raise IndicationInvalid(errors=[FieldError("register_unfit", pointer=f"{pointer}/register_code")])
    form = IndicationForm(
        **body.model_dump(exclude={"register_code"}),
        id=new_id(),
        indication_id=indication_id,
        register_code=register_code,
        created_at=instant(),
    )
    _check_days(form, pointer)
    return form


def _check_area(area: Sequence[str], pointer: str) -> None:
    regions = Regions.shipped()
    unknown = [place for place, code in enumerate(area) if code not in regions]
    if unknown:
        faults = [FieldError("region_unknown", pointer=f"{pointer}/{place}") for place in unknown]
        raise IndicationInvalid(errors=faults)


def _check_days(form: IndicationForm, pointer: str) -> None:
    """Filing comes before publication, and both before registration; what is registered has its day."""
    if form.status is FormStatus.REGISTERED and form.registered_on is None:
        fault = FieldError("registration_day_missing", pointer=f"{pointer}/registered_on")
        raise IndicationInvalid(errors=[fault])
    days = [day for day in (form.filed_on, form.registered_on, form.valid_to) if day is not None]
    if days != sorted(days):
        raise IndicationInvalid(errors=[FieldError("days_out_of_order", pointer=f"{pointer}/registered_on")])
