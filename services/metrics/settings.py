"""What an operator sets for metrics, as METRICS_* variables."""

from pydantic_settings import SettingsConfigDict

from shared.settings.service import ServiceSettings


class MetricsSettings(ServiceSettings):
    """Read once, in main.py and in jobs.py."""

    model_config = SettingsConfigDict(env_prefix="METRICS_", frozen=True, extra="ignore")
