"""What metrics says of a document's targets, gathered for one page; it decides nothing."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from shared.errors import Refusal
from shared.http.client import SiblingClient
from shared.http.errors import SiblingRefused
from shared.time.clock import SHANGHAI

ROOT: Final = "/metrics/v1"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NOT_FOUND: Final = 404
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "item": ("个", ""),
    "enterprise": ("家", ""),
    "piece": ("件", ""),
}
_ZH: Final = ((Decimal(10) ** 12, "万亿元"), (Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元"))
_EN: Final = ((Decimal(10) ** 12, " tn"), (Decimal(10) ** 9, " bn"), (Decimal(10) ** 6, " m"))
TONES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("achieved_early", "on_track", "met", "within"), "good"),
    **dict.fromkeys(("at_risk", "near_limit", "at_limit"), "warn"),
    **dict.fromkeys(("off_track", "not_met", "breached"), "bad"),
}
LIMITS: Final = frozenset({"within", "near_limit", "at_limit", "breached"})
"""States of a limit, which has no pace: to use little of it is not to be late."""


@dataclass(frozen=True, slots=True)
class Board:
    """A document, its targets as they were judged, and the pictures of each."""

    document: Mapping[str, Any]
    items: Sequence[Mapping[str, Any]]
    waiting: Sequence[str]
    charts: Mapping[str, Sequence[Mapping[str, str]]]
    judged_at: str | None


class Unknown(Exception):
    """There is no such document."""


async def documents(metrics: SiblingClient) -> Sequence[Mapping[str, Any]] | None:
    """The policy documents; None while metrics is silent."""
    try:
        page = await metrics.get(f"{ROOT}/documents", {"limit": "100"})
    except Refusal:
        return None
    found: Sequence[Mapping[str, Any]] = page["items"]
    return found


async def board(metrics: SiblingClient, document: str, language: str) -> Board | None:
    """Everything about one document; None while metrics is silent, Unknown where there is nothing."""
    if _CODE.fullmatch(document) is None:
        raise Unknown
    shown = await _asked(metrics, f"documents/{document}")
    if shown is None:
        return None
    if not shown:
        raise Unknown
    judged, drawn = await asyncio.gather(
        _asked(metrics, "board", language, document=document), _asked(metrics, "charts", document=document)
    )
    if judged is None or drawn is None:
        return None
    return Board(
        document=shown,
        items=judged.get("items", ()),
        waiting=judged.get("waiting", ()),
        charts={each["target"]: each["charts"] for each in drawn.get("items", ())},
        judged_at=judged.get("judged_at"),
    )


async def _asked(
    metrics: SiblingClient, path: str, language: str | None = None, **params: str
) -> Mapping[str, Any] | None:
    """Metrics' answer; empty where it has nothing, None while it is silent."""
    try:
        found: Mapping[str, Any] = await metrics.get(f"{ROOT}/{path}", params, language=language)
    except SiblingRefused as refused:
        return {} if refused.params["answered"] == _NOT_FOUND else None
    except Refusal:
        return None
    return found


def figure(value: str, unit: str, language: str) -> str:
    """A figure with its unit: 6,000亿元, 50万元, CNY 600 bn, 12.5%, 120个."""
    amount, english = Decimal(value), language == "en"
    if unit == "ratio":
        return f"{_plain(amount * 100)}%"
    if unit == "yuan":
        return _money(amount, english=english)
    return _plain(amount) + _WORDS.get(unit, ("", ""))[english]


def bounds(item: Mapping[str, Any], language: str) -> str:
    """What a target asks for, with its sign; nothing while that is not known."""
    low, high, strict = item.get("lower"), item.get("upper"), item["strict"]
    if low is not None and high is not None:
        ends = [figure(each, item["unit"], language) for each in dict.fromkeys((low, high))]
        return "= " * (len(ends) == 1) + " – ".join(ends)
    if low is not None:
        return f"{'>' if strict else '≥'} {figure(low, item['unit'], language)}"
    return f"{'<' if strict else '≤'} {figure(high, item['unit'], language)}" if high is not None else ""


def beijing(moment: str) -> str:
    """An instant as it stands on a clock in China, to the minute."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _money(amount: Decimal, *, english: bool) -> str:
    """In the largest scale of the language that leaves a whole figure before the point."""
    scales, smallest = (_EN, "") if english else (_ZH, "元")
    fitting = ((scale, word) for scale, word in scales if abs(amount) >= scale)
    scale, word = next(fitting, (Decimal(1), smallest))
    return f"{'CNY ' if english else ''}{_plain(amount / scale)}{word}"


def _plain(amount: Decimal) -> str:
    text = f"{amount:,.4f}"
    return text.rstrip("0").rstrip(".")
