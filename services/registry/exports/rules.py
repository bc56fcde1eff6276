"""The tables that registry hands out."""

from typing import Any, Final

from shared.codes.lists import code_list
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind


def _labels(name: str) -> dict[str, Any]:
    """The labels of a code list, by code, in both languages."""
    entries = code_list(name).entries
    return {
        "choices": {entry.code: entry.zh for entry in entries},
        "english_choices": {entry.code: entry.en for entry in entries},
    }


ORGANISATIONS: Final = Sheet(
    "组织",
    (
        Column("credit_code", "统一社会信用代码", Kind.CODE, width=24, english="Credit code"),
        Column("name", "组织名称", width=36, english="Organisation"),
        Column("kind", "组织类型", Kind.CHOICE, **_labels("organisation_kinds"), english="Kind"),
        Column(
            "category",
            "推荐类别",
            Kind.CHOICE,
            **_labels("enterprise_categories"),
            width=30,
            english="Category",
        ),
        Column("region_code", "地区代码", Kind.CODE, english="Region"),
        Column("current_region", "现地区代码", Kind.CODE, english="Region today"),
        Column("address", "地址", width=36, english="Address"),
        Column("industry_code", "行业代码", Kind.CODE, english="Industry"),
        Column("size_class", "企业规模", Kind.CHOICE, **_labels("size_classes"), english="Size"),
        Column("above_scale", "是否规上", Kind.BOOLEAN, english="Above scale"),
        Column("above_quota", "是否限上", Kind.BOOLEAN, english="Above quota"),
        Column("uses_ecommerce", "是否开展电商", Kind.BOOLEAN, english="Sells online"),
        Column("established_on", "成立日期", Kind.DAY, english="Established"),
        Column(
            "status", "状态", Kind.CHOICE, choices={"active": "在册", "dissolved": "注销"}, english="Status"
        ),
        Column("certified_at", "认证时间", english="Certified at"),
    ),
    english="Organisations",
)
"""Without people: their names and telephones are never part of a list."""
