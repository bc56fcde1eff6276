"""Plays exchange.py for the program in the file that is named; what came of it goes to standard output."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from exchange import RefusedError, differences, follow, read_list, target, token, upload
from lupin_trademark import AuthenticatedClient as Sender
from lupin_trademark.models import ImportMode, MarkImportOut

KIND = "cn.lupin.trademark.mark.entered.v1"
Told = dict[str, Any]


def counts(run: MarkImportOut) -> list[int | bool]:
    return [run.new, run.changed, run.unchanged, run.refused, run.applied]


def sent(marks: Sender, scene: Told) -> Told:
    """The list, looked at first, then taken, then taken again."""
    _, before = follow(marks, "", KIND)
    file = upload(marks, "商标名单.csv", scene["list"].encode("utf-8-sig"))
    given = (marks, file, scene["source"], date.fromisoformat(scene["as_of"]))
    dry = read_list(*given, mode=ImportMode.VALIDATE)
    unchanged, _ = follow(marks, before, KIND)
    wet, again = (read_list(*given, mode=ImportMode.APPLY) for _ in range(2))
    entered, after = follow(marks, before, KIND)
    return {
        "runs": [counts(run) for run in (dry, wet, again)],
        "report": [
            [line.row, line.outcome, line.number, [fault["code"] for fault in line.errors]]
            for line in differences(marks, dry)
        ],
        "events": [[event.data["number"] for event in events] for events in (unchanged, entered)],
        "after": [event.id for event in follow(marks, after, KIND)[0]],
    }


def read(api: str, code: str) -> Told:
    demanded, stands = target(api, code)
    return {
        "demanded": type(demanded.formal.quantifier).__name__,
        "sentence": stands.sentence,
        "edition": stands.edition,
        "status": stands.status,
        "value": stands.value,
    }


def refused(api: str, client_id: str) -> str:
    try:
        return token(api, client_id, "of-somebody-else")
    except RefusedError as problem:
        return str(problem)


def main() -> None:
    scene = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    api, client_id = scene["api"], scene["client_id"]
    with Sender(api, token(api, client_id, scene["client_secret"])) as marks:
        told = sent(marks, scene)
    told |= {"target": read(api, scene["target"]), "refused": refused(api, client_id)}
    json.dump(told, sys.stdout, ensure_ascii=False, default=str)


if __name__ == "__main__":
    main()
