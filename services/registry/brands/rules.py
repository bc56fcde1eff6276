"""Pure decisions on brands: which may stand above which."""

from collections.abc import Collection
from uuid import UUID

from shared.codes.kinds import BrandKind

PARENTS = frozenset({BrandKind.REGIONAL_PUBLIC, BrandKind.INDUSTRY_CLUSTER, BrandKind.CITY})
"""Brands that others join: "regional public brand + enterprise brand" (鲁商字〔2017〕24号, R04)."""


def can_be_parent(kind: BrandKind) -> bool:
    return kind in PARENTS


def closes_a_circle(child: UUID, ancestors: Collection[UUID]) -> bool:
    """Whether the child stands above its own parent."""
    return child in ancestors
