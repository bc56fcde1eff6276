"""Asking a vulnerability service that speaks the protocol of osv.dev about every package."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.audit.packages import Package

SERVICE = "https://api.osv.dev"
AT_ONCE = 500
"""Packages in one question; the service takes a thousand."""
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found, for those packages of which something was said at all."""

    found: Mapping[Package, tuple[str, ...]]
    silence: str = ""
    """Why nothing was said of the others."""


def ask(packages: Sequence[Package], service: str = SERVICE, *, seconds: float = SECONDS) -> Answers:
    """Advisories by package; a package without an entry was not looked at."""
    found: dict[Package, tuple[str, ...]] = {}
    for start in range(0, len(packages), AT_ONCE):
        some = packages[start : start + AT_ONCE]
        try:
            found |= zip(some, _batch(some, service, seconds), strict=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            return Answers(found, f"{service} does not answer: {_said(fault)}")
    return Answers(found)


def _said(fault: Exception) -> str:
    return str(getattr(fault, "reason", "") or fault) or type(fault).__name__


def _batch(packages: Sequence[Package], service: str, seconds: float) -> list[tuple[str, ...]]:
    """The advisories of each, page after page for those that have many."""
    asked = [
        {"package": {"ecosystem": each.source.value, "name": each.name}, "version": each.version}
        for each in packages
    ]
    found: list[tuple[str, ...]] = [() for _ in asked]
    waiting = list(range(len(asked)))
    while waiting:
        results = _post(f"{service}/v1/querybatch", {"queries": [asked[i] for i in waiting]}, seconds)[
            "results"
        ]
        further = []
        for place, result in zip(waiting, results, strict=True):
            found[place] += tuple(str(each["id"]) for each in result.get("vulns", ()))
            if token := result.get("next_page_token"):
                asked[place] = asked[place] | {"page_token": token}
                further.append(place)
        waiting = further
    return found


def _post(address: str, question: object, seconds: float) -> dict[str, Any]:
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("a vulnerability service is asked over https")
    request = urllib.request.Request(  # noqa: S310 - the schemes are told above
        address, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310
        told: dict[str, Any] = json.load(answer)
    return told
