"""How connections are taken: limits, trust in headers, the access log; and a second door for the figures."""

from typing import Any

from services.gateway.clusters import ADMIN
from services.gateway.filters import FILTERS, http_filters
from services.gateway.replies import local_replies
from services.gateway.settings import GatewaySettings
from services.gateway.virtual_host import virtual_host

Json = dict[str, Any]

_MANAGER = (
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
)
_MUTATION = (
    "type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation"
)
_FILE_LOG = "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog"

# Where a request came from is what the gateway itself saw, unless trusted proxies stand before it.
_ORIGIN_HEADERS = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-proto",
)
_SPOOFED_HEADERS = (
    "x-forwarded-client-cert",
    "x-forwarded-prefix",
    "x-forwarded-user",
    "x-original-url",
    "x-real-ip",
)
_FREE_TEXT_HEADERS = ("baggage", "tracestate")
"""What tracing hands on in the words of the caller; nothing here needs it."""
_KEPT_IF = {
    "x-request-id": "{0}.matches('^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$')",
    # The whole form with its repetitions would be too large a pattern for Envoy.
    "traceparent": "{0}.size() == 55 && {0}.matches('^[0-9a-f]+-[0-9a-f]+-[0-9a-f]+-[0-9a-f]+$')",
}
"""What is kept of a caller for one name across services and stands in every log, so only in its own form."""
_DRAFT = "x-lupin-draft"

ACCESS_LOG = {
    "at": "%START_TIME(%Y-%m-%dT%H:%M:%E3SZ)%",
    "request_id": "%REQ(X-REQUEST-ID)%",
    "trace": "%REQ(TRACEPARENT)%",
    "method": "%REQ(:METHOD)%",
    # Not the address: whoever mistypes one may put a number of a person, or a ticket, into it.
    "route": "%ROUTE_NAME%",
    "status": "%RESPONSE_CODE%",
    "flags": "%RESPONSE_FLAGS%",
    "reason": "%RESPONSE_CODE_DETAILS%",
    "milliseconds": "%DURATION%",
    "upstream_milliseconds": "%RESPONSE_DURATION%",
    "received": "%BYTES_RECEIVED%",
    "sent": "%BYTES_SENT%",
    "cluster": "%UPSTREAM_CLUSTER%",
    "attempts": "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
    "client": "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
}


def listeners(settings: GatewaySettings) -> list[Json]:
    """The public door and, where a port is set, the one for Prometheus."""
    public = _listener("public", (settings.host, settings.port), _public_manager(settings))
    if settings.metrics_port is None:
        return [public]
    return [public, _listener("metrics", (settings.host, settings.metrics_port), _metrics_manager())]


def _listener(name: str, address: tuple[str, int], manager: Json) -> Json:
    chain = {"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}]}
    return {
        "name": name,
        "address": {"socket_address": {"address": address[0], "port_value": address[1]}},
        "per_connection_buffer_limit_bytes": 64 * 1024,
        "filter_chains": [chain],
    }


def _public_manager(settings: GatewaySettings) -> Json:
    return {
        "@type": _MANAGER,
        "stat_prefix": "gateway",
        "server_name": "lupin",
        **_trust(settings),
        **_limits(),
        "route_config": {"name": "public", "virtual_hosts": [virtual_host(settings)]},
        "http_filters": http_filters(settings),
        "local_reply_config": local_replies(),
        "access_log": [_access_log(settings)],
    }


def _trust(settings: GatewaySettings) -> Json:
    mutation = {"@type": _MUTATION, "mutations": _mutations(settings.trusted_hops)}
    return {
        "use_remote_address": True,
        "xff_num_trusted_hops": settings.trusted_hops,
        "internal_address_config": {"unix_sockets": False},
        "early_header_mutation_extensions": [
            {"name": "envoy.http.early_header_mutation.header_mutation", "typed_config": mutation}
        ],
        "generate_request_id": True,
        "preserve_external_request_id": True,
        "always_set_request_id_in_response": True,
        "normalize_path": True,
        "merge_slashes": True,
        "path_with_escaped_slashes_action": "REJECT_REQUEST",
    }


def _mutations(trusted_hops: int) -> list[Json]:
    removed = _SPOOFED_HEADERS if trusted_hops else (*_ORIGIN_HEADERS, *_SPOOFED_HEADERS)
    return [
        *({"remove": name} for name in (*removed, *_FREE_TEXT_HEADERS)),
        {"remove_on_match": {"key_matcher": {"prefix": "x-envoy-", "ignore_case": True}}},
        *(mutation for header, form in _KEPT_IF.items() for mutation in _kept(header, form)),
    ]


def _kept(header: str, form: str) -> list[Json]:
    """A caller's own, by way of a draft, and only when it has the form."""
    given = f"request.headers['{header}']"
    valid = f"'{header}' in request.headers && {form.format(given)}"
    return [
        {"remove": _DRAFT},
        _set(_DRAFT, f"%CEL({valid} ? {given} : '')%"),
        {"remove": header},
        _set(header, f"%REQ({_DRAFT})%"),
        {"remove": _DRAFT},
    ]


def _set(header: str, value: str) -> Json:
    added = {"header": {"key": header, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
    return {"append": added}


def _limits() -> Json:
    return {
        "common_http_protocol_options": {
            "idle_timeout": "300s",
            "max_headers_count": 64,
            "headers_with_underscores_action": "REJECT_REQUEST",
        },
        "http2_protocol_options": {
            "max_concurrent_streams": 100,
            "initial_stream_window_size": 64 * 1024,
            "initial_connection_window_size": 1024 * 1024,
        },
        "max_request_headers_kb": 32,
        "request_headers_timeout": "10s",
        "request_timeout": "120s",
        "stream_idle_timeout": "60s",
        "drain_timeout": "5s",
    }


def _access_log(settings: GatewaySettings) -> Json:
    log = {
        "@type": _FILE_LOG,
        "path": str(settings.access_log),
        "log_format": {"json_format": ACCESS_LOG},
    }
    return {"name": "envoy.access_loggers.file", "typed_config": log}


def _metrics_manager() -> Json:
    routes = [
        {"match": {"path": path}, "route": {"cluster": ADMIN}} for path in ("/stats/prometheus", "/ready")
    ]
    return {
        "@type": _MANAGER,
        "stat_prefix": "metrics",
        "route_config": {
            "name": "metrics",
            "virtual_hosts": [{"name": "metrics", "domains": ["*"], "routes": routes}],
        },
        "http_filters": [
            {"name": "envoy.filters.http.router", "typed_config": {"@type": f"{FILTERS}.router.v3.Router"}}
        ],
    }
