"""Alembic's way into identity."""

from services.identity.models import Base
from shared.db.migrate import run_from_env

run_from_env(Base.metadata)
