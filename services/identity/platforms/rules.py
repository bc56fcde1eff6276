"""Reading what a platform answers, by its own names for things: pure."""

from collections.abc import Mapping, Sequence
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "access_token": "access_token",
    "expires_in": "expires_in",
    "client_id": "client_id",
    "subject": "subject",
    "name": "name",
    "acting_for": "acting_for",
    "legal_persons": "legal_persons",
    "credit_code": "credit_code",
    "legal_name": "name",
    "relation": "relation",
    "valid_until": "valid_until",
}
"""What we read, and what it is called where nothing else was told."""
ISSUED: Final = ("access_token", "expires_in", "client_id")
"""Members of the answer to a ticket."""
VOUCHED: Final = ("subject", "name", "acting_for", "legal_persons")
"""Members of the answer to a token."""
LEGAL_PERSON: Final = ("credit_code", "legal_name", "relation", "valid_until")
"""Members of each of the legal persons."""


def pick(answer: object, path: str) -> object:
    """The member at a dotted path, or none."""
    for name in path.split("."):
        if not isinstance(answer, Mapping):
            return None
        answer = answer.get(name)
    return answer


def read(answer: object, wanted: Sequence[str], names: Mapping[str, str]) -> dict[str, object]:
    """The wanted members under our names; what is absent or null is left out."""
    found = {name: pick(answer, names.get(name, NAMES[name])) for name in wanted}
    return {name: value for name, value in found.items() if value is not None}


def read_person(answer: object, names: Mapping[str, str]) -> dict[str, object]:
    """Who signed in, with the legal persons below."""
    person = read(answer, VOUCHED, names)
    listed = person.get("legal_persons")
    if isinstance(listed, list):
        person["legal_persons"] = [read(one, LEGAL_PERSON, names) for one in listed]
    return person
