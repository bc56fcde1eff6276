"""Settings of the gateway, read once from GATEWAY_* when the configuration is generated."""

from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Address = Annotated[str, Field(pattern=r"^[A-Za-z0-9.\-]+:\d{1,5}$")]


class GatewaySettings(BaseSettings):
    """Where the gateway listens, where the services are and whom it trusts."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for all.")
    port: int = Field(8080, description="Port of the public API.")
    public_url: str = Field(
        "http://127.0.0.1:8080", description="How callers reach the gateway, without a slash."
    )
    issuer: str = Field("http://127.0.0.1:8080/identity", description="`iss` of identity's tokens.")
    admin_socket: Path = Field(
        Path("/run/lupin/envoy.sock"), description="Envoy's own administration: a socket, never a port."
    )
    metrics_port: int | None = Field(
        None, description="Port that serves /stats/prometheus and /ready, nothing else."
    )
    identity: Address = Field("127.0.0.1:8101", description="host:port of identity.")
    registry: Address = Field("127.0.0.1:8102", description="host:port of registry.")
    review: Address = Field("127.0.0.1:8103", description="host:port of review.")
    trademark: Address = Field("127.0.0.1:8104", description="host:port of trademark.")
    metrics: Address = Field("127.0.0.1:8105", description="host:port of metrics.")
    portal: Address = Field("127.0.0.1:8100", description="host:port of the portal, which serves the pages.")
    portal_data: Path | None = Field(
        None, description="Folder of what `python -m services.gateway.portal.gather` has written."
    )
    cors_origins: tuple[str, ...] = Field((), description="Registered front-end origins, JSON list.")
    trusted_hops: int = Field(
        0, ge=0, description="Proxies in front of the gateway whose X-Forwarded-* hold."
    )
    requests_per_second: int = Field(2000, ge=1, description="Overload limit of one gateway process.")
    platform_per_second: int = Field(
        100, ge=1, description="Calls of one subject of a client of the rate class platform, for one process."
    )
    modest_per_second: int = Field(
        10, ge=1, description="Calls of one subject of a client of the rate class modest, for one process."
    )
    access_log: Path = Field(Path("/dev/stdout"), description="Where the JSON access log goes.")

    def address(self, service: str) -> tuple[str, int]:
        """Host and port of a service."""
        host, port = str(getattr(self, service)).rsplit(":", 1)
        return host, int(port)
