"""A developer's own machine: one process, SQLite, tasks and channels in memory."""

from django.core.management.utils import get_random_secret_key

from bookshop.settings.base import *  # noqa: F403
from bookshop.settings.base import BASE_DIR

DEBUG = True
SECRET_KEY = get_random_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "local.sqlite3"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
CELERY_TASK_ALWAYS_EAGER = True
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
