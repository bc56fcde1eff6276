"""Alembic's way into registry."""

from services.registry.models import Base
from shared.db.migrate import run_from_env

run_from_env(Base.metadata)
