"""Takes in what is shipped, as the worker does."""

from services.metrics.policies import dependencies as policies
from shared.db.work import Database
from shared.time.clock import Clock


async def take_in_documents(database: Database) -> int:
    """All shipped documents; says how many were new."""
    return await policies.take_in_documents(database, Clock())
