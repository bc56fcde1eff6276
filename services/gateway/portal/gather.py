"""Gathers from a whole checkout what the portal shows of services that it must not import.

`python -m services.gateway.portal.gather FOLDER` reads the services' message files and contracts and the
glossary, and writes one file into the folder that `GATEWAY_PORTAL_DATA` names. The embedded run does it at
each start; an image, when it is built.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.gateway.portal.catalogue import EVERYWHERE, FILE
from services.gateway.portal.statuses import statuses
from services.gateway.routes import SERVICES
from shared.text.yaml_text import read_yaml

METHODS = ("get", "post", "put", "patch", "delete")
CHECKOUT = Path(__file__).resolve().parents[3]
_HEADING = re.compile(r"^## (.+)$")
_ROW = re.compile(r"^\|(.+)\|$")
_CELLS = 4

Json = dict[str, Any]


def gather(folder: Path, checkout: Path = CHECKOUT) -> Path:
    """Writes the file anew."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE
    content = {
        "problems": list(problems(checkout)),
        "statuses": dict(statuses(checkout, EVERYWHERE)),
        "glossary": list(glossary(checkout)),
    }
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    return file


def problems(checkout: Path) -> Iterator[Json]:
    """Every code of every service, with statuses and operations as its contract has them."""
    for service in SERVICES:
        messages = checkout / "services" / service / "messages.yaml"
        if not messages.exists():
            continue
        used = _used(checkout / "services" / service / "openapi.json")
        declared = {code: [status] for code, status in statuses(checkout, f"services/{service}").items()}
        for code, texts in (read_yaml(messages.read_text("utf-8")) or {}).items():
            known = used[code]
            told = {status for status, _ in known}
            yield {
                "code": code,
                "source": service,
                "statuses": sorted(told) or declared.get(code, []),
                "operations": sorted({operation for _, operation in known}),
                **texts,
            }


def _used(contract: Path) -> dict[str, set[tuple[int, str]]]:
    used: dict[str, set[tuple[int, str]]] = defaultdict(set)
    document = json.loads(contract.read_text("utf-8")) if contract.exists() else {}
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            for status, answer in item.get(method, {}).get("responses", {}).items():
                for code in answer.get("x-codes", ()):
                    used[code].add((int(status), f"{method.upper()} {path}"))
    return used


def glossary(checkout: Path) -> Iterator[Json]:
    """The tables of docs/glossary.md: heading, then term, English, meaning, source."""
    file = checkout / "docs" / "glossary.md"
    heading = EVERYWHERE
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        if found := _HEADING.match(line):
            heading = found[1]
        elif row := _ROW.match(line):
            cells = [cell.strip().replace("`", "") for cell in row[1].split("|")]
            if len(cells) == _CELLS and cells[0] not in {"中文", "---"}:
                term, english, meaning, source = cells
                yield {
                    "heading": heading,
                    "term": term,
                    "english": english,
                    "meaning": meaning,
                    "source": source,
                }


if __name__ == "__main__":
    sys.stdout.write(f"{gather(Path(sys.argv[1]))}\n")
