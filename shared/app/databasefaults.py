"""What the database refuses, as refusals of the house; anything else stays a fault of ours (500)."""

from collections.abc import Mapping

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

from shared.errors.refusals import Refusal
from shared.http.errors import ConstraintBroken, DatabaseSilent, LostRace, RequestInProgress, TryAgain

Constraints = Mapping[str, type[Refusal]]
"""Constraint name -> the refusal that a broken constraint means; `quotas_taken_check: QuotaReached`."""

HOUSE: Constraints = {"idempotency_pkey": RequestInProgress}

_BUSY = {"40001", "40P01", "55P03"}
"""serialization_failure, deadlock_detected, lock_not_available."""

_STOPPED = {"57014", "25P03", "57P01", "57P02", "57P03", "53300", "53400"}
"""Statement timeout, idle in transaction, shutdown, crash, not ready, too many connections."""


def refusal_of_database(fault: Exception, constraints: Constraints) -> Refusal | None:
    """The refusal that a failure of the database means to a caller, if it means one."""
    if isinstance(fault, StaleDataError):
        return LostRace()
    if isinstance(fault, PoolTimeoutError):
        return DatabaseSilent(retry_after=2)
    if isinstance(fault, DBAPIError):
        return _of_statement(fault, constraints)
    if isinstance(fault, OSError) and _from_driver(fault):
        return DatabaseSilent(retry_after=2)
    return None


def _of_statement(fault: DBAPIError, constraints: Constraints) -> Refusal | None:
    state = getattr(fault.orig, "sqlstate", None) or ""
    if state in _BUSY:
        return TryAgain(retry_after=1)
    if fault.connection_invalidated or state in _STOPPED or state.startswith("08"):
        return DatabaseSilent(retry_after=2)
    if state.startswith("23"):
        return _of_constraint(fault, constraints)
    driver_fault = getattr(fault.orig, "__cause__", None)
    said_goodbye = isinstance(driver_fault, (OSError, asyncpg.InternalClientError))
    return DatabaseSilent(retry_after=2) if said_goodbye else None


def _of_constraint(fault: DBAPIError, constraints: Constraints) -> Refusal | None:
    """A constraint without a refusal of its own is 409, but for a missing value: that is our fault."""
    driver_fault = getattr(fault.orig, "__cause__", None) or fault.orig
    name = getattr(driver_fault, "constraint_name", None)
    known = constraints.get(name) or HOUSE.get(name) if name else None
    if known is not None:
        return known()
    return ConstraintBroken() if getattr(fault.orig, "sqlstate", "") in {"23505", "23P01", "23503"} else None


def _from_driver(fault: OSError) -> bool:
    """Whether the connection to the database was refused, rather than some file not read."""
    trace = fault.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith("asyncpg."):
            return True
        trace = trace.tb_next
    return False
