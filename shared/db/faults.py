"""What tells of a database that does not answer, whoever asks it."""

from typing import Final

import asyncpg

DRIVER_FAULTS: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What the driver raises when its connection is gone.

The last is for the moment between the server's farewell and the end of the line: the connection still counts
as open, and whatever is asked of it is refused by the driver itself.
"""
