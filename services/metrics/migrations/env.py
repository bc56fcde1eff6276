"""Alembic's way into metrics."""

from services.metrics.models import Base
from shared.db.migrate import run_from_env

run_from_env(Base.metadata)
