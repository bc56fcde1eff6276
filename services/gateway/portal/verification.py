"""Asks review whether a code is good, and says what the page shows when review is silent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from shared.errors import Refusal
from shared.http.client import SiblingClient

PATH: Final = "/review/v1/verifications/"
UNKNOWN: Final = "unknown"
SILENT: Final = "silent"
_WRITTEN: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{0,62}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One of review's answers, or `silent`: then nothing is known and nothing is claimed."""

    validity: str
    facts: Mapping[str, Any]


async def look_up(review: SiblingClient, code: str) -> Outcome:
    """The present state behind a code; what cannot be a code is unknown, like a code never given."""
    if _WRITTEN.fullmatch(code.strip()) is None:
        return Outcome(UNKNOWN, {})
    try:
        answer = await review.get(PATH + quote(code.strip(), safe=""))
    except Refusal:
        return Outcome(SILENT, {})
    return Outcome(answer["validity"], answer)
