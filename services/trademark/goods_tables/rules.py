"""Pure decisions on similar groups: a note relates two groups, a common prefix says nothing."""

from collections.abc import Collection, Iterable


def class_of(group: str) -> int:
    """The class in whose table a group stands: 3105 is a group of class 31."""
    return int(group[:2])


def related(groups: Collection[str], notes: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Groups that a cross-group note ties to one of these, in either direction; one step only."""
    asked = frozenset(groups)
    tied = {other for pair in notes for one, other in (pair, pair[::-1]) if one in asked}
    return frozenset(tied - asked)
