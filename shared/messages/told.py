"""Enumerations whose members an answer tells with a sentence."""

import re
from enum import StrEnum


class Told(StrEnum):
    """`FellBy.CAP` is `cap` to programs; its sentence is `fell_by_cap` in the messages of the service."""

    @property
    def message(self) -> str:
        """The code of the sentence: the name of the enumeration and the member's."""
        return f"{re.sub(r'(?<!^)(?=[A-Z])', '_', type(self).__name__).lower()}_{self.value}"
