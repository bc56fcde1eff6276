"""Settings of the peers: persistent connections, hardly any middleware, no debugging."""

import os

from sqlalchemy.engine import make_url

_URL = make_url(os.environ["BENCH_OWNER_URL"])
SECRET_KEY = "of a benchmark"  # noqa: S105 - nothing is signed with it
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "benchmarks.stacks.peers"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
INSTALLED_APPS = ["rest_framework"]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _URL.database,
        "USER": _URL.username,
        "PASSWORD": _URL.password,
        "HOST": _URL.query["host"],
        "CONN_MAX_AGE": None,
        "OPTIONS": {"options": "-c search_path=registry"},
    }
}
