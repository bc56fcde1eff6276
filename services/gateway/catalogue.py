"""What is here, for machines: the API catalogue (RFC 9727, a linkset of RFC 9264) and the front page."""

from typing import Any

from services.gateway.routes import SERVICES

Json = dict[str, Any]

CATALOGUE_PATH = "/.well-known/api-catalog"
CATALOGUE_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'


def linkset(public_url: str) -> Json:
    """One context per service: its description, its code lists, its state."""
    return {"linkset": [_service(public_url, service) for service in SERVICES]}


def front_page(public_url: str) -> Json:
    """The answer to `/`: where to go on."""
    return {
        "name": "鲁品 Lupin",
        "api_catalog": f"{public_url}{CATALOGUE_PATH}",
        "authorization_server": f"{public_url}/.well-known/oauth-authorization-server",
        "documentation": f"{public_url}/docs",
        "problems": f"{public_url}/problems",
        "services": {service: f"{public_url}/{service}/v1/openapi.json" for service in SERVICES},
    }


def _service(public_url: str, service: str) -> Json:
    root = f"{public_url}/{service}/v1"
    return {
        "anchor": f"{root}/",
        "service-desc": [{"href": f"{root}/openapi.json", "type": "application/json"}],
        "service-doc": [{"href": f"{public_url}/docs/{service}", "type": "text/html"}],
        "service-meta": [{"href": f"{root}/code-lists", "type": "application/json"}],
        "status": [{"href": f"{public_url}/{service}/readyz", "type": "application/json"}],
    }
