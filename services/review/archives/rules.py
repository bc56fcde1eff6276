"""How a case is laid out as an archive that a script outside the system can verify."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import orjson

FORMAT: Final = "lupin-archive-2"
MANIFEST: Final = "manifest.json"

_UNSAFE = re.compile(r"[^\w.\-]+")


def written(document: Any) -> bytes:
    """A JSON member: sorted, indented for people, instants and identifiers as text."""
    return orjson.dumps(document, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)


def material_path(material: Mapping[str, Any]) -> str:
    """Where a file lies: its sum first, so that two of one name never meet."""
    name = _UNSAFE.sub("_", material["file_name"])[-80:]
    return f"materials/{material['sha256'][:16]}-{name}"


def listed(path: str, content: bytes) -> dict[str, Any]:
    """A member as the manifest names it."""
    return {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def heads(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The newest hash of each chain: what can be compared with what was told elsewhere."""
    return {f"{entry['noun']}/{entry['object_id']}": entry["hash"] for entry in entries}


CHAINED: Final = {
    "assignments": ("assignment", "score"),
    "score_runs": ("score_run",),
    "rankings": ("ranking",),
    "notices": ("notice",),
    "notice_entries": ("notice_entry",),
    "objections": ("objection",),
    "decisions": ("decision",),
    "titles": ("title",),
}
"""Whose rows have chains of their own, under which nouns."""


def chains_of(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> set[tuple[str, UUID]]:
    """The chains of everything that was kept."""
    return {
        (noun, UUID(row["id"])) for name, nouns in CHAINED.items() for row in kept[name] for noun in nouns
    }


def whole(entries: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], list[str]]:
    """The chains that the reader sees from their beginning, and the names of those seen in part only.

    A decision is public from its issue on: a reader without right to what came before gets none of its chain,
    for a chain without its beginning proves nothing.
    """
    begun = {(entry["noun"], entry["object_id"]) for entry in entries if entry["sequence"] == 1}
    parts = {(entry["noun"], entry["object_id"]) for entry in entries} - begun
    kept = [entry for entry in entries if (entry["noun"], entry["object_id"]) in begun]
    return kept, sorted(f"{noun}/{thing}" for noun, thing in parts)
