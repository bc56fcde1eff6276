"""Identifiers: UUIDv7, made here because PostgreSQL below 18 cannot."""

from uuid import UUID

import uuid_utils.compat


def new_id() -> UUID:
    """A new identifier that sorts by the time it was made (RFC 9562)."""
    return uuid_utils.compat.uuid7()
