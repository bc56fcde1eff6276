"""The account: counts per stage, the fifty, the reserve, who fell out by which rule, the times."""

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from deploy.demo.gateway import Json
from deploy.demo.standing import tell_standing

STAGES = (
    ("imported", "导入企业", "enterprises imported"),
    ("applications", "建立申报", "applications begun"),
    ("accepted", "资格审查通过", "accepted as eligible"),
    ("conflicts", "利益冲突（计算得出）", "conflicts of interest computed"),
    ("recused", "专家自行回避", "experts who recused themselves"),
    ("under_review", "进入评审", "under review"),
    ("selected", "入选", "selected under the cap"),
    ("reserve", "储备", "reserve"),
    ("recognised", "重点培育企业", "key cultivation enterprises"),
    ("certificates", "颁发证书", "certificates issued"),
)
WHY = {
    "organisation_not_certified": "未通过认证 not certified",
    "lapsed": "逾期未提交 never submitted, lapsed by the clock",
    "withdrawn": "自行撤回 withdrawn",
    "not_recommended": "未获推荐 not recommended",
    "quota_reached": "推荐名额已满 quota of the authority used up",
    "owns_brand": "没有登记品牌 holds no brand",
    "sells_online": "没有网络销售额 no online sales",
    "no_serious_incident": "近三年有重大事件 serious incident within three years",
}
RESERVE_SHOWN = 10


def tell(console: Console, told: Json) -> None:
    """Print the account; `told` is what `play` keeps."""
    console.rule("山东省“互联网+品牌”重点培育企业（演示数据） The 2017 programme, with invented enterprises")
    _stages(console, told["counts"])
    _fallen(console, told["fallen"])
    _fifty(console, told["titles"])
    _reserve(console, told["reserve"])
    objection = told["objection"]
    console.print(
        f"异议 Objection {objection['number']}（{objection['against']}）："
        f"条目 entry {objection['entry_while_open']} → {objection['outcome']}"
    )
    tell_standing(console, told)
    _times(console, told["seconds"], told["calls"])


def _stages(console: Console, counts: Mapping[str, int]) -> None:
    table = Table(title="各阶段数量 Counts per stage", title_justify="left")
    table.add_column("阶段 Stage")
    table.add_column("数量", justify="right")
    for code, zh, en in STAGES:
        table.add_row(f"{zh} {en}", str(counts.get(code, 0)))
    console.print(table)


def _fallen(console: Console, fallen: Mapping[str, Sequence[str]]) -> None:
    table = Table(title="未进入评审 Who fell out, by which rule", title_justify="left")
    table.add_column("规则 Rule")
    table.add_column("数量", justify="right")
    table.add_column("企业 Enterprises", overflow="fold")
    for code, names in sorted(fallen.items(), key=lambda each: -len(each[1])):
        why = "；".join(WHY.get(part, part) for part in code.split(","))
        table.add_row(why, str(len(names)), "、".join(sorted(names)))
    console.print(table)


def _fifty(console: Console, titles: Sequence[Json]) -> None:
    table = Table(title=f"重点培育企业 The {len(titles)} selected", title_justify="left")
    for heading in ("编号 Number", "企业 Enterprise", "有效期 Valid"):
        table.add_column(heading)
    for title in titles:
        table.add_row(title["number"], title["holder_name"], f"{title['valid_from']} – {title['valid_to']}")
    console.print(table)


def _reserve(console: Console, reserve: Sequence[Json]) -> None:
    first = "、".join(f"{line['place']} {line['organisation_name']}" for line in reserve[:RESERVE_SHOWN])
    console.print(f"储备 Reserve: {len(reserve)} 家，依次为 {first} …")


def _times(console: Console, seconds: Mapping[str, float], calls: int) -> None:
    table = Table(title=f"用时 Time per chapter ({calls} calls through the gateway)", title_justify="left")
    table.add_column("环节 Chapter")
    table.add_column("秒 s", justify="right")
    for chapter, took in seconds.items():
        table.add_row(chapter, f"{took:.1f}")
    table.add_row("合计 Total", f"{sum(seconds.values()):.1f}")
    console.print(table)
