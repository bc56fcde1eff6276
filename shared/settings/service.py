"""Settings that every service has; each adds its own in services/<name>/settings.py under its own prefix."""

from base64 import b64decode
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DATA_KEY_BYTES = 32


class Mode(StrEnum):
    """Demo and training open the demo sign-in and the movable clock; production refuses both."""

    PRODUCTION = "production"
    TRAINING = "training"
    DEMO = "demo"


class ServiceSettings(BaseSettings):
    """Read once, in main.py, from the environment; secrets have no default."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: SecretStr = Field(description="Login role's URL of the service's own database")
    data_key: SecretStr = Field(description="Base64 of 32 bytes: signs cursors, keys hashes, seals secrets")
    gateway_url: str = Field("http://127.0.0.1:8080", description="Where siblings are reached: the gateway")
    issuer: str = Field("http://127.0.0.1:8080/identity", description="`iss` of the tokens to be believed")
    client_id: str | None = Field(None, description="The service's own client, for calls to siblings")
    client_key_file: Path | None = Field(None, description="Private key (PEM) of that client")
    files_url: str = Field(
        "",
        description="Where files live: file:///folder, or s3://bucket with AWS_ENDPOINT, AWS_ACCESS_KEY_ID"
        " and AWS_SECRET_ACCESS_KEY beside it; empty: the service takes none. No malware scanner is shipped:"
        " one is put in where the service is composed",
    )
    commit: str = Field("", description="Revision of the build, shown by /version")
    mode: Mode = Field(Mode.PRODUCTION, description="production, training or demo")
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = Field(
        (), description="Networks beside the public internet that webhooks may call, as a JSON list"
    )
    pool_size: int = Field(10, ge=2, le=100, description="Database connections per process, at most")

    @field_validator("data_key")
    @classmethod
    def _has_32_bytes(cls, value: SecretStr) -> SecretStr:
        if len(b64decode(value.get_secret_value(), validate=True)) != DATA_KEY_BYTES:
            raise ValueError("must be the base64 of exactly 32 bytes")
        return value

    @property
    def data_key_bytes(self) -> bytes:
        return b64decode(self.data_key.get_secret_value())
