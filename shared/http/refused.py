"""What an operation may refuse, declared beside its route for the contract."""

from typing import Any

from shared.errors.refusals import Refusal

CODES = "x-codes"
"""The codes of one status, listed in the operation's response."""


def refusals(*kinds: type[Refusal]) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: statuses and codes of these refusals; the schema is added later."""
    declared: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        response = declared.setdefault(kind.status, {"description": "", CODES: []})
        response[CODES].append(kind.code)
        says = (kind.__doc__ or kind.code).strip().splitlines()[0]
        response["description"] = " ".join(filter(None, [response["description"], f"`{kind.code}`: {says}"]))
    return declared
