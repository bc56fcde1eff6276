"""The database of this worker by its name: state machines open it on a loop of their own."""

from collections.abc import Awaitable, Callable

import pytest


@pytest.fixture
async def trademark_clone(clones: Callable[[str], Awaitable[str]]) -> str:
    return await clones("trademark")
