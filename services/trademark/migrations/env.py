"""Alembic's way into trademark."""

from services.trademark.models import Base
from shared.db.migrate import run_from_env

run_from_env(Base.metadata)
