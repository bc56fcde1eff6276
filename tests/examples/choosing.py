"""Of all that was recorded of an operation the exchange that tells most, with lists cut short."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from tests.examples.operations import Operation
from tests.examples.steady import Steady

FORM = "application/x-www-form-urlencoded"
ITEMS = 2
"""Of a list, so many are shown."""
LONG, SHORTER = 400, 60
"""Characters of a text above which it is cut where its schema lets it, and what is left of it."""
READABLE = 3_000
"""Characters of a body beyond which an example tells more than anybody reads."""
_UNHAPPY = re.compile(
    r"attack|hostile|crooked|refused|wrong|OWASP|security|limit|thousand|\bold\b", re.IGNORECASE
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Example:
    """A call that a test made and what it was answered; `None` where there is nothing that can be read."""

    test: str
    nth: int
    status: int
    asked_as: str
    asked: Any
    told_as: str
    told: Any

    def written(self) -> dict[str, Any]:
        """As it is kept: what is absent is left out."""
        members = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in members.items() if value is not None and value != ""}


def choose(
    operation: Operation, recorded: Iterable[dict[str, Any]], kept: dict[str, Any] | None = None
) -> Example | None:
    """The exchange that `kept` names, as long as its test still has it; else the one that tells most."""
    fitting = [each for exchange in recorded if (each := _example(operation, exchange)) is not None]
    if kept is not None:
        same = (each for each in fitting if (each.test, each.nth) == (kept["test"], kept["nth"]))
        if (found := next(same, None)) is not None:
            return found
    return min(fitting, key=_rank, default=None)


def faults_of(operation: Operation, example: dict[str, Any]) -> Iterator[str]:
    """What keeps an example from being one of this operation."""
    asks, tells = operation.asks, operation.tells(example["status"])
    if str(example["status"]) not in operation.successes:
        yield f"{example['status']} is not answered"
    for way, said, media_types in (
        ("asked", asks, example.get("asked_as")),
        ("told", tells, example.get("told_as")),
    ):
        if media_types is None:
            if said:
                yield f"nothing is {way}"
        elif media_types not in said:
            yield f"{media_types} is not {way}"
        elif not _is_binary(said[media_types]):
            if way not in example:
                yield f"nothing is {way}"
            else:
                yield from operation.faults(said[media_types].get("schema", {}), example[way])


def _example(operation: Operation, exchange: dict[str, Any]) -> Example | None:
    asked = _read(exchange["asked"], exchange["asked_as"], operation.asks)
    told = _read(exchange["told"], exchange["told_as"], operation.tells(exchange["status"]))
    asked, told = Steady(datetime.fromtimestamp(exchange["at"], UTC)).exchange(asked, told)
    asked_schema = operation.asks.get(exchange["asked_as"], {}).get("schema", {})
    told_schema = operation.tells(exchange["status"]).get(exchange["told_as"], {}).get("schema", {})
    made = Example(
        test=exchange["test"],
        nth=exchange["nth"],
        status=exchange["status"],
        asked_as=exchange["asked_as"] if asked is not None or operation.asks else "",
        asked=_cut(operation, asked_schema, asked),
        told_as=exchange["told_as"] if operation.tells(exchange["status"]) else "",
        told=_cut(operation, told_schema, told),
    )
    return None if any(faults_of(operation, made.written())) else made


def _read(text: str, media_type: str, said: dict[str, Any]) -> Any:
    if not text or not said or _is_binary(said.get(media_type, {})):
        return None
    if media_type == FORM:
        return dict(parse_qsl(text))
    if media_type.endswith("json"):
        return json.loads(text)
    return text


def _is_binary(described: dict[str, Any]) -> bool:
    return bool(described.get("schema", {}).get("format") == "binary")


def _cut(operation: Operation, schema: dict[str, Any], value: Any) -> Any:
    """The shortest form that is still what the schema says."""
    for items in (1, ITEMS) if len(_dumped(_shortened(value, ITEMS))) > READABLE else (ITEMS,):
        short = _shortened(value, items)
        if not operation.faults(schema, short):
            return short
    return value


def _shortened(value: Any, items: int) -> Any:
    if isinstance(value, dict):
        return {key: _shortened(below, items) for key, below in value.items()}
    if isinstance(value, list):
        return [_shortened(below, items) for below in value[:items]]
    if isinstance(value, str) and len(value) > LONG:
        return value[:SHORTER] + "……"
    return value


def _rank(example: Example) -> tuple[float, str, int]:
    """The more members it shows the better, up to what is still read; then by name, the same each time."""
    body = _dumped([example.asked, example.told])
    worth = len(set(_members([example.asked, example.told]))) - max(0, len(body) - READABLE) / 100
    worth += 5 if _CHINESE.search(body) else 0
    worth -= 30 if _UNHAPPY.search(example.test) else 0
    return -worth, example.test, example.nth


def _members(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield f"{place}/{key}"
            yield from _members(below, f"{place}/{key}")
    elif isinstance(value, list):
        for below in value:
            yield f"{place}/-"
            yield from _members(below, f"{place}/-")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
