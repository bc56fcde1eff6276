"""Who judges what, as one optimisation: the cheapest flow from experts through fields to applications (V07).

Every pair of expert and application that is allowed is an arc; a second expert of one field costs, a load
above the even share costs more, a seat left empty costs most. Such a network has whole-numbered corners, so
that the linear programme's solution is an assignment. Up to BLOCK applications are solved as one; larger
rounds in blocks that carry the loads on.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

BLOCK: Final = 1000
ARCS: Final = 16_000
"""Pairs that one block may offer; beyond, each application is offered a rotating share of the experts."""
FEWEST_OFFERS: Final = 4
"""Offers per seat that an application gets at least."""

EMPTY_SEAT: Final = 1000
ABOVE_SHARE: Final = 30
LAST_OF_SHARE: Final = 1
"""Where seats do not divide evenly, nobody gets one more while another has one less."""
FIELD_AGAIN: Final = 10
CHANCE: Final = 0.001
"""Between equals the seed decides, by less than any rule is worth."""


@dataclass(frozen=True, slots=True)
class Seat:
    """An expert who may be drawn."""

    id: UUID
    fields: frozenset[str]
    room: int
    """How many more applications may be assigned at most."""
    load: int = 0
    """Applications that are the expert's already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An application and the experts it lacks."""

    id: UUID
    need: int
    barred: frozenset[UUID] = frozenset()
    """Experts in conflict, and those who are or were its experts."""
    covered: frozenset[str] = frozenset()
    """Fields that the experts it keeps cover."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One seat filled: who, for which field, and out of how many."""

    application: UUID
    expert: UUID
    field: str
    adds_field: bool
    allowed: int


