"""Kinds and levels of incident, and which of them stand against an organisation."""

from enum import StrEnum
from typing import Final


class IncidentKind(StrEnum):
    """What was harmed (R11)."""

    QUALITY = "quality"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    REPUTATION = "reputation"


class IncidentLevel(StrEnum):
    """一般, 较大, 重大, 特别重大 (生产安全事故报告和调查处理条例 3)."""

    GENERAL = "general"
    CONSIDERABLE = "considerable"
    MAJOR = "major"
    EXTRAORDINARY = "extraordinary"


SERIOUS: Final = frozenset({IncidentLevel.CONSIDERABLE, IncidentLevel.MAJOR, IncidentLevel.EXTRAORDINARY})
"""While one of these is open there is no good standing."""
