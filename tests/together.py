"""Which tests must meet in one worker: those on the platform, because a run starts one and no more.

pytest-xdist's own groups rewrite `Item._nodeid`, which pytest 9.2 no longer reads: the scope is told here.
"""

from xdist.scheduler import LoadScopeScheduling

TOGETHER = ("tests/journeys/", "tests/security/live/")


class Together(LoadScopeScheduling):
    """Every test for itself, those on the platform as one."""

    def _split_scope(self, nodeid: str) -> str:
        return "the platform" if nodeid.startswith(TOGETHER) else nodeid
