"""The tables that review hands out."""

from typing import Final

from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

APPLICATIONS: Final = Sheet(
    "申报",
    (
        Column("number", "申报编号", Kind.CODE),
        Column("organisation_name", "申报单位", width=36),
        Column("category", "申报类别", Kind.CODE, width=30),
        Column("region_code", "地区代码", Kind.CODE),
        Column("recommended_by", "推荐单位", Kind.CODE),
        Column("state", "状态代码", Kind.CODE),
        Column("eligible", "资格审查", Kind.BOOLEAN),
        Column("submitted_at", "提交时间"),
        Column("id", "标识", Kind.CODE, width=38),
    ),
)
