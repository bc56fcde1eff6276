"""Who may call what, as a page: `python -m tests.security.permissions` writes docs/permissions.md.

The page is read off the guards in the routes' signatures; a test keeps it current, another tries every cell.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence

from shared.auth.guards import OpenGuard, ProofGuard
from shared.codes.roles import Role
from tests.architecture.tree import ROOT
from tests.security.standing import SERVICES, Operation, operations

PAGE = ROOT / "docs/permissions.md"
INTRODUCTION = """# Permissions

Made by `python -m tests.security.permissions` from the guards in the routes' signatures, in demo mode, which
has every route. A test tries each operation with each role over HTTP: without a token 401, without the scope
403, without one of the roles 403.

A guard is the first lock only. Within a role a caller sees and does what lies within its bindings, to an
organisation or below a region: what lies outside is 404. The state of a case, and who did what before
(whoever recommended does not score), decide the rest.

- *anybody*: no token is needed; one that is sent must be good.
- *own proof*: the request carries its proof itself: OAuth's endpoints, the one-time invitation, the demo.
- *any role*: the scope is enough; the rows that are seen are still the caller's.
"""


def page(services: Sequence[str]) -> str:
    """The whole page."""
    offered = {service: operations(service) for service in services}
    parts = [INTRODUCTION]
    parts += ["\n".join(_by_operation(service, found)) for service, found in offered.items()]
    parts.append("\n".join(_by_role([each for found in offered.values() for each in found])))
    return "\n".join(parts)


def _by_operation(service: str, found: Sequence[Operation]) -> Iterator[str]:
    yield from (f"## {service}", "", "| operation | scope | roles |", "|---|---|---|")
    for each in found:
        scope = f"`{each.asks.scope}`" if each.asks else ""
        yield f"| `{each}` | {scope} | {_roles(each)} |"
    yield ""


def _roles(each: Operation) -> str:
    if isinstance(each.guard, OpenGuard):
        return "*anybody*"
    if isinstance(each.guard, ProofGuard):
        return "*own proof*"
    named = each.asks.roles if each.asks else ()
    return ", ".join(sorted(named)) or "*any role*"


def _by_role(found: Sequence[Operation]) -> Iterator[str]:
    """What each role is admitted to by name."""
    named: dict[Role, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for each in found:
        for role in each.asks.roles if each.asks else ():
            named[role][each.service].append(f"`{each.name}`")
    yield from ("## By role", "", "| role | operations that name it |", "|---|---|")
    for role in Role:
        if role in named:
            cell = "<br>".join(f"{service}: {', '.join(names)}" for service, names in named[role].items())
            yield f"| {role} | {cell} |"
    yield ""
    idle = sorted(role for role in Role if role not in named)
    yield f"Named by no operation yet: {', '.join(idle)}."
    yield ""


def main() -> int:
    """The command line."""
    PAGE.write_text(page(SERVICES), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
