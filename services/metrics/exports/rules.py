"""The tables that metrics hands out."""

from pathlib import Path
from typing import Final

from shared.codes.lists import OWN, code_lists_in
from shared.tables.exporting import Sheet
from shared.tables.templates import Column, Kind

_OWN: Final = code_lists_in(Path(__file__).parents[1] / OWN)

OBSERVATIONS: Final = Sheet(
    "统计数据",
    (
        Column("series", "指标代码", Kind.CODE, english="Series"),
        Column("region", "地区代码", Kind.CODE, english="Region"),
        Column("period_from", "期初", Kind.DAY, english="From"),
        Column("period_to", "期末", Kind.DAY, english="To"),
        Column("value", "数值", Kind.NUMBER, english="Value"),
        Column.of(_OWN["origins"], "origin", "来源类型", english="Origin"),
        Column("source", "来源", width=40, english="Source"),
        Column("known_from", "获知时间", english="Known from"),
        Column("known_to", "失效时间", english="Known to"),
        Column("release_id", "发布标识", Kind.CODE, width=38, english="Release"),
        Column("reason", "更正原因", width=30, english="Reason of correction"),
    ),
    english="Figures",
)

ATTAINMENT: Final = Sheet(
    "目标完成情况",
    (
        Column("document", "文件代码", Kind.CODE, width=26, english="Document"),
        Column("clause", "条款", Kind.CODE, english="Clause"),
        Column("target", "目标代码", Kind.CODE, width=28, english="Target"),
        Column("text", "文件原文", width=48, english="Words of the document"),
        Column("sentence", "目标表述", width=60, english="Formal target"),
        Column("region", "地区代码", Kind.CODE, english="Region"),
        Column("as_of", "截至", Kind.DAY, english="As of"),
        Column.of(_OWN["target_statuses"], "status", "状态", english="Status"),
        Column("since", "状态起始时间", english="In this status since"),
        Column("value", "现值", Kind.NUMBER, english="Value"),
        Column("lower", "下限", Kind.NUMBER, english="Lower bound"),
        Column("upper", "上限", Kind.NUMBER, english="Upper bound"),
        Column("strict", "不含界限本身", Kind.BOOLEAN, english="Strict"),
        Column.of(_OWN["indicator_units"], "unit", "单位", english="Unit"),
        Column("base", "基数", Kind.NUMBER, english="Base"),
        Column("completion", "现值与界限之比", Kind.NUMBER, english="Completion"),
        Column("attainment", "进程比例", Kind.NUMBER, english="Attainment"),
        Column("headroom", "余量", Kind.NUMBER, english="Headroom"),
        Column("pace", "进度比", Kind.NUMBER, english="Pace"),
        Column("required_pace", "每日所需", Kind.NUMBER, english="Required a day"),
        Column("latest_start_on", "最迟起始日", Kind.DAY, english="Latest start"),
        Column("begins_on", "期初", Kind.DAY, english="From"),
        Column("ends_on", "期末", Kind.DAY, english="To"),
        Column.of(_OWN["bindings"], "binding", "约束力", english="Binding"),
        Column("reasons", "说明", width=40, english="Reasons"),
        Column("missing", "未报地区", width=30, english="Missing regions"),
        Column("reading", "解读", width=40, english="Reading"),
        Column("edition", "目标版次", Kind.NUMBER, english="Edition"),
        Column("sources", "依据条数", Kind.NUMBER, english="Sources"),
        Column("receipt", "依据摘要", Kind.CODE, width=66, english="Receipt"),
    ),
    english="Attainment",
)
