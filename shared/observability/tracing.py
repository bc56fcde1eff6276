"""Traces: FastAPI's own OpenTelemetry, on when the operator names a collector and off without one."""

import os

from fastapi.telemetry import TelemetryConfig

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""The variables of the OpenTelemetry specification; the exporter reads them itself."""


def configuration(service: str) -> TelemetryConfig:
    """For FastAPI's `telemetry`: request spans only; figures are Prometheus's and logs our own."""
    wanted = any(os.environ.get(name) for name in ENDPOINTS)
    config = TelemetryConfig(
        tracing=wanted, metrics=False, logs=False, operation_spans=False, auto_configure=wanted
    )
    if wanted:
        from shared.observability import spans  # noqa: PLC0415 - the SDK is large: only with a collector

        config["tracer_provider"] = spans.provider(service)
    return config
