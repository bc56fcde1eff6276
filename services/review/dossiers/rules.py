"""The hash of a dossier, what differs between two, and what a correction may name."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from shared.errors import FieldError

HASHED = (
    "application_id sequence form materials facts facts_version facts_at submitted_by submitted_at".split()
)
"""Members that a dossier's hash covers; the archive's verifier reads the same list."""


def dossier_hash(previous: bytes | None, dossier: Mapping[str, Any]) -> bytes:
    """SHA-256 over the hash before it and the canonical JSON (sorted keys, UTC microseconds)."""
    members = {name: canonical(dossier[name]) for name in HASHED}
    return hashlib.sha256((previous or b"") + orjson.dumps(members, option=orjson.OPT_SORT_KEYS)).digest()


def canonical(value: Any) -> Any:
    """Instants and identifiers as the text that is hashed."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pointer, old and new value of each member of form or materials that differs (None: absent)."""
    old, new = _members(before), _members(after)
    for pointer in sorted({*old, *new}):
        if old.get(pointer) != new.get(pointer):
            yield pointer, old.get(pointer), new.get(pointer)


def _members(dossier: Mapping[str, Any]) -> dict[str, Any]:
    members = {f"/form/{name}": value for name, value in dossier["form"].items()}
    attached: dict[str, list[str]] = {}
    for each in dossier["materials"]:
        attached.setdefault(f"/materials/{each['key']}", []).append(each["sha256"])
    return {**members, **{pointer: sorted(hashes) for pointer, hashes in attached.items()}}


def unknown_points(
    pointers: Sequence[str], *, members: Collection[str], materials: Collection[str]
) -> list[FieldError]:
    """Points that name neither a member of the form nor a material."""
    known = {*(f"/form/{name}" for name in members), *(f"/materials/{key}" for key in materials)}
    return [
        FieldError("point_unknown", pointer=f"/points/{place}/pointer")
        for place, pointer in enumerate(pointers)
        if pointer not in known
    ]
