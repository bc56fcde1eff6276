"""What anybody may read of marks."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from services.trademark.legal_rules.repository import LegalRules
from services.trademark.marks.errors import MarkUnfit
from services.trademark.marks.models import Mark
from services.trademark.marks.repository import Marks, as_event
from services.trademark.marks.rules import (
    VALID,
    fold,
)
from services.trademark.marks.schemas import (
    Descriptor,
    EventOut,
    EventsOut,
    GoodsOut,
    MarkOut,
    StandingOut,
)
from shared.codes.lists import OWN, code_lists_in
from shared.codes.regions import Regions, UnknownRegion
from shared.errors import FieldError
from shared.time.clock import Clock

STATUSES: Final = code_lists_in(Path(__file__).parents[1] / OWN)["mark_statuses"]
"""Statuses with labels in both languages and what others call them."""
_SHOWN: Final = "state status valid lines holder agent registered_on expires_on".split()
MARK_COLUMNS: Final = frozenset(Mark.__table__.columns.keys())


@dataclass(frozen=True, slots=True)
class MarkReader:
    """What anybody may read of a mark."""

    marks: Marks
    rules: LegalRules
    clock: Clock

    async def show(self, mark_id: UUID) -> MarkOut:
        """A mark with its goods."""
        mark = await self.marks.get(mark_id)
        label = STATUSES.get(mark.status)
        return MarkOut(
            **{name: getattr(mark, name) for name in MarkOut.model_fields if name in MARK_COLUMNS},
            goods=[GoodsOut.model_validate(line) for line in await self.marks.goods(mark_id)],
            descriptor=Descriptor(zh=label.zh, en=label.en, **label.facts),
        )

    async def log(self, mark_id: UUID) -> EventsOut:
        """The log in legal order."""
        await self.marks.get(mark_id)
        return EventsOut(items=[EventOut.model_validate(row) for row in await self.marks.events(mark_id)])

    async def standing(self, mark_id: UUID, *, as_of: date | None, known_on: date | None) -> StandingOut:
        """The mark as of a day, as far as was known by the end of another."""
        await self.marks.get(mark_id)
        as_of, known_on = as_of or self.clock.today(), known_on or self.clock.today()
        events = [as_event(row) for row in await self.marks.events(mark_id)]
        known = [event for event in events if event.received_on <= known_on]
        lines = [line.number for line in await self.marks.goods(mark_id)]
        found = fold(lines, known, law=await self.rules.book(), today=as_of)
        return StandingOut(
            as_of=as_of,
            known_on=known_on,
            definition_version=VALID.version,
            flags=sorted(found.flags),
            astray=list(found.astray),
            **{name: getattr(found, name) for name in _SHOWN},
        )


def path_of(code: str, *, pointer: str | None = None, parameter: str | None = None) -> str:
    """The path of today's region of a code."""
    try:
        return Regions.shipped().current_path(code)
    except UnknownRegion as unknown:
        fault = FieldError(unknown.code, pointer=pointer, parameter=parameter)
        raise MarkUnfit(errors=[fault]) from None
