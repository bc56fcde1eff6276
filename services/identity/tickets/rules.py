"""Which of the legal persons that a platform names one may act for: pure."""

from datetime import datetime, timedelta

from services.identity.acting.rules import LegalPerson, Relation
from shared.codes.credit_code import CreditCodeError, check

TICKET_REMEMBERED = timedelta(days=1)
"""Longer than any platform lets a ticket live: shown again, it is refused though the platform takes it."""
_RELATIONS = {relation.value: relation for relation in Relation}


def legal_person(
    credit_code: str, name: str, *, relation: str, until: datetime | None, now: datetime
) -> LegalPerson | None:
    """A legal person with a code whose check digit holds, in a relation that we know and that is not over."""
    kind = _RELATIONS.get(relation)
    if kind is None or (until is not None and until <= now):
        return None
    try:
        code = check(credit_code).text
    except CreditCodeError:
        return None
    return LegalPerson(code, name, kind, until or datetime.max.replace(tzinfo=now.tzinfo))
