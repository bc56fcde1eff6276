"""What an operator sets for trademark, as TRADEMARK_* variables."""

from pydantic_settings import SettingsConfigDict

from shared.settings.service import ServiceSettings


class TrademarkSettings(ServiceSettings):
    """Read once, in main.py and in jobs.py."""

    model_config = SettingsConfigDict(env_prefix="TRADEMARK_", frozen=True, extra="ignore")
