"""Route table and settings -> Envoy's bootstrap: `python -m services.gateway.envoy > envoy.yaml`."""

import sys
from typing import Any

import yaml

from services.gateway.clusters import clusters
from services.gateway.listeners import listeners
from services.gateway.settings import GatewaySettings

Json = dict[str, Any]

MOST_CONNECTIONS = 10_000


def bootstrap(settings: GatewaySettings) -> Json:
    """The whole configuration; the same for the embedded run and for production."""
    return {
        "node": {"id": "gateway", "cluster": "lupin"},
        "admin": {"address": {"pipe": {"path": str(settings.admin_socket), "mode": 0o600}}},
        "static_resources": {"listeners": listeners(settings), "clusters": clusters(settings)},
        "overload_manager": {"resource_monitors": [_connections()]},
        "stats_config": {"histogram_bucket_settings": [_buckets()]},
    }


def _connections() -> Json:
    kind = "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig"
    return {
        "name": "envoy.resource_monitors.global_downstream_max_connections",
        "typed_config": {
            "@type": f"type.googleapis.com/{kind}",
            "max_active_downstream_connections": MOST_CONNECTIONS,
        },
    }


def _buckets() -> Json:
    milliseconds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 15000, 30000]
    return {"match": {"safe_regex": {"regex": ".*_rq_time"}}, "buckets": milliseconds}


def as_yaml(settings: GatewaySettings) -> str:
    """The configuration as Envoy reads it from a file."""
    return yaml.safe_dump(_plain(bootstrap(settings)), allow_unicode=True, sort_keys=False, width=110)


def main() -> None:
    """Writes YAML to the standard output."""
    sys.stdout.write(as_yaml(GatewaySettings()))


def _plain(value: Any) -> Any:
    """Enumerations as the strings they are: YAML's safe writer knows no subclasses."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


if __name__ == "__main__":
    main()
