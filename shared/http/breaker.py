"""A circuit breaker: a sibling that fails again and again is left alone for a while."""

from collections.abc import Callable
from time import monotonic


class Breaker:
    """Opens after `threshold` failures in a row; after `rest` seconds one call may try it out.

    Times are of a monotonic clock in seconds; tests hand in their own.
    """

    def __init__(
        self, *, threshold: int = 5, rest: float = 10.0, tick: Callable[[], float] = monotonic
    ) -> None:
        self._threshold = threshold
        self._rest = rest
        self._tick = tick
        self._failures = 0
        self._opened_at: float | None = None

    def remaining(self) -> float:
        """Seconds until a call may go out; 0 lets this caller through, and while open this caller only."""
        if self._opened_at is None:
            return 0.0
        left = self._opened_at + self._rest - self._tick()
        if left > 0:
            return left
        self._opened_at = self._tick()
        return 0.0

    def succeeded(self) -> None:
        """The sibling answered, be it with a refusal."""
        self._failures = 0
        self._opened_at = None

    def failed(self) -> None:
        """The sibling did not answer."""
        self._failures += 1
        if self._failures >= self._threshold:
            self._opened_at = self._tick()
