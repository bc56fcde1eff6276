"""A row of a list of indications as a value, and what it says that the register does not know yet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from services.trademark.indications.rules import CHINA, REGISTERS, FormKind, FormStatus, ProductClass
from shared.codes.regions import Regions
from shared.imports.rows import RowRefusedError
from shared.tables.reading import CellError, Row
from shared.tables.templates import Column, Kind, Template
from shared.text import normalise, search_key

_NAMED: Final = Decimal(200)
_MOST_REGIONS: Final = 200
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_REGISTER: Final = re.compile(r"[A-Z][A-Z0-9-]{1,19}")
_APART: Final = re.compile(r"[\s、,，;；]+")

TEMPLATE: Final = Template(
    name="地理标志名单",
    version="2026.1",
    columns=(
        Column("name", "产品名称", required=True, synonyms=("名称", "地理标志"), maximum=_NAMED, width=24),
        Column(
            "product_class",
            "产品类别",
            Kind.CHOICE,
            required=True,
            choices={
                "food": "食品",
                "wine": "葡萄酒",
                "spirits": "烈酒",
                "medicine": "药材",
                "craft": "工艺品",
                "other": "其他",
            },
        ),
        Column(
            "kind",
            "保护形式",
            Kind.CHOICE,
            required=True,
            choices={
                "collective_mark": "集体商标",
                "certification_mark": "证明商标",
                "product_indication": "地理标志产品",
                "agricultural_indication": "农产品地理标志",
                "foreign_register": "国外登记",
            },
        ),
        Column("register_code", "登记簿", Kind.CODE),
        Column(
            "number",
            "登记编号",
            Kind.CODE,
            required=True,
            synonyms=("注册号", "编号"),
            maximum=Decimal(60),
            width=22,
        ),
        Column("form_name", "登记名称", synonyms=("注册名称",), maximum=Decimal(500), width=30),
        Column(
            "status",
            "状态",
            Kind.CHOICE,
            required=True,
            choices={
                "filed": "已申请",
                "published": "已公告",
                "registered": "已注册",
                "refused": "已驳回",
                "cancelled": "已撤销",
                "expired": "已届满",
            },
        ),
        Column("filed_on", "申请日期", Kind.DAY, synonyms=("申请日",)),
        Column("published_on", "公告日期", Kind.DAY, synonyms=("公告日",)),
        Column("registered_on", "注册日期", Kind.DAY, synonyms=("注册日", "登记日期")),
        Column("valid_to", "有效期截止日期", Kind.DAY, synonyms=("有效期至",)),
        Column("holder_name", "权利人", synonyms=("注册人",), maximum=_NAMED, width=36),
        Column("credit_code", "统一社会信用代码", Kind.CODE, synonyms=("信用代码",), width=24),
        Column("country", "国家代码", Kind.CODE),
        Column("area", "产地（地区代码）", synonyms=("产地", "地区代码"), width=24),
        Column("manager_name", "管理机构", maximum=_NAMED, width=30),
        Column("area_hectares", "面积（公顷）", Kind.NUMBER, minimum=Decimal(0)),
        Column("yield_kg_per_hectare", "每公顷年产量（千克）", Kind.NUMBER, minimum=Decimal(0)),
        Column("yearly_capacity_kg", "年产能（千克）", Kind.NUMBER, minimum=Decimal(0)),
        Column("instrument", "公告文号", maximum=_NAMED, width=30),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a row says of a legal form and its product; what it leaves blank it does not say."""

    name: str
    product_class: ProductClass
    kind: FormKind
    register_code: str
    number: str
    form_name: str | None = None
    status: FormStatus
    filed_on: date | None = None
    published_on: date | None = None
    registered_on: date | None = None
    valid_to: date | None = None
    holder_name: str | None = None
    credit_code: str | None = None
    country: str = CHINA
    area: tuple[str, ...] = ()
    manager_name: str | None = None
    area_hectares: Decimal | None = None
    yield_kg_per_hectare: Decimal | None = None
    yearly_capacity_kg: Decimal | None = None
    instrument: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """By which a form is known: its register and its number there."""
        return self.register_code, self.number


OF_FORM: Final = ("status", "published_on", "registered_on", "valid_to", "instrument")
OF_PRODUCT: Final = ("product_class", "area_hectares", "yield_kg_per_hectare", "yearly_capacity_kg")
_MEASURES: Final = OF_PRODUCT[1:]


