"""What the project allows: `policy.yaml` beside this file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shared.text.yaml_text import read_yaml

FILE = Path(__file__).with_name("policy.yaml")
LONGEST = timedelta(days=92)
"""An exception is looked at again after a quarter at the latest."""


class PolicyUnreadableError(ValueError):
    """The policy does not say what it has to say."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """Something that is let pass for a while, and why."""

    about: str
    """A package by name, `*` for all, or the identifier of an advisory."""
    reason: str
    until: date

    def holds(self, today: date) -> bool:
        return today <= self.until

    def fault(self, today: date) -> str | None:
        """Why it does not count."""
        if not self.holds(today):
            return f"the exception for {self.about} ended on {self.until}"
        if self.until > today + LONGEST:
            return f"the exception for {self.about} reaches further than {LONGEST.days} days"
        return None


@dataclass(frozen=True, slots=True)
class Policy:
    """The whole file."""

    not_audited: tuple[Exemption, ...]
    accepted: tuple[Exemption, ...]
    licences: frozenset[str]
    spelled: dict[str, str]
    """Licences as packages call them, and what they are called here."""
    told: dict[str, str]
    """Licences of packages whose own words do not tell which."""
    allowed_anyway: dict[str, str]
    """Packages whose licence is not on the list, and why they may stay."""
    copied: list[dict[str, Any]]

    @classmethod
    def read(cls, file: Path = FILE) -> "Policy":
        """The policy as it stands; what lacks a reason or an end is refused."""
        said = read_yaml(file.read_text("utf-8"))
        not_audited, accepted = (tuple(_exemptions(said[each] or ())) for each in ("not_audited", "accepted"))
        licences = said["licences"]
        return cls(
            not_audited,
            accepted,
            frozenset(licences["allowed"]),
            licences["spelled"],
            licences["told"],
            licences["allowed_anyway"],
            said["copied"],
        )


def _exemptions(rows: Iterable[dict[str, Any]]) -> Iterable[Exemption]:
    for row in rows:
        try:
            about, reason, until = row["about"], row["reason"].strip(), row["until"]
        except (KeyError, AttributeError) as fault:
            raise PolicyUnreadableError(f"an exception says about, reason and until: {row}") from fault
        if not reason or not isinstance(until, date):
            raise PolicyUnreadableError(f"the exception for {about} needs a reason and a day")
        yield Exemption(about, reason, until)
