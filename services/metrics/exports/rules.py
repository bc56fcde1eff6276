"""The tables that metrics hands out."""

from typing import Final

from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

OBSERVATIONS: Final = Sheet(
    "统计数据",
    (
        Column("series", "指标代码", Kind.CODE),
        Column("region", "地区代码", Kind.CODE),
        Column("period_from", "期初", Kind.DAY),
        Column("period_to", "期末", Kind.DAY),
        Column("value", "数值", Kind.NUMBER),
        Column("origin", "来源类型", Kind.CODE),
        Column("source", "来源", width=40),
        Column("known_from", "获知时间"),
        Column("known_to", "失效时间"),
        Column("release_id", "发布标识", Kind.CODE, width=38),
        Column("reason", "更正原因", width=30),
    ),
)
