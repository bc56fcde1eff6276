"""Templates and texts to pages, in the reader's language.

A page is `templates/<name>.html`, which extends `layout.html`; its words, in both
languages, are in `texts.yaml`.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from services.gateway.portal.assets import Assets
from services.gateway.routes import SERVICES
from shared.http.language import Language, preferred
from shared.text.yaml_text import read_yaml

HERE = Path(__file__).parent
COOKIE = "lupin_language"
A_YEAR = 365 * 24 * 3600
LANGUAGES: dict[str, Language] = {"zh-CN": "zh-CN", "en": "en"}


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _texts() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = read_yaml((HERE / "texts.yaml").read_text("utf-8"))
    return texts


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders a page for a request."""

    public_url: str
    assets: Assets
    environment: Environment = field(default_factory=_environment)
    texts: dict[str, dict[str, str]] = field(default_factory=_texts)

    def render(self, request: Request, name: str, *, status: int = 200, **facts: Any) -> HTMLResponse:
        """The page in the reader's language; `?lang=` chooses one and is remembered."""
        language = language_of(request)
        words = SimpleNamespace(**{key: both[language] for key, both in self.texts.items()})
        html = self.environment.get_template(f"{name}.html").render(
            t=words,
            language=language,
            page=name,
            path=request.url.path,
            asset=self.assets.address,
            api=self.public_url,
            services=SERVICES,
            **facts,
        )
        headers = {
            "Content-Language": language,
            "Vary": "Accept, Accept-Language, Cookie",
            "Cache-Control": "no-cache, private",
        }
        answer = HTMLResponse(html, status_code=status, headers=headers)
        if request.query_params.get("lang") in LANGUAGES:
            answer.set_cookie(COOKIE, language, max_age=A_YEAR, httponly=True, samesite="lax")
        return answer


def language_of(request: Request) -> Language:
    """Chosen in the address, chosen before, or asked for by the browser."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return LANGUAGES[chosen]
    return preferred(request.headers.get("accept-language"))
