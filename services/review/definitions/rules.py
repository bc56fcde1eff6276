"""What must hold of a programme's definition; the names that its eligibility rules may read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from shared.codes.kinds import RecommendingBody
from shared.codes.lists import code_list
from shared.codes.roles import Role
from shared.expressions import (
    BOOLEAN,
    DAY,
    NUMBER,
    TEXT,
    ExpressionError,
    Type,
    compile_expression,
    records,
)

FACTS: Mapping[str, Type] = {
    "today": DAY,
    "organisation.id": TEXT,
    "organisation.kind": TEXT,
    "organisation.category": TEXT,
    "organisation.region_code": TEXT,
    "organisation.certified": BOOLEAN,
    "organisation.good_standing": BOOLEAN,
    "brands": records({"kind": TEXT, "name": TEXT}),
    "yearly_facts": records({"kind": TEXT, "year": NUMBER, "value": NUMBER}),
    "incidents": records({"kind": TEXT, "level": TEXT, "occurred_on": DAY}),
    "registered_marks": records({"number": TEXT, "kind": TEXT, "registered_on": DAY}),
    "authorised_indications": records({"in_own_region": BOOLEAN}),
}
"""The one list of facts: what a rule may name, of which type; whoever evaluates fills in exactly these.

Codes are registry's (kinds of fact, levels of incident) and trademark's (kinds of mark); amounts are yuan,
written without a unit.
"""

HOLDINGS = frozenset({"registered_marks", "authorised_indications"})
"""Those of the facts that trademark holds: valid marks, and uses of indications in force today."""

NEXT: Mapping[str, frozenset[str]] = {
    "application": frozenset({"recommendation"}),
    "correction": frozenset({"recommendation"}),
    "recommendation": frozenset({"acceptance", "correction"}),
    "acceptance": frozenset({"declaration"}),
    "declaration": frozenset({"scoring"}),
    "scoring": frozenset({"notice"}),
    "notice": frozenset({"decision"}),
    "decision": frozenset(),
}
"""Which stage may follow which, as the life cycle of an application has it."""

START, END = "application", "decision"
ALL_BY_ITSELF = frozenset({"lapse", "close"})
"""Endings that need nobody: what the clock's own stages must end with."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fault: its code, where it stands, and what its sentence needs."""

    code: str
    path: tuple[str | int, ...]
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What the checks look at in a stage."""

    step: str
    role: str
    on_lapse: str


def stage_faults(stages: Sequence[StageFacts]) -> Iterator[Found]:
    """One start, all of it reachable, no dead end, known steps in order, an owner or a timer for each."""
    steps = [stage.step for stage in stages]
    yield from repeated("stages", "step", steps)
    for place, stage in enumerate(stages):
        here = ("stages", place, "step")
        if stage.step not in NEXT:
            yield Found("stage_unknown", here, {"step": stage.step, "known": ", ".join(NEXT)})
        elif stage.step not in _closure(START, set(steps), NEXT):
            yield Found("stage_unreachable", here, {"step": stage.step})
        elif END not in _closure(stage.step, set(steps), NEXT):
            yield Found("stage_dead_end", here, {"step": stage.step})
        if stage.role == Role.CLOCK and stage.on_lapse not in ALL_BY_ITSELF:
            yield Found("stage_without_owner", ("stages", place, "role"), {"step": stage.step})
    if not steps or steps[0] != START:
        yield Found("stage_start_missing", ("stages", 0), {"start": START})
    yield from _order(steps)


def _order(steps: Sequence[str]) -> Iterator[Found]:
    """The chain of deadlines runs down the list, so the list runs as the life cycle does."""
    known = [(list(NEXT).index(step), place) for place, step in enumerate(steps) if step in NEXT]
    for (before, _), (after, place) in pairwise(known):
        if after < before:
            yield Found("stage_out_of_order", ("stages", place, "step"), {"step": steps[place]})


def _closure(start: str, used: set[str], edges: Mapping[str, frozenset[str]]) -> set[str]:
    reached: set[str] = set()
    fresh = {start} & used
    while fresh:
        reached |= fresh
        fresh = {target for step in fresh for target in edges.get(step, ()) if target in used} - reached
    return reached


def repeated(list_name: str, member: str, values: Iterable[object]) -> Iterator[Found]:
    """Keys that must be unique in their list."""
    seen: Counter[object] = Counter()
    for place, value in enumerate(values):
        seen[value] += 1
        if seen[value] > 1:
            yield Found("definition_repeats", (*list_name.split("/"), place, member), {"value": value})


def weight_faults(weights: Sequence[Decimal]) -> Iterator[Found]:
    """Weights are positive and add up to exactly one."""
    for place, weight in enumerate(weights):
        if weight <= 0:
            yield Found("weight_not_positive", ("rubric", "criteria", place, "weight"))
    if sum(weights) != 1:
        yield Found("weights_not_one", ("rubric", "criteria"), {"sum": str(sum(weights))})


def expression_faults(rules: Sequence[tuple[str, str]]) -> Iterator[Found]:
    """Each rule of (code, text) compiles over FACTS and yields true or false."""
    for place, (_, text) in enumerate(rules):
        try:
            compile_expression(text, FACTS, expected=BOOLEAN)
        except ExpressionError as error:
            params = {**error.params, "line": error.line, "column": error.column}
            yield Found(str(error.code), ("eligibility", place, "rule"), params)


def reads_holdings(rules: Iterable[str]) -> bool:
    """Whether any rule reads what trademark holds: only then is trademark asked."""
    return any(HOLDINGS & compile_expression(text, FACTS, expected=BOOLEAN).names for text in rules)


def tie_faults(tie_rule: Sequence[str], criteria: Sequence[str]) -> Iterator[Found]:
    """Ties are broken by criteria of the rubric and, at the end, by something that no two share."""
    for place, name in enumerate(tie_rule):
        if name != "earliest_submission" and name not in criteria:
            yield Found("tie_rule_unknown", ("quota", "tie_rule", place), {"name": name})
    if not tie_rule or tie_rule[-1] != "earliest_submission":
        yield Found("tie_rule_open", ("quota", "tie_rule"))


def quota_faults(
    *, cap: int, per_city: int, per_division: int, authorities: Iterable[RecommendingBody]
) -> Iterator[Found]:
    """Whoever recommends has a place to give, and the cap is not beyond everything that can come in."""
    bodies = set(authorities)
    divisions = {body for body in bodies if not body.of_city}
    if bodies - divisions and per_city == 0:
        yield Found("quota_without_places", ("quota", "per_city"))
    if divisions and per_division == 0:
        yield Found("quota_without_places", ("quota", "per_division"))
    if divisions == bodies and cap > per_division * len(bodies):
        yield Found("cap_beyond_places", ("quota", "cap"), {"places": per_division * len(bodies)})


def category_faults(categories: Sequence[tuple[str, bool]]) -> Iterator[Found]:
    """Each of (code, named): a category that is not in the house's code list brings its name."""
    known = code_list("enterprise_categories").codes
    for place, (code, named) in enumerate(categories):
        if code not in known and not named:
            yield Found("category_unnamed", ("applicants", "categories", place, "name"), {"category": code})


