"""The tables that review hands out."""

from pathlib import Path
from typing import Final

from shared.codes.lists import OWN, code_list, code_lists_in
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

_OWN: Final = code_lists_in(Path(__file__).parents[1] / OWN)

APPLICATIONS: Final = Sheet(
    "申报",
    (
        Column("number", "申报编号", Kind.CODE, english="Number"),
        Column("organisation_name", "申报单位", width=36, english="Organisation"),
        Column.of(code_list("enterprise_categories"), "category", "申报类别", width=30, english="Category"),
        Column("region_code", "地区代码", Kind.CODE, english="Region"),
        Column("recommended_by", "推荐单位", Kind.CODE, english="Recommended by"),
        Column.of(_OWN["application_states"], "state", "状态", english="State"),
        Column("eligible", "资格审查", Kind.BOOLEAN, english="Eligible"),
        Column("submitted_at", "提交时间", english="Submitted at"),
        Column("id", "标识", Kind.CODE, width=38, english="Identifier"),
    ),
    english="Applications",
)
