"""How a case is laid out as an archive that a script outside the system can verify."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

FORMAT: Final = "lupin-archive-1"
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