def source_faults(sources: Sequence[tuple[str, bool]], document: Mapping[str, object]) -> Iterator[Found]:
    """Each of (pointer, said) points at something that is there, and says a clause or our reading."""
    for place, (pointer, said) in enumerate(sources):
        if not _holds(document, pointer):
            yield Found("source_points_nowhere", ("sources", place, "at"), {"at": pointer})
        if not said:
            yield Found("source_says_nothing", ("sources", place), {"at": pointer})


def _holds(document: object, pointer: str) -> bool:
    for step in pointer.split("/")[1:]:
        if isinstance(document, Mapping) and step in document:
            document = document[step]
        elif isinstance(document, list) and step.isdecimal() and int(step) < len(document):
            document = document[int(step)]
        else:
            return False
    return True


def panel_faults(*, experts: int, sample: int, aggregation: str, trim: Decimal) -> Iterator[Found]:
    """A sample that the panel can reach, and a trim that leaves something to average."""
    if sample > experts:
        yield Found("sample_beyond_panel", ("panel", "minimum_sample"), {"experts": experts})
    if not 0 <= trim < Decimal("0.5") or (aggregation == "trimmed_mean" and trim == 0):
        yield Found("trim_impossible", ("panel", "trim"))


def scale_faults(*, minimum: Decimal, maximum: Decimal, step: Decimal) -> Iterator[Found]:
    """The scale rises, and its steps lead from one end to the other."""
    if minimum >= maximum or step <= 0 or (maximum - minimum) % step:
        yield Found("scale_broken", ("rubric", "scale"))
