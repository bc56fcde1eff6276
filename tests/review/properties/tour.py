"""One way from the call to the ranking on which every kind of move is made once; walks leave it anywhere."""

from typing import Final

Move = tuple[str, *tuple[int, ...]]


def _filed(organisation: int) -> list[Move]:
    """An applicant to whom nothing happens."""
    return [("draft", organisation), ("fill_in", 0, 1), ("attach", 0), ("submit", 0)]


APPLYING: Final[list[Move]] = [
    *_filed(0),
    ("request_correction", 0),
    ("fill_in", 0, 1),
    ("submit", 0),
    ("draft", 1),
    ("fill_in", 0, 1),
    ("attach", 0),
    ("remove", 0),
    ("attach", 0),
    ("submit", 0),
    *_filed(2),
    *_filed(3),
    *_filed(4),
    ("decline", 4),
    ("recommend_many", 0, 1),
    ("recommend", 0, 1, 1),
    ("reorder", 1),
    ("draft", 5),
    ("withdraw", 4),
    ("draft", 6),
    ("correct_quota", 0, 4),
    ("accept", 1),
]
"""Three are accepted, the one without a brand is refused, a draft is left over."""
JUDGING: Final[list[Move]] = [
    ("draw", 0),
    ("declare_conflict", 0),
    ("recuse", 0),
    ("note_conflict", 0, 0),
    ("withdraw_conflict", 1),
    ("time_passes", 120),
    ("draw", 1),
    *[("declare_clear", 0)] * 6,
    ("start_review",),
    *[("hand_in", 0, points, 1) for points in (30, 24, 18, 12, 6, 0)],
    ("hand_in", 0, 1, 2),
]
"""The draft and the undeclared seats lapse; others are drawn, declare and score, one a second time."""
RANKING: Final[list[Move]] = [
    ("bring_together",),
    ("compute_ranking",),
    ("step_ranking", 0, 0),
    ("compute_ranking",),
    ("step_ranking", 0, 1),
]
"""The first is discarded; by the second one is selected, one stands in reserve, one is dropped."""
TOUR: Final = [*APPLYING, *JUDGING, *RANKING]
