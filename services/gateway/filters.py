"""The HTTP filters in the order in which a request meets them."""

from typing import Any

from services.gateway.clusters import cluster_name
from services.gateway.routes import ONE_MEBIBYTE, Budget, Token
from services.gateway.settings import GatewaySettings

Json = dict[str, Any]

FILTERS = "type.googleapis.com/envoy.extensions.filters.http"
COMPRESSED_TYPES = (
    r"(application/([\w.]+\+)?json|application/x-ndjson|text/(css|csv|html|javascript|plain)|image/svg\+xml)"
    r"\s*(;.*)?"
)
EXPOSED_HEADERS = (
    "content-language,deprecation,etag,idempotent-replayed,link,location,repr-digest,retry-after,sunset,"
    "www-authenticate,x-request-id"
)
ALLOWED_HEADERS = (
    "accept,accept-language,authorization,content-type,idempotency-key,if-match,if-none-match,traceparent,"
    "x-request-id"
)
PREFLIGHT_SECONDS = 600
PAYLOAD = "claims"
UNCOUNTED = 4_000_000_000
MOST_SUBJECTS = 10_000
"""How many callers are counted at once; who called longest ago is forgotten."""


def http_filters(settings: GatewaySettings) -> list[Json]:
    """CORS first, so that a front-end can read the refusals of the filters behind it."""
    return [
        _filter("cors", {"@type": f"{FILTERS}.cors.v3.Cors"}),
        _filter("local_ratelimit", _overload(settings)),
        _filter("compressor", _compressor()),
        _filter("jwt_authn", _tokens(settings)),
        _filter("local_ratelimit", _rates(settings)),
        _filter("buffer", {"@type": f"{FILTERS}.buffer.v3.Buffer", "max_request_bytes": ONE_MEBIBYTE}),
        _filter("router", {"@type": f"{FILTERS}.router.v3.Router", "suppress_envoy_headers": True}),
    ]


def cors_policy(settings: GatewaySettings) -> Json:
    """Only registered origins; everything else gets no CORS header and the browser keeps it away."""
    return {
        "@type": f"{FILTERS}.cors.v3.CorsPolicy",
        "allow_origin_string_match": [{"exact": origin} for origin in settings.cors_origins],
        "allow_methods": "GET,HEAD,POST,PUT,PATCH,DELETE",
        "allow_headers": ALLOWED_HEADERS,
        "expose_headers": EXPOSED_HEADERS,
        "max_age": str(PREFLIGHT_SECONDS),
        "forward_not_matching_preflights": False,
    }


def _filter(name: str, config: Json) -> Json:
    return {"name": f"envoy.filters.http.{name}", "typed_config": config}


def _overload(settings: GatewaySettings) -> Json:
    """Per process, not per caller: what one client may do is counted by the services."""
    rate = settings.requests_per_second
    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return {
        "@type": f"{FILTERS}.local_ratelimit.v3.LocalRateLimit",
        "stat_prefix": "overload",
        "token_bucket": {
            "max_tokens": rate * 2,
            "tokens_per_fill": max(rate // 10, 1),
            "fill_interval": "0.1s",
        },
        "filter_enabled": always,
        "filter_enforced": always,
        "enable_x_ratelimit_headers": "OFF",
    }


def _rates(settings: GatewaySettings) -> Json:
    """How often one subject may call: by the rate class in the token; any other class is open."""
    classes = (("platform", settings.platform_per_second), ("modest", settings.modest_per_second))
    always = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return {
        "@type": f"{FILTERS}.local_ratelimit.v3.LocalRateLimit",
        "stat_prefix": "rate_class",
        "token_bucket": {"max_tokens": UNCOUNTED, "tokens_per_fill": UNCOUNTED, "fill_interval": "1s"},
        "filter_enabled": always,
        "filter_enforced": always,
        "enable_x_ratelimit_headers": "OFF",
        "rate_limits": [{"actions": [_told("rate_class", "lupin", "rate_class"), _told("subject", "sub")]}],
        "max_dynamic_descriptors": MOST_SUBJECTS,
        "descriptors": [
            {
                "entries": [{"key": "rate_class", "value": name}, {"key": "subject"}],
                "token_bucket": {"max_tokens": rate * 2, "tokens_per_fill": rate, "fill_interval": "1s"},
            }
            for name, rate in classes
        ],
    }


def _told(key: str, *path: str) -> Json:
    """What the token says, as the filter before has read it; a token without says nothing."""
    keys = [{"key": name} for name in (PAYLOAD, *path)]
    metadata = {"key": "envoy.filters.http.jwt_authn", "path": keys}
    return {"metadata": {"descriptor_key": key, "metadata_key": metadata, "source": "DYNAMIC"}}


def _compressor() -> Json:
    """A compressed answer keeps its ETag, weakened as RFC 9110 8.8.1 asks, instead of losing it."""
    return {
        "@type": f"{FILTERS}.compressor.v3.Compressor",
        "response_direction_config": {
            "common_config": {
                "min_content_length": 1024,
                "content_type_matcher": [{"safe_regex": {"regex": COMPRESSED_TYPES}}],
            },
            "weaken_etag_on_compress": True,
            "remove_accept_encoding_header": True,
        },
        "compressor_library": {
            "name": "gzip",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip",
                "compression_level": "COMPRESSION_LEVEL_3",
                "window_bits": 15,
            },
        },
    }


def _tokens(settings: GatewaySettings) -> Json:
    provider = {
        "issuer": settings.issuer,
        "remote_jwks": {
            "http_uri": {
                "uri": f"http://{settings.identity}/identity/v1/jwks",
                "cluster": cluster_name("identity", Budget.ORDINARY),
                "timeout": "2s",
            },
            "cache_duration": "60s",
            "async_fetch": {"fast_listener": True, "failed_refetch_duration": "1s"},
            "retry_policy": {"num_retries": 2},
        },
        "from_headers": [{"name": "Authorization", "value_prefix": "Bearer "}],
        "forward": True,
        "payload_in_metadata": PAYLOAD,
        "clock_skew_seconds": 5,
        "require_expiration": True,
    }
    good = {"provider_name": "identity"}
    return {
        "@type": f"{FILTERS}.jwt_authn.v3.JwtAuthentication",
        "providers": {"identity": provider},
        "bypass_cors_preflight": True,
        "requirement_map": {
            Token.REQUIRED: good,
            Token.OPTIONAL: {"requires_any": {"requirements": [good, {"allow_missing": {}}]}},
        },
    }


def token_rule(token: Token) -> Json:
    """What a route asks of the token filter."""
    config: Json = {"@type": f"{FILTERS}.jwt_authn.v3.PerRouteConfig"}
    wish = {"disabled": True} if token is Token.IGNORED else {"requirement_name": token}
    return config | wish


def uncompressed() -> Json:
    """A route whose bytes pass as they are."""
    return {"@type": f"{FILTERS}.compressor.v3.CompressorPerRoute", "disabled": True}


def body_rule(largest: int) -> Json:
    """A larger limit for an upload route, which the service counts itself."""
    config: Json = {"@type": f"{FILTERS}.buffer.v3.BufferPerRoute"}
    return config | (
        {"disabled": True} if largest > ONE_MEBIBYTE else {"buffer": {"max_request_bytes": largest}}
    )