@dataclass(frozen=True, slots=True)
class Draw:
    """What the optimisation found."""

    choices: Sequence[Choice]
    unmet: Mapping[UUID, int]
    objective: Decimal
    loads: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a draw is repeated from: the fields to cover and the seed that decides between equals."""

    fields: Sequence[str]
    seed: str


@dataclass
class _Programme:
    """The linear programme of one block, built arc by arc."""

    costs: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    equal: list[tuple[int, int, float]] = field(default_factory=list)
    below: list[tuple[int, int, float]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def variable(self, cost: float, upper: float) -> int:
        self.costs.append(cost)
        self.upper.append(upper)
        return len(self.costs) - 1

    def limit(self, variables: Sequence[int], most: float, *reliefs: int) -> None:
        """The sum of these, less the reliefs, is at most so much."""
        row = len(self.limits)
        self.limits.append(most)
        self.below += [(row, variable, 1.0) for variable in variables]
        self.below += [(row, relief, -1.0) for relief in reliefs]

    def solve(self, needs: Sequence[int]) -> tuple[Any, float]:
        size = len(self.costs)
        found = linprog(
            np.asarray(self.costs),
            A_ub=_matrix(self.below, len(self.limits), size) if self.limits else None,
            b_ub=np.asarray(self.limits) if self.limits else None,
            A_eq=_matrix(self.equal, len(needs), size),
            b_eq=np.asarray(needs, dtype=float),
            bounds=np.stack([np.zeros(size), np.asarray(self.upper)], axis=1),
            method="highs-ds",
        )
        if found.x is None:
            raise ArithmeticError(found.message)
        return found.x, float(found.fun)


def _matrix(entries: Sequence[tuple[int, int, float]], rows: int, columns: int) -> Any:
    row, column, value = zip(*entries, strict=True)
    return coo_array((value, (row, column)), shape=(rows, columns)).tocsr()


def draw(wanted: Sequence[Wanted], seats: Sequence[Seat], parameters: Parameters) -> Draw:
    """Fill the seats of all applications at the least cost; the order of the arguments does not matter."""
    cases = sorted((case for case in wanted if case.need > 0), key=lambda case: case.id)
    experts = sorted(seats, key=lambda seat: seat.id)
    loads = Counter({seat.id: seat.load for seat in experts})
    rooms = {seat.id: seat.room for seat in experts}
    shares = _even_shares(cases, experts)
    choices: list[Choice] = []
    cost = 0.0
    for start in range(0, len(cases), BLOCK):
        block = cases[start : start + BLOCK]
        free = [seat for seat in experts if rooms[seat.id] > 0]
        found, spent = _solve(block, free, loads=loads, rooms=rooms, shares=shares, parameters=parameters)
        cost += spent
        for choice in found:
            loads[choice.expert] += 1
            rooms[choice.expert] -= 1
        choices += found
    filled = Counter(choice.application for choice in choices)
    unmet = {case.id: case.need - filled[case.id] for case in cases if filled[case.id] < case.need}
    return Draw(choices, unmet, Decimal(str(round(cost, 4))), dict(loads))


def _even_shares(cases: Sequence[Wanted], experts: Sequence[Seat]) -> tuple[int, int]:
    """The loads that everybody would have if all seats were shared out evenly: rounded down and up."""
    total = sum(case.need for case in cases) + sum(seat.load for seat in experts)
    count = max(len(experts), 1)
    return total // count, -(-total // count)


def _solve(
    cases: Sequence[Wanted],
    experts: Sequence[Seat],
    *,
    loads: Mapping[UUID, int],
    rooms: Mapping[UUID, int],
    shares: tuple[int, int],
    parameters: Parameters,
) -> tuple[list[Choice], float]:
    programme = _Programme()
    arcs: list[tuple[int, Choice]] = []
    by_expert: dict[UUID, list[int]] = {seat.id: [] for seat in experts}
    for row, case in enumerate(cases):
        offered = _offers(case, experts, row=row, cases=len(cases))
        allowed = sum(seat.id not in case.barred for seat in experts)
        for arc, choice in _arcs_of(programme, case, offered, allowed=allowed, parameters=parameters):
            arcs.append((arc, choice))
            by_expert[choice.expert].append(arc)
            programme.equal.append((row, arc, 1.0))
        programme.equal.append((row, programme.variable(EMPTY_SEAT, case.need), 1.0))
    for seat in experts:
        room = rooms[seat.id]
        least, most = (min(room, max(0, bound - loads[seat.id])) for bound in shares)
        last = programme.variable(LAST_OF_SHARE, most - least)
        above = programme.variable(ABOVE_SHARE, room - most)
        programme.limit(by_expert[seat.id], least, last, above)
    found, cost = programme.solve([case.need for case in cases])
    return [choice for arc, choice in arcs if found[arc] > 1 / 2], cost


def _arcs_of(
    programme: _Programme,
    case: Wanted,
    offered: Sequence[Seat],
    *,
    allowed: int,
    parameters: Parameters,
) -> list[tuple[int, Choice]]:
    """The arcs of one application: one for each offered expert and field; an expert is used once."""
    arcs: list[tuple[int, Choice]] = []
    by_field: dict[str, list[int]] = {name: [] for name in parameters.fields}
    for seat in offered:
        chance = CHANCE * _lot(parameters.seed, case.id, seat.id)
        useful = sorted(seat.fields & set(parameters.fields) - case.covered)
        mine = [
            (programme.variable(chance if name in useful else FIELD_AGAIN + chance, 1.0), name)
            for name in useful or [min(seat.fields, default="")]
        ]
        for arc, name in mine:
            arcs.append((arc, Choice(case.id, seat.id, name, name in useful, allowed)))
            if name in useful:
                by_field[name].append(arc)
        if len(mine) > 1:
            programme.limit([arc for arc, _ in mine], 1.0)
    for same in by_field.values():
        if len(same) > 1:
            programme.limit(same, 1.0, programme.variable(FIELD_AGAIN, case.need))
    return arcs


def _offers(case: Wanted, experts: Sequence[Seat], *, row: int, cases: int) -> list[Seat]:
    """The experts that an application is offered: all of them, or in large rounds a rotating share."""
    most = max(ARCS // max(cases, 1), FEWEST_OFFERS * case.need)
    start = row * most % max(len(experts), 1)
    turned = [*experts[start:], *experts[:start]]
    return [seat for seat in turned if seat.id not in case.barred][:most]


def _lot(seed: str, application: UUID, expert: UUID) -> float:
    """A number in [0, 1) that anybody can recompute from the seed and the two identifiers."""
    drawn = hashlib.blake2b(seed.encode() + application.bytes + expert.bytes, digest_size=4).digest()
    return int.from_bytes(drawn, "big") / 2**32


def mean_load(loads: Mapping[UUID, int]) -> Decimal:
    """The average load, to two places."""
    total = Decimal(sum(loads.values()))
    return (total / max(len(loads), 1)).quantize(Decimal("0.01"))
