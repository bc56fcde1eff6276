"""An example of every operation in a contract: a call that a test made, and what it was answered.

`services/<name>/examples.json` is written by `make examples` and holds them by operation.
"""

import json
from pathlib import Path
from typing import Any

from shared.app.described import operations

EXAMPLES = "examples.json"


def illustrate(document: dict[str, Any], file: Path) -> None:
    """Puts the examples of a file into a document, in place; a service without one has none."""
    if not file.exists():
        return
    examples = json.loads(file.read_text("utf-8"))
    for operation in operations(document):
        example = examples.get(operation["operationId"])
        if example is not None:
            _show(operation.get("requestBody", {}), example, "asked")
            _show(operation["responses"].get(str(example["status"]), {}), example, "told")


def _show(place: dict[str, Any], example: dict[str, Any], way: str) -> None:
    """Beside the schema of what is sent in this form; what is not for reading is not shown."""
    described = place.get("content", {}).get(example.get(f"{way}_as"))
    if described is not None and way in example:
        described["example"] = example[way]
