"""What must hold before a step: pure functions of the facts of one case. None means: go ahead."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shared.workflow import Blocker


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the needs look at; whoever takes a step fills in what its needs ask for.

    A fact left at None is unknown, and an unknown fact blocks.
    """

    today: date
    applications_close_on: date | None = None
    recommendations_close_on: date | None = None
    round_open: bool | None = None
    certified: bool | None = None
    form_faults: int | None = None
    missing_materials: tuple[str, ...] | None = None
    correction_due_on: date | None = None
    eligible: bool | None = None
    experts_missing: int | None = None
    scores_missing: int | None = None
    cap_room: int | None = None
    notice_closes_on: date | None = None
    open_objections: int | None = None


def round_takes_applications(facts: CaseFacts) -> Blocker | None:
    """The round is open and its application day has not passed."""
    closes = facts.applications_close_on
    if facts.round_open and closes is not None and facts.today <= closes:
        return None
    return Blocker("round_not_open", {"closes_on": closes})


def round_time_is_over(facts: CaseFacts) -> Blocker | None:
    """The clock ends a draft only after the application day."""
    return _after(facts.today, facts.applications_close_on)


def round_takes_recommendations(facts: CaseFacts) -> Blocker | None:
    """Recommending is possible from submission until the recommendation day."""
    closes = facts.recommendations_close_on
    if closes is not None and facts.today <= closes:
        return None
    return Blocker("recommendation_time_over", {"closes_on": closes})


def recommendation_time_is_over(facts: CaseFacts) -> Blocker | None:
    """The clock ends what no authority took up, only after the recommendation day."""
    return _after(facts.today, facts.recommendations_close_on)


def organisation_is_certified(facts: CaseFacts) -> Blocker | None:
    """Only certified organisations apply (R03)."""
    return None if facts.certified else Blocker("organisation_not_certified")


def form_is_valid(facts: CaseFacts) -> Blocker | None:
    """The form satisfies the edition's JSON Schema."""
    return None if facts.form_faults == 0 else Blocker("form_not_valid", {"faults": facts.form_faults})


def materials_are_complete(facts: CaseFacts) -> Blocker | None:
    """Every required material is attached."""
    if facts.missing_materials == ():
        return None
    return Blocker("materials_missing", {"materials": list(facts.missing_materials or ())})


def correction_is_within_time(facts: CaseFacts) -> Blocker | None:
    """A correction is sent on its due day at the latest."""
    due = facts.correction_due_on
    if due is not None and facts.today <= due:
        return None
    return Blocker("correction_time_over", {"due_on": due})


def correction_is_overdue(facts: CaseFacts) -> Blocker | None:
    """The clock ends an uncorrected application only after its due day."""
    return _after(facts.today, facts.correction_due_on)


def dossier_is_eligible(facts: CaseFacts) -> Blocker | None:
    """The latest eligibility run met every rule."""
    return None if facts.eligible else Blocker("not_eligible")


def dossier_is_ineligible(facts: CaseFacts) -> Blocker | None:
    """Refusing at acceptance needs a rule that was not met."""
    return None if facts.eligible is False else Blocker("eligible_cannot_be_refused")


def panel_is_complete(facts: CaseFacts) -> Blocker | None:
    """As many experts have declared themselves free of conflict as the edition asks for."""
    if facts.experts_missing == 0:
        return None
    return Blocker("panel_not_complete", {"missing": facts.experts_missing})


def scores_are_complete(facts: CaseFacts) -> Blocker | None:
    """Every assigned expert has scored."""
    return None if facts.scores_missing == 0 else Blocker("scores_missing", {"missing": facts.scores_missing})


def cap_has_room(facts: CaseFacts) -> Blocker | None:
    """A seat under the cap is free; the counter's CHECK decides between callers at once (V08)."""
    return None if facts.cap_room is not None and facts.cap_room > 0 else Blocker("cap_reached")


def notice_has_run(facts: CaseFacts) -> Blocker | None:
    """The last day of the public notice has passed (V10)."""
    return _after(facts.today, facts.notice_closes_on, code="notice_still_running")


def no_open_objection(facts: CaseFacts) -> Blocker | None:
    """Every admitted objection is settled; also a CHECK on the application."""
    if facts.open_objections == 0:
        return None
    return Blocker("objections_open", {"open": facts.open_objections})


def _after(today: date, day: date | None, *, code: str = "time_not_over") -> Blocker | None:
    return None if day is not None and today > day else Blocker(code, {"day": day})


def is_mandated(recommended_by: str, *, cities: Collection[str], divisions: Collection[str]) -> bool:
    """Whether an officer of these cities or divisions speaks for the recommender (四（一）1, 3)."""
    return recommended_by in divisions or any(recommended_by.startswith(city) for city in cities)
