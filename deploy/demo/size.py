"""How large a story is played: the whole programme, or a small one with its figures in proportion."""

from copy import deepcopy
from dataclasses import dataclass

from deploy.demo.enterprises import ENTERPRISES
from deploy.demo.gateway import Json
from deploy.demo.people import EXPERTS

SCALED = ("per_city", "per_division", "cap")


@dataclass(frozen=True, slots=True)
class Size:
    """The whole programme unless told otherwise."""

    enterprises: int = ENTERPRISES
    experts: int = EXPERTS
    marks_of_others: int = 24
    cities_reporting: int = 16
    counties_reporting: int = 11

    @property
    def whole(self) -> bool:
        return self.enterprises >= ENTERPRISES

    def in_proportion(self, definition: Json) -> Json:
        """The definition with places and cap for so few, so that there is still a quota and a reserve."""
        fewer = deepcopy(definition)
        for figure in SCALED:
            fewer["quota"][figure] = max(fewer["quota"][figure] * self.enterprises // ENTERPRISES, 1)
        return fewer
