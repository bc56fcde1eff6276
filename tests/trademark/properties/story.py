"""Indications, those who use them, and marks, on which anybody may try anything; days pass."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.authorisations.dependencies import desk_on, expire_uses
from services.trademark.authorisations.models import IndicationUse
from services.trademark.authorisations.schemas import ApplyForUse, TakeUseStep, UseStep
from services.trademark.deadlines.service import plan_deadlines, remind
from services.trademark.goods_tables.models import GoodsTable
from services.trademark.goods_tables.repository import GoodsTables
from services.trademark.goods_tables.schemas import LoadGoodsTable
from services.trademark.goods_tables.service import GoodsDesk
from services.trademark.holders.repository import Holders
from services.trademark.indications.models import Indication, IndicationForm
from services.trademark.indications.repository import Allotments, Indications
from services.trademark.indications.schemas import (
    CorrectForm,
    CorrectIndication,
    RecordForm,
    RegisterIndication,
)
from services.trademark.indications.service import IndicationDesk
from services.trademark.legal_rules.repository import LegalRules
from services.trademark.legal_rules.service import take_over
from services.trademark.mark_events.service import MarkDesk
from services.trademark.marks.models import Mark
from services.trademark.marks.repository import Marks
from services.trademark.marks.schemas import EnterMark, RecordEvent
from services.trademark.routers import CONSTRAINTS
from services.trademark.timekeeping.service import age_marks
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.history import Trail
from shared.errors import Refusal
from shared.files.record import FileRecord
from tests.trademark.conftest import a_form, an_indication
from tests.trademark.marks.test_marks import a_mark
from tests.walks import Walker

PRODUCERS: Final = [UUID(f"01890a5d-ac96-774b-bcce-b302099a80{number:02d}") for number in range(4)]
OFFICER: Final = Caller(
    CallerKind.PERSON,
    "officer",
    bindings=(
        Binding(Role.PROGRAMME_OFFICER, region="37."),
        *(Binding(Role.APPLICANT, organisation=each) for each in PRODUCERS),
    ),
)
"""Who is everybody: what each role may do is tried elsewhere."""
ROUTES: Final = ("certification_licensee", "collective_member")
CORRECTIONS: Final[tuple[dict[str, Any], ...]] = (
    {"yearly_capacity_kg": "3000", "area_hectares": "9"},
    {"yearly_capacity_kg": None, "quality_rules": "T/JXDS 001-2017", "manager_name": "金乡县大蒜协会"},
    {"yearly_capacity_kg": "900000", "area_note": "全县", "yield_kg_per_hectare": "30000"},
)
FORMS: Final[tuple[dict[str, Any], ...]] = (
    {"status": "cancelled"},
    {"status": "registered", "area": ["370828", "370829"]},
    {"holder_name": "金乡县大蒜协会", "valid_to": "2031-10-31"},
)
EVENTS: Final = ("accepted", "preliminarily_published", "registered", "non_use_filed", "renewed", "expired")


@dataclass(kw_only=True)
class Producing(Walker):
    """Numbers choose rows: any number is good."""

    CONSTRAINTS: ClassVar[Mapping[str, type[Refusal]]] = CONSTRAINTS

    async def begin(self) -> None:
        await take_over(self.database, self.database.clock)

    async def register(self, forms: int) -> None:
        told = an_indication(forms=[a_form(**FORMS[number % 3]) for number in range(forms % 2 + 1)])
        body = RegisterIndication.model_validate(told)
        async with self.as_(OFFICER) as session:
            await indications_of(session).register(body)

    async def correct(self, number: int, how: int) -> None:
        """Caps below what is allotted are refused."""
        found = await self.one(number, Indication)
        body = CorrectIndication.model_validate(CORRECTIONS[how % len(CORRECTIONS)])
        async with self.as_(OFFICER) as session:
            await indications_of(session).correct(found.id, body, seen=found.version)

    async def record_form(self, number: int) -> None:
        found = await self.one(number, Indication)
        body = RecordForm.model_validate(a_form(kind="collective_mark"))
        async with self.as_(OFFICER) as session:
            await indications_of(session).record_form(found.id, body, seen=found.version)

    async def correct_form(self, number: int, how: int) -> None:
        form = await self.one(number, IndicationForm)
        found = await self.one(0, Indication, Indication.id == form.indication_id)
        body = CorrectForm.model_validate(FORMS[how % len(FORMS)])
        async with self.as_(OFFICER) as session:
            await indications_of(session).correct_form(found.id, form.id, body, seen=found.version)

    async def apply(self, number: int, producer: int, days: int) -> None:
        found = await self.one(number, Indication)
        body = ApplyForUse.model_validate(
            {
                "organisation_id": PRODUCERS[producer % len(PRODUCERS)],
                "organisation_name": "金乡县大蒜产业有限公司",
                "route": ROUTES[producer % len(ROUTES)],
                "plots": [{"region_code": "370828", "hectares": "2.5", "note": "东王村"}],
                "quota_kg": "1000",
                "valid_from": self.today,
                "valid_to": self.today + timedelta(days=100 * days),
            }
        )
        async with self.as_(OFFICER) as session:
            await desk_on(session).apply(found.id, body)

    async def step_use(self, number: int, how: int) -> None:
        """One that is not over."""
        live = IndicationUse.state.in_(("applied", "granted", "suspended"))
        found = await self.one(number, IndicationUse, live)
        action = list(UseStep)[how % len(UseStep)]
        async with self.as_(OFFICER) as session:
            body = TakeUseStep(action=action, reason="抽检不合格")
            await desk_on(session).step(found.id, body, seen=found.version)

    async def enter_mark(self, days: int) -> None:
        body = EnterMark.model_validate(a_mark(filed_on=self.today - timedelta(days=5_000 + days)))
        async with self.as_(OFFICER) as session:
            await self.marks_of(session).enter(body)

    async def record_event(self, number: int, kind: int, years: int) -> None:
        """Whatever the day: a late one finds its place, and one that fits nowhere is refused."""
        mark = await self.one(number, Mark)
        day = mark.filed_on + timedelta(days=300 * years)
        body = RecordEvent.model_validate(
            {"kind": EVENTS[kind % len(EVENTS)], "legal_on": day, "source": "商标公告"}
        )
        async with self.as_(OFFICER) as session:
            await self.marks_of(session).record(mark.id, body, seen=mark.version)

    async def load_goods(self, nice_class: int, edition: int) -> None:
        number = 29 + nice_class % 2
        body = LoadGoodsTable.model_validate(
            {
                "edition": f"NCL{edition}",
                "source": "类似商品和服务区分表",
                "in_force_on": self.today,
                "groups": [{"code": f"{number}01", "title": "肉", "goods": ["肉"]}],
                "cross_notes": [],
            }
        )
        async with self.as_(OFFICER) as session:
            known = await session.scalar(select(GoodsTable.version).where(GoodsTable.nice_class == number))
            await GoodsDesk(GoodsTables(session), Trail(session)).load(number, body, seen=known or 0)

    async def time_passes(self, days: int) -> None:
        """The clock ends what is over, plans deadlines and reminds of them."""
        self.days_pass(days)
        for keep in (expire_uses, age_marks, plan_deadlines, remind):
            await keep(self.database, self.database.clock)

    def marks_of(self, session: AsyncSession) -> MarkDesk:
        return MarkDesk(
            marks=Marks(session),
            holders=Holders(session),
            rules=LegalRules(session),
            trail=Trail(session),
            files=FileRecord(session),
            clock=self.database.clock,
            caller=OFFICER,
        )


def indications_of(session: AsyncSession) -> IndicationDesk:
    return IndicationDesk(Indications(session), Allotments(session), Trail(session))
