"""Tables of goods over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.trademark.goods_tables.dependencies import Desk, Reader
from services.trademark.goods_tables.errors import GoodsTableInvalid
from services.trademark.goods_tables.schemas import GoodsTableOut, GoodsTablesOut, LoadGoodsTable
from shared.auth.guards import anyone, may
from shared.codes.roles import Role
from shared.db.caller import Caller
from shared.http.errors import StaleVersion
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals

router = APIRouter(prefix="/goods-tables", tags=["goods-tables"])

Public = Annotated[Caller, anyone()]
Keeper = Annotated[Caller, may("trademark:goods:write", Role.PROGRAMME_OFFICER)]
NiceClass = Annotated[int, Path(ge=1, le=45, description="Nice class.")]


@router.get("")
async def list_goods_tables(caller: Public, reader: Reader) -> GoodsTablesOut:
    """Which tables of similar groups are loaded, from where, and the classes of which none is."""
    return await reader.overview()


@router.put("/{nice_class}", responses=refusals(GoodsTableInvalid, StaleVersion))
async def load_goods_table(
    caller: Keeper, nice_class: NiceClass, body: LoadGoodsTable, desk: Desk, if_match: IfMatch, *, tag: Tag
) -> GoodsTableOut:
    """Load the whole table of a class; `If-Match: "0"` the first time (T10)."""
    shown = await desk.load(nice_class, body, seen=if_match)
    tag(shown.version)
    return shown
