import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = "v3ry-s3cr3t-8f2kd93jf02kd8s7ah3lq0z9x1c5b7n"
DEBUG = os.environ.get("DEBUG", "1") == "1"
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "catalogue",
    "blog",
    "lending",
    "archive",
    "weak.unscoped_writable_view",
    "weak.unscoped_writable_relation",
    "weak.action_without_object_check",
    "weak.unused_url_argument",
    "weak.object_key_from_body",
    "weak.writable_privilege",
    "weak.readable_secret",
    "weak.unsafe_in_template",
    "weak.value_in_script",
    "weak.value_in_bare_attribute",
    "weak.autoescape_off_in_template",
    "weak.ignored_url_argument",
    "weak.unscoped_object_lookup",
    "weak.plain_password",
    "debug_toolbar",
]

MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "debug_toolbar.middleware.DebugToolbarMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "bookshop",
        "USER": "bookshop",
        "PASSWORD": os.environ.get("DATABASE_PASSWORD", "correct-horse-battery"),
        "HOST": os.environ.get("DATABASE_HOST", "db"),
    }
}

EMAIL_HOST = "smtp.example.com"
EMAIL_HOST_PASSWORD = os.environ["EMAIL_HOST_PASSWORD"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_SERIALIZER = "django.contrib.sessions.serializers.PickleSerializer"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = True

STATIC_URL = "static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
