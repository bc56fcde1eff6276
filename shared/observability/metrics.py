"""Figures for Prometheus; labels are route templates and codes, never raw paths or identifiers."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Figures:
    """The figures of one application, in a registry of its own."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()
        self._service = service
        self._requests = Histogram(
            "lupin_request_seconds",
            "Time from the first to the last byte, by route template.",
            ["service", "method", "route", "status"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._refusals = Counter(
            "lupin_refusals_total",
            "Refusals by code.",
            ["service", "code"],
            registry=self.registry,
        )
        self._unrecorded = Counter(
            "lupin_refusals_unrecorded_total",
            "Refusals that should have been written down and could not be.",
            ["service"],
            registry=self.registry,
        )
        self._running = Gauge(
            "lupin_requests_running", "Requests at work now.", ["service"], registry=self.registry
        ).labels(service)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one finished request."""
        self._requests.labels(self._service, method, route, str(status)).observe(seconds)

    def refusal(self, code: str) -> None:
        """Count one refusal."""
        self._refusals.labels(self._service, code).inc()

    def unrecorded(self) -> None:
        """Count a refusal that the recorder could not write."""
        self._unrecorded.labels(self._service).inc()

    def running(self, change: int) -> None:
        """A request began (1) or ended (-1)."""
        self._running.inc(change)
