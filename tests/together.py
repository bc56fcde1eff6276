"""Which tests must meet in one worker: the journeys, because a run starts one platform and no more.

pytest-xdist's own groups rewrite `Item._nodeid`, which pytest 9.2 no longer reads: the scope is told here.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = "tests/journeys/"


class Together(LoadScopeScheduling):
    """Every test for itself, the journeys as one."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid
