"""The tables that trademark hands out."""

from decimal import Decimal
from pathlib import Path
from typing import Final

from shared.codes.lists import OWN, code_lists_in
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

_OWN: Final = code_lists_in(Path(__file__).parents[1] / OWN)

MARKS: Final = Sheet(
    "商标",
    (
        Column("number", "注册号", Kind.CODE, english="Number"),
        Column("name", "商标名称", english="Mark"),
        Column.of(_OWN["mark_kinds"], "kind", "商标类型", english="Kind"),
        Column("classes", "商品类别", english="Classes"),
        Column("holder_name", "权利人", width=36, english="Holder"),
        Column("holder_country", "国家代码", Kind.CODE, english="Country"),
        Column("region_path", "地区路径", english="Region"),
        Column.of(_OWN["mark_statuses"], "status", "状态", english="Status"),
        Column("valid", "是否有效", Kind.BOOLEAN, english="Valid"),
        Column("filed_on", "申请日期", Kind.DAY, english="Filed"),
        Column("registered_on", "注册公告日期", Kind.DAY, english="Registered"),
        Column("expires_on", "专用期截止日期", Kind.DAY, english="Valid to"),
    ),
    english="Marks",
)

INDICATIONS: Final = Sheet(
    "地理标志",
    (
        Column("name", "名称", width=30, english="Name"),
        Column("country", "国家代码", Kind.CODE, english="Country"),
        Column("region_path", "地区路径", english="Region"),
        Column.of(_OWN["product_classes"], "product_class", "产品类别", english="Product class"),
        Column("manager_name", "管理机构", width=36, english="Manager"),
        Column("area", "保护范围（地区代码）", width=36, english="Area (region codes)"),
        Column("area_hectares", "面积（公顷）", Kind.NUMBER, minimum=Decimal(0), english="Hectares"),
        Column(
            "yearly_capacity_kg",
            "年产能（千克）",
            Kind.NUMBER,
            minimum=Decimal(0),
            english="Yearly capacity (kg)",
        ),
        Column("protected", "是否受保护", Kind.BOOLEAN, english="Protected"),
        Column("conflicts", "冲突数", Kind.NUMBER, english="Conflicts"),
    ),
    english="Indications",
)
