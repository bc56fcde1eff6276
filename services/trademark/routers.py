"""Every router of trademark in the order of life, and what its constraints mean to a caller."""

from typing import Final

from fastapi import APIRouter

from shared.app.databasefaults import Constraints

ROUTERS: Final[tuple[APIRouter, ...]] = ()

CONSTRAINTS: Final[Constraints] = {}
