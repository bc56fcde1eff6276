"""The table that departments fill in: one row an organisation and year (R15)."""

from decimal import Decimal
from typing import Final

from shared.codes.lists import code_list
from shared.tables.templates import Column, Kind, Template

FIGURES: Final = (
    "sales",
    "online_sales",
    "exports",
    "taxes",
    "staff",
    "r_and_d",
    "brand_spend",
    "inspection_pass_rate",
)
"""Columns that become yearly facts."""


def _labels(name: str) -> dict[str, str]:
    return {entry.code: entry.zh for entry in code_list(name).entries}


TEMPLATE: Final = Template(
    name="企业名单",
    version="2017.1",
    columns=(
        Column(
            "credit_code",
            "统一社会信用代码",
            Kind.CODE,
            required=True,
            synonyms=("信用代码", "社会信用代码", "统一信用代码"),
            width=24,
        ),
        Column("name", "企业名称", required=True, synonyms=("单位名称", "组织名称", "名称"), width=36),
        Column("kind", "组织类型", Kind.CHOICE, choices=_labels("organisation_kinds")),
        Column(
            "region",
            "所在地区",
            required=True,
            synonyms=("地区代码", "行政区划代码", "所在县", "所在县区", "县区", "所属地区"),
            width=24,
        ),
        Column("category", "推荐类别", Kind.CHOICE, choices=_labels("enterprise_categories"), width=30),
        Column("industry_code", "行业代码", Kind.CODE, required=True, synonyms=("国民经济行业代码",)),
        Column("size_class", "企业规模", Kind.CHOICE, choices=_labels("size_classes")),
        Column("address", "地址", synonyms=("企业地址", "注册地址"), maximum=Decimal(200), width=36),
        Column("established_on", "成立日期", Kind.DAY, synonyms=("成立时间",)),
        Column("uses_ecommerce", "是否开展电商", Kind.BOOLEAN),
        Column("above_scale", "是否规上", Kind.BOOLEAN, synonyms=("是否规模以上",)),
        Column("above_quota", "是否限上", Kind.BOOLEAN, synonyms=("是否限额以上",)),
        Column("representative", "法定代表人", synonyms=("法人代表", "负责人"), maximum=Decimal(60)),
        Column("representative_phone", "法定代表人电话", Kind.CODE, synonyms=("法人电话",)),
        Column("contact", "联系人", maximum=Decimal(60)),
        Column("contact_phone", "联系电话", Kind.CODE, synonyms=("联系人电话", "手机", "电话")),
        Column("brand", "品牌名称", synonyms=("主要品牌",), maximum=Decimal(100)),
        Column("brand_origin", "品牌性质", Kind.CHOICE, choices={"own": "自有品牌", "oem": "贴牌"}),
        Column(
            "markets",
            "主要市场",
            Kind.CHOICE,
            choices={"domestic": "内销", "export": "出口", "both": "内销和出口"},
        ),
        Column("year", "年度", Kind.NUMBER, minimum=Decimal(2000), maximum=Decimal(2100), synonyms=("年份",)),
        Column("sales", "年销售额（万元）", Kind.MONEY, synonyms=("销售额", "营业收入")),
        Column("online_sales", "网络销售额（万元）", Kind.MONEY, synonyms=("网上销售额", "电商销售额")),
        Column("exports", "出口额（万元）", Kind.MONEY),
        Column("taxes", "纳税额（万元）", Kind.MONEY, synonyms=("税收",)),
        Column("staff", "从业人数", Kind.NUMBER, synonyms=("职工人数", "员工人数")),
        Column("r_and_d", "研发投入（万元）", Kind.MONEY),
        Column("brand_spend", "品牌投入（万元）", Kind.MONEY),
        Column(
            "inspection_pass_rate",
            "抽检合格率（%）",
            Kind.NUMBER,
            minimum=Decimal(0),
            maximum=Decimal(100),
        ),
    ),
)
