"""The tables that registry hands out."""

from typing import Final

from shared.codes.lists import code_list
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind


def _labels(name: str) -> dict[str, str]:
    return {entry.code: entry.zh for entry in code_list(name).entries}


ORGANISATIONS: Final = Sheet(
    "组织",
    (
        Column("credit_code", "统一社会信用代码", Kind.CODE, width=24),
        Column("name", "组织名称", width=36),
        Column("kind", "组织类型", Kind.CHOICE, choices=_labels("organisation_kinds")),
        Column("category", "推荐类别", Kind.CHOICE, choices=_labels("enterprise_categories"), width=30),
        Column("region_code", "地区代码", Kind.CODE),
        Column("current_region", "现地区代码", Kind.CODE),
        Column("address", "地址", width=36),
        Column("industry_code", "行业代码", Kind.CODE),
        Column("size_class", "企业规模", Kind.CHOICE, choices=_labels("size_classes")),
        Column("above_scale", "是否规上", Kind.BOOLEAN),
        Column("above_quota", "是否限上", Kind.BOOLEAN),
        Column("uses_ecommerce", "是否开展电商", Kind.BOOLEAN),
        Column("established_on", "成立日期", Kind.DAY),
        Column("status", "状态", Kind.CHOICE, choices={"active": "在册", "dissolved": "注销"}),
        Column("certified_at", "认证时间"),
    ),
)
"""Without people: their names and telephones are never part of a list."""
