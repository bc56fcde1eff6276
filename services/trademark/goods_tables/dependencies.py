"""Wiring of the routes on tables of goods."""

from typing import Annotated

from fastapi import Depends

from services.trademark.goods_tables.repository import GoodsTables
from services.trademark.goods_tables.service import GoodsDesk
from shared.db.history import Trail
from shared.http.sessions import Open, Write


async def _reading(session: Open) -> GoodsDesk:
    return GoodsDesk(GoodsTables(session), Trail(session))


async def _desk(session: Write) -> GoodsDesk:
    return GoodsDesk(GoodsTables(session), Trail(session))


Reader = Annotated[GoodsDesk, Depends(_reading)]
Desk = Annotated[GoodsDesk, Depends(_desk)]
