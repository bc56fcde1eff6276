"""Use cases on tables of goods: the table of a class is loaded as a whole."""

from dataclasses import dataclass

from services.trademark.goods_tables.errors import GoodsTableInvalid
from services.trademark.goods_tables.models import GoodsTable
from services.trademark.goods_tables.repository import GoodsTables
from services.trademark.goods_tables.rules import class_of
from services.trademark.goods_tables.schemas import GoodsTableOut, GoodsTablesOut, LoadGoodsTable
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.errors import FieldError
from shared.http.preconditions import require_version
from shared.time.clock import instant

_CLASSES = range(1, 46)


@dataclass(frozen=True, slots=True)
class GoodsDesk:
    """The province loads the published tables; until then a class is `not_read`."""

    tables: GoodsTables
    trail: Trail

    async def load(self, nice_class: int, body: LoadGoodsTable, *, seen: int) -> GoodsTableOut:
        """Load the table of a class, in the place of the one before."""
        _check(nice_class, body)
        table = await self.tables.find(nice_class)
        facts = {"edition": body.edition, "source": body.source, "in_force_on": body.in_force_on}
        require_version(0 if table is None else table.version, seen)
        if table is None:
            table = GoodsTable(id=new_id(), nice_class=nice_class, created_at=instant(), **facts)
            await self.tables.add(table)
        else:
            for name, value in facts.items():
                setattr(table, name, value)
            await self.tables.touch(table)
        await self.tables.fill(table.id, body)
        await self.trail.append(
            Entry(
                noun="goods_table",
                object_id=table.id,
                transition="load",
                event="goods_table.loaded",
                audience=Audience.PUBLIC,
                payload={"nice_class": nice_class, **facts, "version": table.version},
            )
        )
        return await self.tables.get(nice_class)

    async def overview(self) -> GoodsTablesOut:
        """What is loaded, and what is not."""
        loaded = await self.tables.list()
        read = {table.nice_class for table in loaded}
        return GoodsTablesOut(items=loaded, not_read=[nice for nice in _CLASSES if nice not in read])


def _check(nice_class: int, body: LoadGoodsTable) -> None:
    codes = [group.code for group in body.groups]
    faults = [
        FieldError("group_unfit", pointer=f"/groups/{place}/code")
        for place, code in enumerate(codes)
        if class_of(code) != nice_class or code in codes[:place]
    ]
    pairs = [(note.code, note.other) for note in body.cross_notes]
    faults += [
        FieldError("cross_note_unfit", pointer=f"/cross_notes/{place}")
        for place, pair in enumerate(pairs)
        if pair[0] not in codes or pair[0] == pair[1] or pair in pairs[:place]
    ]
    if faults:
        raise GoodsTableInvalid(errors=faults)
