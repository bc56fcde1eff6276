"""The tables that review hands out."""

from typing import Final

from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

APPLICATIONS: Final = Sheet(
    "申报",
    (
        Column("number", "申报编号", Kind.CODE, english="Number"),
        Column("organisation_name", "申报单位", width=36, english="Organisation"),
        Column("category", "申报类别", Kind.CODE, width=30, english="Category"),
        Column("region_code", "地区代码", Kind.CODE, english="Region"),
        Column("recommended_by", "推荐单位", Kind.CODE, english="Recommended by"),
        Column("state", "状态代码", Kind.CODE, english="State"),
        Column("eligible", "资格审查", Kind.BOOLEAN, english="Eligible"),
        Column("submitted_at", "提交时间", english="Submitted at"),
        Column("id", "标识", Kind.CODE, width=38, english="Identifier"),
    ),
    english="Applications",
)
