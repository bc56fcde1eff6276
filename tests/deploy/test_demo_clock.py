"""The story of the demo goes by the day in China, at whatever hour it is played."""

from datetime import date

import pytest

from deploy.demo.clock import DemoClock


class Telling:
    """Answers as identity does: an instant in UTC."""

    def __init__(self, business_now: str) -> None:
        self.business_now = business_now

    async def public(self, _path: str) -> dict[str, str]:
        return {"business_now": self.business_now}


@pytest.mark.parametrize(
    ("business_now", "day"),
    [
        ("2026-11-22T15:59:59Z", date(2026, 11, 22)),
        ("2026-11-22T16:00:00Z", date(2026, 11, 23)),
        ("2026-12-31T20:00:00.5Z", date(2027, 1, 1)),
    ],
)
async def test_the_day_is_that_of_china_and_not_that_of_utc(business_now, day):
    assert await DemoClock(Telling(business_now)).today() == day
