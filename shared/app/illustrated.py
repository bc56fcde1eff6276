"""An example of every operation in a contract: a call that a test made, and what it was answered.

`services/<name>/examples.json` is written by `make examples` and holds them by operation. A refusal is shown
as the messages have it, in the language of whoever asks for none; what a call would fill in stands in braces.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from shared.app.described import operations
from shared.app.problems import TYPE_BASE, UNEXPECTED
from shared.auth.errors import RoleMissing, ScopeMissing
from shared.errors.refusals import TooManyRequests, Unauthenticated
from shared.http import errors
from shared.http.refused import CODES
from shared.messages.catalogue import DEFAULT_LANGUAGE, Catalogue

EXAMPLES = "examples.json"
OF_THE_HOUSE: Final[Mapping[str, tuple[str, ...]]] = {
    "400": (errors.MalformedJson.code, errors.IdempotencyKeyRequired.code),
    "401": (Unauthenticated.code,),
    "403": (ScopeMissing.code, RoleMissing.code),
    "404": (errors.PathUnknown.code,),
    "409": (errors.LostRace.code,),
    "412": (errors.StaleVersion.code,),
    "413": (errors.BodyTooLarge.code,),
    "415": (errors.ContentTypeUnread.code,),
    "422": (errors.RequestInvalid.code,),
    "428": (errors.VersionRequired.code,),
    "429": (TooManyRequests.code,),
    "500": (UNEXPECTED,),
    "503": (errors.TryAgain.code,),
}
"""What any operation with this status may answer, beside the codes of its own."""
INSTANCE: Final = "urn:uuid:01890a5d-ac96-7000-8000-00000000cafe"
MISSING: Final = "missing"


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


def illustrate_refusals(document: dict[str, Any], catalogue: Catalogue) -> None:
    """Puts one example of each refusal into a document, in place, and names it wherever it is answered."""
    shown: dict[str, Any] = {}
    for operation in operations(document):
        for status, response in operation["responses"].items():
            codes = [*response.get(CODES, ()), *OF_THE_HOUSE.get(status, ())]
            for problem in response.get("content", {}).values() if status >= "400" else ():
                problem["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
            shown |= {code: _refused(catalogue, code, int(status)) for code in codes if status >= "400"}
    document["components"]["examples"] = dict(sorted(shown.items()))


def _refused(catalogue: Catalogue, code: str, status: int) -> dict[str, Any]:
    message = catalogue.render(code, DEFAULT_LANGUAGE, {})
    told: dict[str, Any] = {"type": TYPE_BASE + code, "title": message.title, "status": status}
    told |= {"detail": message.detail, "instance": INSTANCE, "code": code}
    if code == errors.RequestInvalid.code:
        fault = catalogue.render(MISSING, DEFAULT_LANGUAGE, {}).detail
        told["errors"] = [{"pointer": "/name", "code": MISSING, "detail": fault}]
    return {"summary": catalogue.render(code, "en", {}).title, "value": told}
