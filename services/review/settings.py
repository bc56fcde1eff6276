"""What an operator sets for review, as REVIEW_* variables."""

from pydantic_settings import SettingsConfigDict

from shared.settings.service import ServiceSettings


class ReviewSettings(ServiceSettings):
    """Read once, in main.py and in jobs.py."""

    model_config = SettingsConfigDict(env_prefix="REVIEW_", frozen=True, extra="ignore")
