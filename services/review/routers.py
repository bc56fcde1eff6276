"""Every router of review, in the order of a case's life: the documentation lists them so."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter

from services.review.rounds.errors import QuotaReached
from shared.errors import Refusal

ROUTERS: Sequence[APIRouter] = ()
"""One line a noun."""

CONSTRAINTS: Mapping[str, type[Refusal]] = {
    "quotas_cap_check": QuotaReached,
}
"""What a broken constraint means to a caller, by the constraint's name."""
