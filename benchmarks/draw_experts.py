"""How long the draw of experts takes, and how even and complete it comes out.

Run: python -m benchmarks.draw_experts [applications experts seats]   (default: 200 30 3, then 10000 500 3)
"""

import random
import sys
from time import perf_counter
from uuid import UUID

from services.review.matching.rules import Parameters, Seat, Wanted, draw

FIELDS = ("brand_building", "ecommerce_operation", "product_planning", "online_marketing")
CONFLICTS = 0.02


def invented(applications: int, experts: int, seats: int) -> tuple[list[Wanted], list[Seat]]:
    """A round with conflicts in every fiftieth pair, the same each time."""
    source = random.Random(7)  # noqa: S311 - invented data, the same each time
    panel = [
        Seat(UUID(int=number), frozenset(source.sample(FIELDS, source.randint(1, 3))), room=100)
        for number in range(experts)
    ]
    cases = [
        Wanted(
            UUID(int=10**6 + number),
            need=seats,
            barred=frozenset(seat.id for seat in panel if source.random() < CONFLICTS),
        )
        for number in range(applications)
    ]
    return cases, panel


def measure(applications: int, experts: int, seats: int) -> None:
    cases, panel = invented(applications, experts, seats)
    began = perf_counter()
    found = draw(cases, panel, Parameters(FIELDS, "benchmark"))
    took = perf_counter() - began
    covering = sum(choice.adds_field for choice in found.choices) / max(len(found.choices), 1)
    loads = found.loads.values()
    print(
        f"{applications} x {experts} x {seats}: {took:.1f} s, {len(found.choices)} seats filled, "
        f"{sum(found.unmet.values())} empty, loads {min(loads)} to {max(loads)}, {covering:.1%} add a field"
    )


if __name__ == "__main__":
    sizes = [tuple(map(int, sys.argv[1:4]))] if len(sys.argv) > 1 else [(200, 30, 3), (10_000, 500, 3)]
    for size in sizes:
        measure(*size)
