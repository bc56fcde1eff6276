"""What an operator sets for registry, as REGISTRY_* variables."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from shared.settings.service import ServiceSettings


class RegistrySettings(ServiceSettings):
    """Read once, in main.py."""

    model_config = SettingsConfigDict(env_prefix="REGISTRY_", frozen=True, extra="ignore")

    unmaskings_per_hour: int = Field(20, ge=1, description="Readings in clear by one reader within an hour")
    certification_working_days: int = Field(5, ge=1, le=60, description="Days to verify a claim")