def listed(row: Row, *, today: date) -> Listed:
    """The row as a value; raises `RowRefusedError` with everything that is wrong in it."""
    if row.errors:
        raise RowRefusedError(row.errors)
    values: dict[str, Any] = dict(row.values)
    values["area"] = tuple(part for part in _APART.split(values.get("area", "")) if part)
    errors = [*_codes(values), *_days(values, today)]
    errors += [CellError("measure_unfit", name) for name in _MEASURES if values.get(name, 1) <= 0]
    if errors:
        raise RowRefusedError(errors)
    kind = FormKind(values["kind"])
    return Listed(
        **{
            **values,
            "name": normalise(values["name"]),
            "kind": kind,
            "register_code": REGISTERS.get(kind) or values["register_code"],
            "product_class": ProductClass(values["product_class"]),
            "status": FormStatus(values["status"]),
        }
    )


def _codes(values: Mapping[str, Any]) -> Iterator[CellError]:
    """Country and register are codes, the register only of a foreign form; there are such regions."""
    register, foreign = values.get("register_code"), values["kind"] == FormKind.FOREIGN_REGISTER
    if not _COUNTRY.fullmatch(values.get("country", CHINA)):
        yield CellError("country_unreadable", "country")
    if foreign is not (register is not None) or (register and not _REGISTER.fullmatch(register)):
        yield CellError("register_unfit", "register_code")
    if values.get("country", CHINA) == CHINA and not values["area"]:
        yield CellError("area_missing", "area")
    if len(values["area"]) > _MOST_REGIONS or any(code not in Regions.shipped() for code in values["area"]):
        yield CellError("region_unknown", "area")


def _days(values: Mapping[str, Any], today: date) -> Iterator[CellError]:
    """The days of a form follow each other, and none but its last is to come."""
    names = ("filed_on", "registered_on", "valid_to")
    there = [name for name in names if name in values]
    happened = ("filed_on", "published_on", "registered_on")
    yield from (CellError("day_to_come", name) for name in happened if values.get(name, today) > today)
    for earlier, later in pairwise(there):
        if values[earlier] > values[later]:
            yield CellError("days_out_of_order", later)
    if values["status"] == FormStatus.REGISTERED and "registered_on" not in values:
        yield CellError("registration_day_missing", "registered_on")


def contradicted(said: Listed, *, form: Any, product: Any) -> list[CellError]:
    """What a list cannot change: product, law, day of filing, and a manager whom the house knows."""
    wrong = []
    if search_key(said.name) != search_key(product.name):
        wrong.append("name")
    if said.country != product.country:
        wrong.append("country")
    if form is not None and said.kind is not form.kind:
        wrong.append("kind")
    if form is not None and None not in {said.filed_on, form.filed_on} and said.filed_on != form.filed_on:
        wrong.append("filed_on")
    if product.manager_id is not None and _differs(said.manager_name, product.manager_name):
        wrong.append("manager_name")
    return [
        CellError("indication_told_otherwise", name, {"header": TEMPLATE.column(name).header})
        for name in wrong
    ]


def news_of_form(said: Listed, form: Any, holder: Mapping[str, Any]) -> dict[str, Any]:
    """What the row says otherwise of a known form."""
    news = {name: getattr(said, name) for name in OF_FORM}
    news["filed_on"] = said.filed_on if form.filed_on is None else None
    news["name"] = said.form_name if _differs(said.form_name, form.name) else None
    news["area"] = sorted(said.area) if said.area and set(said.area) != set(form.area) else None
    found = {
        name: value for name, value in news.items() if value is not None and value != getattr(form, name)
    }
    return found | _of_holder(form, holder)


def _of_holder(form: Any, holder: Mapping[str, Any]) -> dict[str, Any]:
    """Another holder; the same name without a number says nothing against the one that is known."""
    if not holder or holder.get("holder_id") == form.holder_id is not None:
        return {}
    same = not _differs(holder["holder_name"], form.holder_name)
    if same and (holder.get("holder_id") is None):
        return {}
    return {"holder_id": None, **holder}


def news_of_product(said: Listed, product: Any) -> dict[str, Any]:
    """What the row says otherwise of a known product."""
    news = {name: getattr(said, name) for name in OF_PRODUCT}
    news["manager_name"] = said.manager_name if _differs(said.manager_name, product.manager_name) else None
    return {
        name: value for name, value in news.items() if value is not None and value != getattr(product, name)
    }


def _differs(said: str | None, known: str | None) -> bool:
    """Whether a name is another one, whatever its width and spacing."""
    return said is not None and (known is None or search_key(said) != search_key(known))
