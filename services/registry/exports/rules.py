"""The tables that registry hands out."""

from pathlib import Path
from typing import Final

from shared.codes.lists import OWN, code_list, code_lists_in
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

_OWN: Final = code_lists_in(Path(__file__).parents[1] / OWN)

ORGANISATIONS: Final = Sheet(
    "组织",
    (
        Column("credit_code", "统一社会信用代码", Kind.CODE, width=24, english="Credit code"),
        Column("name", "组织名称", width=36, english="Organisation"),
        Column.of(code_list("organisation_kinds"), "kind", "组织类型", english="Kind"),
        Column.of(code_list("enterprise_categories"), "category", "推荐类别", width=30, english="Category"),
        Column("region_code", "地区代码", Kind.CODE, english="Region"),
        Column("current_region", "现地区代码", Kind.CODE, english="Region today"),
        Column("address", "地址", width=36, english="Address"),
        Column("industry_code", "行业代码", Kind.CODE, english="Industry"),
        Column.of(code_list("size_classes"), "size_class", "企业规模", english="Size"),
        Column("above_scale", "是否规上", Kind.BOOLEAN, english="Above scale"),
        Column("above_quota", "是否限上", Kind.BOOLEAN, english="Above quota"),
        Column("uses_ecommerce", "是否开展电商", Kind.BOOLEAN, english="Sells online"),
        Column("established_on", "成立日期", Kind.DAY, english="Established"),
        Column.of(_OWN["organisation_statuses"], "status", "状态", english="Status"),
        Column("certified_at", "认证时间", english="Certified at"),
    ),
    english="Organisations",
)
"""Without people: their names and telephones are never part of a list."""
