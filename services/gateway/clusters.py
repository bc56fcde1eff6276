"""Upstreams: per service one cluster for ordinary calls and one for waiting ones."""

from ipaddress import ip_address
from typing import Any

from services.gateway.routes import PORTAL, SERVICES, Budget
from services.gateway.settings import GatewaySettings

Json = dict[str, Any]

ADMIN = "envoy-admin"
# uvicorn runs with --timeout-keep-alive 75: Envoy must be the first to let an idle connection go.
UPSTREAM_IDLE = "30s"
_CONNECTIONS = {Budget.ORDINARY: 512, Budget.WAITING: 1024}
_HTTP_OPTIONS = "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions"


def cluster_name(service: str, budget: Budget) -> str:
    """How routes refer to an upstream."""
    return service if budget is Budget.ORDINARY else f"{service}-{budget}"


def clusters(settings: GatewaySettings) -> list[Json]:
    """All upstreams of the gateway and, for the figures, Envoy itself."""
    services = [_cluster(settings, service, budget) for service in SERVICES for budget in Budget]
    pages = _cluster(settings, PORTAL, Budget.ORDINARY)
    return [*services, pages, *([_admin(settings)] if settings.metrics_port else [])]


def _cluster(settings: GatewaySettings, service: str, budget: Budget) -> Json:
    host, port = settings.address(service)
    name = cluster_name(service, budget)
    return {
        "name": name,
        "type": "STATIC" if _is_ip(host) else "STRICT_DNS",
        "connect_timeout": "1s",
        "per_connection_buffer_limit_bytes": 1024 * 1024,
        "load_assignment": _endpoint(name, {"socket_address": {"address": host, "port_value": port}}),
        "typed_extension_protocol_options": {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": _HTTP_OPTIONS,
                "explicit_http_config": {"http_protocol_options": {}},
                "common_http_protocol_options": {"idle_timeout": UPSTREAM_IDLE},
            }
        },
        "circuit_breakers": {"thresholds": [_threshold(_CONNECTIONS[budget])]},
        "health_checks": [_health_check()],
        # A replica that is out is out: with none left the answer is 503 at once, not a connection attempt.
        "common_lb_config": {"healthy_panic_threshold": {"value": 0.0}},
        "outlier_detection": _outliers(),
    }


def _threshold(most: int) -> Json:
    return {
        "max_connections": most,
        "max_pending_requests": most,
        "max_requests": most,
        "retry_budget": {"budget_percent": {"value": 20.0}, "min_retry_concurrency": 5},
    }


def _outliers() -> Json:
    return {
        "consecutive_gateway_failure": 5,
        "enforcing_consecutive_gateway_failure": 100,
        "consecutive_5xx": 20,
        "enforcing_consecutive_5xx": 0,
        "interval": "2s",
        "base_ejection_time": "5s",
        "max_ejection_time": "30s",
        "max_ejection_percent": 50,
    }


def _health_check() -> Json:
    return {
        "timeout": "2s",
        "interval": "2s",
        "no_traffic_interval": "2s",
        "unhealthy_interval": "1s",
        "unhealthy_threshold": 3,
        "healthy_threshold": 1,
        "http_health_check": {"path": "/readyz"},
    }


def _admin(settings: GatewaySettings) -> Json:
    return {
        "name": ADMIN,
        "type": "STATIC",
        "connect_timeout": "1s",
        "load_assignment": _endpoint(ADMIN, {"pipe": {"path": str(settings.admin_socket)}}),
    }


def _endpoint(name: str, address: Json) -> Json:
    return {"cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}]}


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
