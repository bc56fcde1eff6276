"""Alembic's way into review."""

from services.review.models import Base
from shared.db.migrate import run_from_env

run_from_env(Base.metadata)
