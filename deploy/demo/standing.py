"""The second half of the account: marks and reports, targets before and after, the crash, the comparison."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from deploy.demo.gateway import Json

DOCUMENTS = {
    "internet_plus_brand_2017": "鲁商字〔2017〕24号",
    "trademark_brands_2018": "济政字〔2018〕88号",
}
STATES = {
    "achieved_early": "提前达到 achieved early",
    "on_track": "进度正常 on track",
    "at_risk": "有风险 at risk",
    "off_track": "滞后 off track",
    "unknown": "未知 unknown",
    "met": "达到 met",
    "not_met": "未达到 not met",
    "undetermined": "无法判定 undetermined",
    "within": "限额内 within",
    "near_limit": "接近限额 near limit",
    "at_limit": "达到限额 at limit",
    "breached": "突破限额 breached",
}
COUNTS = {
    "active_organisations": "在册组织 organisations",
    "valid_titles": "有效称号 titles",
    "suspended_titles": "暂停的称号 suspended titles",
    "protected_indications": "受保护地理标志 indications",
}
VERDICTS = {"agrees": "一致 agrees", "differs": "不一致 differs"}


def tell_standing(console: Console, told: Json) -> None:
    """Print what the other two services came to know, and how metrics came through."""
    _services(console, told["protected"], told["reported"])
    _targets(console, told["targets"]["before"], told["targets"]["after"])
    _crash(console, told["crash"])
    _compared(console, told["compared"])


OUTCOMES = {
    "new": "新增 new",
    "changed": "变更 changed",
    "unchanged": "一致 unchanged",
    "refused": "退回 refused",
}
FIELDS = {"registered_on": "注册公告日期 day of registration", "goods": "商品服务 goods"}


def _imported(console: Console, report: Json) -> None:
    """What the dry run found, some of its differences, and what the list came to."""
    for run, title in (("dry_run", "试导入 Dry run"), ("applied", "导入 Import")):
        counts = "，".join(f"{label} {report[run][name]}" for name, label in OUTCOMES.items())
        console.print(f"商标名单{title}: {counts}")
    for line in report["differences"]:
        wrong = [*line["fields"], *(error["column"] for error in line["errors"])]
        fields = "、".join(FIELDS.get(name, name) for name in wrong)
        console.print(f"  第{line['row']}行 {line['number']} {OUTCOMES[line['outcome']]}: {fields}")


def _services(console: Console, protected: Json, reported: Mapping[str, int]) -> None:
    _imported(console, protected["import"])
    console.print(
        f"商标与地理标志 Trademark: 有效注册商标 marks {protected['marks']}，"
        f"受保护地理标志 indications {protected['indications']}，授权用标 users {protected['users']}"
    )
    console.print(
        f"统计报表 Reported figures: {reported['forms']} 张表 forms，"
        f"{reported['reports']} 份报表经审核发布 reports approved and published"
    )


def _targets(console: Console, before: Sequence[Json], after: Sequence[Json]) -> None:
    earlier = {line["target"]: line for line in before}
    for document, number in DOCUMENTS.items():
        table = Table(title=f"{number} 目标完成情况 Targets before and after", title_justify="left")
        for heading in ("条款", "目标 Target", "要求 Bound", "事前 Before", "事后 After"):
            table.add_column(heading, overflow="fold")
        for line in after:
            if line["document"] == document:
                was = _stands(earlier[line["target"]])
                table.add_row(line["clause"], _text(line), bound(line), was, _stands(line))
        console.print(table)
    console.print(
        "[dim]“第2版”：方案年度改为演示年度 edition 2: the year of the plan is the year of the demo[/dim]"
    )


def _text(line: Json) -> str:
    return f"{line['text']}（第{line['edition']}版）" if line["edition"] > 1 else str(line["text"])


def bound(line: Json) -> str:
    """What the value has to reach, and must not pass; a bound that is unknown yet is a question mark."""
    lower, upper = line["lower"], line["upper"]
    if lower is not None and lower == upper:
        return f"= {plain(lower)}"
    ends = [f"{sign} {plain(value)}" for sign, value in (("≥", lower), ("≤", upper)) if value is not None]
    return " ".join(ends) or "?"


def _stands(line: Json) -> str:
    value = "–" if line["value"] is None else plain(line["value"])
    return f"{value}  {STATES.get(line['status'], line['status'])}"


def plain(value: str) -> str:
    """A figure without zeros that say nothing."""
    number = Decimal(value)
    return f"{number:,f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"


def _crash(console: Console, crash: Json) -> None:
    ended = "、".join(f"{part} ({pid} → {crash['again'][part]})" for part, pid in crash["killed"].items())
    console.print(
        f"途中以 kill -9 终止 Killed with -9 in the middle: {ended}；"
        f"{crash['answered_after']:.1f} 秒后恢复应答 answered again"
    )
    console.print(f"补读 Caught up from its cursors: {'，'.join(_caught_up(crash))}")


def _caught_up(crash: Json) -> Iterator[str]:
    for feed, position in crash["cursors_after"].items():
        yield f"{feed} {crash['cursors_before'][feed]} → {position}"


def _compared(console: Console, compared: Sequence[Json]) -> None:
    table = Table(title="次日对账 Counts compared with their owners", title_justify="left")
    for heading in ("计数 Count", "metrics", "所有者 Owner", "结论 Verdict"):
        table.add_column(heading)
    for each in compared:
        name, verdict = COUNTS.get(each["code"], each["code"]), each["verdict"]
        table.add_row(name, str(each["ours"]), str(each["theirs"]), VERDICTS.get(verdict, verdict))
    console.print(table)
