"""An application for tests of the real server: `uvicorn --factory tests.shared.app.served:build`."""

import os
import tempfile
from pathlib import Path

from fastapi import FastAPI

from shared.app.changes import changes_router, serve_feed
from shared.db.work import Database
from shared.time.clock import Clock
from tests.shared.app.feeding import house_service


def build() -> FastAPI:
    """The feed of review on the database that the environment names."""
    database = Database.connect("review", os.environ["SERVED_DATABASE_URL"], clock=Clock())
    folder = Path(tempfile.mkdtemp(prefix="lupin-served-"))
    return house_service(folder, database, routers=[changes_router("review")], lifespans=[serve_feed])
