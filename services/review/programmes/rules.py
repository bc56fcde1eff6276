"""How two editions differ, place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

KEYS = ("code", "key", "step")
"""Members by which the items of a list are recognised, wherever they stand."""


class ChangeKind(StrEnum):
    """What happened to a place between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two editions differ; items of lists are named by their key, not by their place."""

    path: tuple[str, ...]
    kind: ChangeKind
    before: Any = None
    after: Any = None


def differences(before: Any, after: Any, path: tuple[str, ...] = ()) -> Iterator[Difference]:
    """From one definition to another, in the order of their members."""
    if before == after:
        return
    old, new = _members(before), _members(after)
    if old is None or new is None:
        yield Difference(path, ChangeKind.CHANGED, before, after)
        return
    for name in [*old, *(name for name in new if name not in old)]:
        here = (*path, name)
        if name not in new:
            yield Difference(here, ChangeKind.REMOVED, before=old[name])
        elif name not in old:
            yield Difference(here, ChangeKind.ADDED, after=new[name])
        else:
            yield from differences(old[name], new[name], here)


def _members(value: Any) -> Mapping[str, Any] | None:
    """An object's members, or a list's items by their key; None for a value that is compared whole."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return _by_key(value)
    return None


def _by_key(items: Sequence[Any]) -> Mapping[str, Any] | None:
    for key in KEYS:
        if items and all(isinstance(item, dict) and key in item for item in items):
            return {str(item[key]): item for item in items}
    return None
