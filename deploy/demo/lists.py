"""The list of marks as a department would send it, looked at first and then taken."""

import asyncio
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter

from deploy.demo.gateway import Actor, Json

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GAZETTE = "商标公告（演示）"
SERVICES = 35
SHOWN = 3
HEADERS = (
    *("注册号*", "商标名称*", "商标类型*", "商品服务*", "权利人*", "统一社会信用代码", "地区代码"),
    *("申请日*", "注册日期"),
)
"""As offices write them; the service knows the synonyms."""
UNREADABLE = ("69999999", "飞船", "商品商标", "99 飞船", "没有这一类商号", "", "370800", "2018-01-07", "")
"""A row that no office would accept: the table of goods has 45 classes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as the gazette tells of it; the holder by credit code, or by name and region."""

    number: str
    name: str
    holder: str
    credit_code: str
    region: str
    class_number: int
    goods: str
    registered: date

    @property
    def filed(self) -> date:
        return self.registered.replace(year=self.registered.year - 1)

    @property
    def is_service(self) -> bool:
        return self.class_number >= SERVICES


def workbook(marks: Sequence[Mark]) -> bytes:
    """One row a mark, and one row that is refused."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("商标名单")
    for number, row in enumerate((HEADERS, *_rows(marks), UNREADABLE)):
        sheet.write_row(number, 0, row)
    book.close()
    return buffer.getvalue()


def _rows(marks: Sequence[Mark]) -> Iterator[Sequence[str]]:
    for each in marks:
        yield (
            *(each.number, each.name, "服务商标" if each.is_service else "商品商标"),
            *(f"{each.class_number} {each.goods}", each.holder, each.credit_code, each.region),
            *(each.filed.isoformat(), each.registered.isoformat()),
        )


async def read_list(officer: Actor, path: str, asked: Json) -> Json:
    """Ask for an import and wait until every row was read."""
    started = await officer.post(path, asked)
    while True:
        found = await officer.get(f"{path}/{started['id']}")
        if found["done"]:
            return found
        await asyncio.sleep(0.3)


async def import_marks(officer: Actor, marks: Sequence[Mark]) -> Json:
    """A dry run with its report of differences, then the same list for good."""
    path = "/trademark/v1/mark-imports"
    file_id = await officer.upload("trademark", "商标名单.xlsx", workbook(marks), XLSX)
    asked = {
        "file_id": file_id,
        "on_error": "skip",
        "as_of": max(each.registered for each in marks).isoformat(),
        "source": GAZETTE,
    }
    dry = await read_list(officer, path, {**asked, "mode": "validate"})
    report = f"{path}/{dry['id']}/differences"
    told = await officer.get(report, outcome="changed,refused", limit=SHOWN)
    wet = await read_list(officer, path, {**asked, "mode": "apply"})
    return {"dry_run": dry, "differences": told["items"], "applied": wet}
