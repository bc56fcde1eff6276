"""A row of a list of marks as a value, and what it says that the register does not know yet."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, Protocol

import orjson

from services.trademark.marks.workflow import EventKind, MarkKind, MarkNote, MarkStep
from shared.imports.rows import RowRefusedError
from shared.tables.reading import CellError, Row
from shared.tables.templates import Column, Kind, Template

_NAMED: Final = Decimal(200)
_MOST_LINES: Final = 500
_LONGEST_LINE: Final = 400
_GOODS: Final = re.compile(r"(\d{1,2})(?:-(\d{4}))?\s+(\S.*)", re.ASCII)
_NUMBER: Final = re.compile(r"[0-9A-Z]{1,20}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CLASSES: Final = range(1, 46)

TEMPLATE: Final = Template(
    name="商标名单",
    version="2026.1",
    columns=(
        Column("number", "注册号", required=True, synonyms=("申请号", "注册号申请号", "商标号")),
        Column("name", "商标名称", required=True, synonyms=("商标",), maximum=_NAMED),
        Column(
            "kind",
            "商标类型",
            Kind.CHOICE,
            required=True,
            choices={
                "product": "商品商标",
                "service": "服务商标",
                "collective": "集体商标",
                "certification": "证明商标",
            },
        ),
        Column(
            "goods",
            "商品服务",
            required=True,
            synonyms=("核定商品", "商品"),
            maximum=Decimal(32_000),
            width=48,
        ),
        Column("holder", "权利人", required=True, synonyms=("注册人", "申请人"), maximum=_NAMED, width=36),
        Column("credit_code", "统一社会信用代码", Kind.CODE, synonyms=("信用代码",), width=24),
        Column("country", "国家代码", Kind.CODE),
        Column("region", "地区代码", synonyms=("行政区划代码",)),
        Column("agent", "代理机构", synonyms=("代理人",), maximum=_NAMED),
        Column("filed_on", "申请日期", Kind.DAY, required=True, synonyms=("申请日",)),
        Column("published_on", "初审公告日期", Kind.DAY, synonyms=("初步审定公告日",)),
        Column("registered_on", "注册公告日期", Kind.DAY, synonyms=("注册日期", "注册日")),
        Column("expires_on", "专用期截止日期", Kind.DAY, synonyms=("有效期至",)),
        Column(
            "ending",
            "终止方式",
            Kind.CHOICE,
            choices={
                "withdrawn": "撤回",
                "surrendered": "注销",
                "revoked": "撤销",
                "invalidated": "宣告无效",
            },
        ),
        Column("ended_on", "终止日期", Kind.DAY),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One goods or service line of a row."""

    class_number: int
    group_code: str | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a row says of a mark; what it leaves blank it does not say."""

    number: str
    name: str
    kind: MarkKind
    goods: tuple[Line, ...]
    holder: str
    credit_code: str | None = None
    country: str = "CN"
    region: str | None = None
    agent: str | None = None
    filed_on: date
    published_on: date | None = None
    registered_on: date | None = None
    expires_on: date | None = None
    ending: MarkStep | None = None
    ended_on: date | None = None

    @property
    def digest(self) -> bytes:
        """What makes two rows the same row, whatever they were typed or sent as."""
        said = {name: getattr(self, name) for name in _SAID}
        said["goods"] = [{name: getattr(line, name) for name in _OF_LINE} for line in self.goods]
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


_SAID: Final = tuple(each.name for each in fields(Listed))
_OF_LINE: Final = tuple(each.name for each in fields(Line))


@dataclass(frozen=True, slots=True)
class Said:
    """One legal event that follows from a row."""

    kind: EventKind
    legal_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)


class Known(Protocol):
    """A mark as the register has it."""

    name: Any
    kind: Any
    filed_on: Any
    published_on: Any
    registered_on: Any
    expires_on: Any
    ended_on: Any
    agent: Any
    holder_id: Any
    holder_name: Any
    holder_country: Any


def listed(row: Row, *, today: date) -> Listed:
    """The row as a value; raises `RowRefusedError` with everything that is wrong in it."""
    if row.errors:
        raise RowRefusedError(row.errors)
    values: dict[str, Any] = dict(row.values)
    errors = [*_codes(values), *_days(values, today)]
    try:
        values["goods"] = _lines(values["goods"])
    except ValueError:
        errors.append(CellError("goods_unreadable", "goods"))
    if errors:
        raise RowRefusedError(errors)
    values["kind"] = MarkKind(values["kind"])
    if "ending" in values:
        values["ending"] = MarkStep(values["ending"])
    return Listed(**values)


def _codes(values: Mapping[str, Any]) -> Iterator[CellError]:
    if not _NUMBER.fullmatch(values["number"]):
        yield CellError("mark_number_unreadable", "number")
    if not _COUNTRY.fullmatch(values.get("country", "CN")):
        yield CellError("country_unreadable", "country")


def _days(values: Mapping[str, Any], today: date) -> Iterator[CellError]:
    """The days of a mark follow each other, and none but the last of its term is to come."""
    happened = [name for name in ("filed_on", "published_on", "registered_on", "ended_on") if name in values]
    yield from (CellError("day_to_come", name) for name in happened if values[name] > today)
    for earlier, later in pairwise(happened):
        if values[earlier] > values[later]:
            yield CellError("days_out_of_order", later)
    if "expires_on" in values and values["expires_on"] <= values.get("registered_on", date.max):
        yield CellError("term_without_registration", "expires_on")
    if ("ending" in values) is not ("ended_on" in values):
        yield CellError("ending_incomplete", "ending")


def _lines(text: str) -> tuple[Line, ...]:
    """`31-3105 新鲜大蒜；29 腌制蒜`; raises ValueError."""
    parts = [part.strip() for part in re.split("[;；]", text) if part.strip()]
    found = [_GOODS.fullmatch(part) for part in parts]
    lines = tuple(Line(int(each[1]), each[2], each[3]) for each in found if each is not None)
    readable = all(line.class_number in _CLASSES and len(line.name) <= _LONGEST_LINE for line in lines)
    if len(lines) != len(parts) or not readable or not 0 < len(lines) <= _MOST_LINES:
        raise ValueError(text)
    return lines


def opening(said: Listed, holder: Mapping[str, Any]) -> list[Said]:
    """The log with which a mark that nobody knew enters."""
    facts = {"holder": holder} | ({"agent": said.agent} if said.agent else {})
    steps = [Said(MarkNote.FILED, said.filed_on, facts)]
    if said.published_on is not None:
        steps.append(Said(MarkStep.PRELIMINARILY_PUBLISHED, said.published_on))
    if said.registered_on is not None:
        steps.append(Said(MarkStep.REGISTERED, said.registered_on, _term(said)))
    if said.ending is not None and said.ended_on is not None:
        steps.append(Said(said.ending, said.ended_on))
    return steps


def _term(said: Listed) -> dict[str, str]:
    return {} if said.expires_on is None else {"expires_on": said.expires_on.isoformat()}


def differences(
    said: Listed, known: Known, lines: Sequence[Line], *, holder: Mapping[str, Any], as_of: date
) -> dict[str, Said]:
    """By field, the events that lead from the register to the row; raises for what no event changes."""
    _contradicted(said, known, lines)
    found: dict[str, Said] = {}
    for name, step in (
        ("published_on", MarkStep.PRELIMINARILY_PUBLISHED),
        ("registered_on", MarkStep.REGISTERED),
    ):
        day = getattr(said, name)
        if day is not None and getattr(known, name) is None:
            found[name] = Said(step, day, _term(said) if step is MarkStep.REGISTERED else {})
    if known.expires_on is not None and said.expires_on is not None and said.expires_on > known.expires_on:
        found["expires_on"] = Said(MarkStep.RENEWED, as_of, _term(said))
    if said.agent is not None and said.agent != known.agent:
        found["agent"] = Said(MarkNote.AGENT_CHANGED, as_of, {"agent": said.agent})
    if not _same_holder(known, holder):
        same_name = known.holder_name == holder["name"]
        note = MarkNote.HOLDER_RENAMED if same_name else MarkNote.TRANSFERRED
        found["holder"] = Said(note, as_of, {"holder": holder})
    if said.ending is not None and said.ended_on is not None and known.ended_on is None:
        found["ended_on"] = Said(said.ending, said.ended_on)
    return found


def _contradicted(said: Listed, known: Known, lines: Sequence[Line]) -> None:
    wrong = [name for name in ("name", "kind", "filed_on") if getattr(said, name) != getattr(known, name)]
    for name in ("published_on", "registered_on", "ended_on"):
        day, before = getattr(said, name), getattr(known, name)
        if day is not None and before is not None and day != before:
            wrong.append(name)
    if said.expires_on is not None and known.expires_on is not None and said.expires_on < known.expires_on:
        wrong.append("expires_on")
    if tuple(lines) != said.goods:
        wrong.append("goods")
    if wrong:
        raise RowRefusedError(
            [
                CellError("mark_told_otherwise", name, {"header": TEMPLATE.column(name).header})
                for name in wrong
            ]
        )


def _same_holder(known: Known, holder: Mapping[str, Any]) -> bool:
    if "organisation_id" in holder:
        return bool(str(known.holder_id) == holder["organisation_id"])
    return bool(known.holder_name == holder["name"] and known.holder_country == holder["country"])
