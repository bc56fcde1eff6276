"""The rows of the table: which calls on which stacks."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from rich.console import Console

from benchmarks.gateway import in_front
from benchmarks.ground import Ground, invented_code
from benchmarks.served import Call, Cost, Served, gunicorn, served, uvicorn
from shared.db.ids import new_id

ROUNDS = 3
LUPIN = uvicorn("benchmarks.stacks.lupin:build")
REFERENCE = uvicorn("benchmarks.stacks.reference:build")
DJANGO = gunicorn("benchmarks.stacks.peers:application")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the same work done by several stacks, ours first, the bare reference second."""

    what: str
    costs: Mapping[str, Cost]


@dataclass(frozen=True)
class Stacks:
    """What runs: one process a stack."""

    ground: Ground
    ours: Served
    behind: Served
    reference: Served
    django: Served

    def rounds(self, served_by: Served, make: Callable[[int], Call], requests: int) -> Cost:
        """Three rounds, the median of each figure."""
        seen = [served_by.measure([make(number) for number in range(requests)]) for _ in range(ROUNDS)]
        return Cost(
            median(each.cpu_us for each in seen),
            median(each.database_us for each in seen),
            median(each.p50_ms for each in seen),
            median(each.per_second for each in seen),
        )


def measured(ground: Ground, requests: int, console: Console) -> Iterator[Row]:
    """All rows, one after the other."""
    environment = ground.environment()
    database = ground.database
    with ExitStack() as stack:
        ours = stack.enter_context(served(LUPIN, environment, database=database, ready="/readyz"))
        stacks = Stacks(
            ground,
            ours=ours,
            behind=stack.enter_context(in_front(ours, ground)),
            reference=stack.enter_context(served(REFERENCE, environment, database=database)),
            django=stack.enter_context(served(DJANGO, environment, database=database)),
        )
        for row in (_one, _list, _create, _gateway, _access):
            console.print(f"[dim]{row.__doc__}")
            yield row(stacks, requests)


def _one(stacks: Stacks, requests: int) -> Row:
    """One organisation by identifier, with its people and former names."""
    ids, auth = stacks.ground.ids, {"Authorization": stacks.ground.bearer()}
    return Row(
        str(_one.__doc__),
        {
            "Lupin": stacks.rounds(
                stacks.ours, lambda n: Call(f"/registry/v1/organisations/{ids[n % len(ids)]}", auth), requests
            ),
            "Starlette + asyncpg": stacks.rounds(
                stacks.reference, lambda n: Call(f"/one/{ids[n % len(ids)]}"), requests
            ),
            "django-ninja": stacks.rounds(
                stacks.django, lambda n: Call(f"/ninja/one/{ids[n % len(ids)]}"), requests
            ),
            "Django REST Framework": stacks.rounds(
                stacks.django, lambda n: Call(f"/drf/one/{ids[n % len(ids)]}"), requests
            ),
        },
    )


def _list(stacks: Stacks, requests: int) -> Row:
    """A page of fifty with a filter and a place to go on from."""
    auth, requests = {"Authorization": stacks.ground.bearer()}, requests // 3
    ours = "/registry/v1/organisations?kind=enterprise&limit=50"
    cursor = stacks.ours.ask(Call(ours, auth))["next_cursor"]
    after = urlencode({"after": "金乡县大蒜产业1044有限公司"})
    return Row(
        str(_list.__doc__),
        {
            "Lupin": stacks.rounds(
                stacks.ours, lambda _: Call(f"{ours}&{urlencode({'cursor': cursor})}", auth), requests
            ),
            "Starlette + asyncpg": stacks.rounds(
                stacks.reference, lambda _: Call(f"/list?{after}"), requests
            ),
            "django-ninja": stacks.rounds(stacks.django, lambda _: Call(f"/ninja/list?{after}"), requests),
            "Django REST Framework": stacks.rounds(
                stacks.django, lambda _: Call(f"/drf/list?{after}"), requests
            ),
        },
    )


def _create(stacks: Stacks, requests: int) -> Row:
    """An organisation registered, with history, search keys and idempotency; committed to disk."""
    auth, requests = stacks.ground.bearer(), requests // 3

    def ours(_: int) -> Call:
        headers = {"Authorization": auth, "Idempotency-Key": str(new_id())}
        return Call("/registry/v1/organisations", headers, "POST", _organisation())

    def other(path: str) -> Callable[[int], Call]:
        return lambda _: Call(path, {}, "POST", _organisation())

    return Row(
        str(_create.__doc__),
        {
            "Lupin": stacks.rounds(stacks.ours, ours, requests),
            "Starlette + asyncpg": stacks.rounds(stacks.reference, other("/one"), requests),
            "django-ninja": stacks.rounds(stacks.django, other("/ninja/one"), requests),
            "Django REST Framework": stacks.rounds(stacks.django, other("/drf/one"), requests),
        },
    )


def _gateway(stacks: Stacks, requests: int) -> Row:
    """The same organisation through the gateway (its process counts too) and straight."""
    ids, auth = stacks.ground.ids, {"Authorization": stacks.ground.bearer()}

    def show(n: int) -> Call:
        return Call(f"/registry/v1/organisations/{ids[n % len(ids)]}", auth)

    return Row(
        str(_gateway.__doc__),
        {
            "Lupin": stacks.rounds(stacks.behind, show, requests),
            "straight": stacks.rounds(stacks.ours, show, requests),
        },
    )


def _access(stacks: Stacks, requests: int) -> Row:
    """What access adds to one organisation by identifier: the same service without one of its checks."""
    ground = stacks.ground
    ids, auth = ground.ids, {"Authorization": ground.bearer()}

    def without(**left_out: str) -> Cost:
        environment = ground.environment() | left_out
        with served(LUPIN, environment, database=ground.database, ready="/readyz") as lighter:
            return stacks.rounds(lighter, show, requests)

    def show(n: int) -> Call:
        return Call(f"/registry/v1/organisations/{ids[n % len(ids)]}", auth)

    return Row(
        str(_access.__doc__),
        {
            "Lupin": without(),
            "every token examined anew": without(BENCH_TOKENS="examined"),
            "any token believed": without(BENCH_TOKENS="believed"),
            "no row-level security": without(BENCH_LOGIN_URL=ground.administrator_url),
        },
    )


def _organisation() -> bytes:
    code = invented_code()
    body = {
        "credit_code": code,
        "name": f"金乡县大蒜{code[8:17]}有限公司",
        "kind": "enterprise",
        "region_code": "370828",
        "industry_code": "01",
        "size_class": "medium",
        "contacts": [{"name": "李丽", "phone": "13805378000"}],
    }
    return json.dumps(body, ensure_ascii=False).encode()
