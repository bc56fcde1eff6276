"""The route table as Envoy routes, with what the gateway answers by itself in front."""

import json
import re
from collections.abc import Iterable
from typing import Any

from services.gateway import catalogue
from services.gateway.clusters import cluster_name
from services.gateway.filters import body_rule, cors_policy, token_rule, uncompressed
from services.gateway.replies import set_header
from services.gateway.routes import ONE_MEBIBYTE, PORTAL, ROUTES, Budget, Route, Token
from services.gateway.settings import GatewaySettings

Json = dict[str, Any]

JSON_TYPE = "application/json"
SAFE_METHODS = ("GET", "HEAD")
CLIENT_ADDRESS = set_header("x-lupin-client-address", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%")
"""Where a call came from, seen past the trusted proxies; by it a service limits those who bring no token."""


def virtual_host(settings: GatewaySettings) -> Json:
    """One host for everything: the gateway has one name, and services live under their path."""
    return {
        "name": "lupin",
        "domains": ["*"],
        "request_headers_to_add": [CLIENT_ADDRESS],
        "typed_per_filter_config": {"envoy.filters.http.cors": cors_policy(settings)},
        "routes": [_front(), *_own(settings), *(_route(route) for route in ROUTES)],
    }


def _front() -> Json:
    """`/` for who asks for a page; every other caller gets the same in JSON."""
    front = _route(Route(service=PORTAL, path="/", token=Token.IGNORED))
    page = {"name": "accept", "string_match": {"contains": "text/html"}}
    return {**front, "match": {"path": "/", "headers": [_method(SAFE_METHODS), page]}}


def _own(settings: GatewaySettings) -> list[Json]:
    pages = (
        ("/", JSON_TYPE, catalogue.front_page(settings.public_url)),
        (catalogue.CATALOGUE_PATH, catalogue.CATALOGUE_TYPE, catalogue.linkset(settings.public_url)),
        ("/healthz", JSON_TYPE, {"status": "ok"}),
    )
    return [route for path, kind, body in pages for route in (_page(path, kind, body), _only_reading(path))]


def _page(path: str, kind: str, body: Json) -> Json:
    return {
        "match": {"path": path, "headers": [_method(SAFE_METHODS)]},
        "direct_response": {"status": 200, "body": {"inline_string": json.dumps(body, ensure_ascii=False)}},
        "response_headers_to_add": [
            set_header("content-type", kind),
            set_header("vary", "Accept"),
            set_header("link", f'<{catalogue.CATALOGUE_PATH}>; rel="api-catalog"'),
        ],
        "typed_per_filter_config": {"envoy.filters.http.jwt_authn": token_rule(Token.IGNORED)},
    }


def _only_reading(path: str) -> Json:
    return {
        "match": {"path": path},
        "direct_response": {"status": 405},
        "response_headers_to_add": [set_header("allow", ", ".join(SAFE_METHODS))],
        "typed_per_filter_config": {"envoy.filters.http.jwt_authn": token_rule(Token.IGNORED)},
    }


def _route(route: Route) -> Json:
    per_filter = {"envoy.filters.http.jwt_authn": token_rule(route.token)}
    if route.largest_body != ONE_MEBIBYTE:
        per_filter["envoy.filters.http.buffer"] = body_rule(route.largest_body)
    if not route.compressed:
        per_filter["envoy.filters.http.compressor"] = uncompressed()
    action: Json = {
        "cluster": cluster_name(route.service, route.budget),
        "timeout": f"{route.seconds}s",
        "retry_policy": _retries(route),
    }
    if route.rewrite is not None:
        action["regex_rewrite"] = {"pattern": {"regex": "^[^?]*"}, "substitution": route.rewrite}
    return {
        "name": route.path,
        "match": _match(route),
        "route": action,
        "typed_per_filter_config": per_filter,
    }


def _match(route: Route) -> Json:
    match = _path_match(route.path)
    if route.methods:
        methods = {*route.methods, *(SAFE_METHODS if "GET" in route.methods else ())}
        match["headers"] = [_method(sorted(methods))]
    return match


def _method(methods: Iterable[str]) -> Json:
    return {"name": ":method", "string_match": {"safe_regex": {"regex": "|".join(methods)}}}


def _path_match(path: str) -> Json:
    if "{" in path:
        parts = re.split(r"\{\w+\}", path)
        return {"safe_regex": {"regex": "[^/]+".join(re.escape(part) for part in parts)}}
    return {"prefix": path} if path.endswith("/") else {"path": path}


def _retries(route: Route) -> Json:
    """Only methods that change nothing are repeated; a POST is repeated by its caller with its key."""
    return {
        "retry_on": "connect-failure,refused-stream,reset-before-request,retriable-status-codes",
        "retriable_status_codes": [503] if route.budget is Budget.ORDINARY else [],
        "retriable_request_headers": [
            {"name": ":method", "string_match": {"exact": method}} for method in SAFE_METHODS
        ],
        "num_retries": 2,
        "retry_back_off": {"base_interval": "0.025s", "max_interval": "0.25s"},
    }
