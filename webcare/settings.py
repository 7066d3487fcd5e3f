"""Django's settings. What a municipality may turn is in ``webcare.env``; this is the rest."""

from __future__ import annotations

from urllib.parse import urlsplit

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from webcare import logs
from webcare.env import BASE_DIR, Env
from webcare.schedule import schedule

django_stubs_ext.monkeypatch()  # lets Django's own generic classes be subscripted at run time

ENV = Env()
if _unsafe := ENV.unsafe():
    raise ImproperlyConfigured("Webcare does not start in production: " + " ".join(_unsafe))

SECRET_KEY = ENV.secret_key.get_secret_value()
DEBUG = ENV.debug
ALLOWED_HOSTS = [host.strip() for host in ENV.allowed_hosts.split(",")]
if _public_host := urlsplit(ENV.public_url).hostname:
    ALLOWED_HOSTS.append(_public_host)  # else every webhook would be refused

INSTALLED_APPS = [
    "webcare",
    "webcare.figures",
    "webcare.talk",
    "webcare.reports",
    "inbox",
    "routing",
    "connectors",
    "webcare.warnings",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "webcare.preferences.middleware.OwnLanguageMiddleware",
    "inbox.colleagues.in_use.InUseMiddleware",
    "inbox.listening.ListeningMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "webcare.urls"
ASGI_APPLICATION = "webcare.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "webcare.shell.shell",
            ],
        },
    }
]

# Data ------------------------------------------------------------------------------------------

CONNECTION_SECONDS = 300
# Kept by who does one thing after another: a worker its tasks, a thread its requests. One that
# broke meanwhile is noticed before it is used.
DATABASES = {
    "default": dj_database_url.parse(
        ENV.database(), conn_max_age=CONNECTION_SECONDS, conn_health_checks=True
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ENV.redis()
CACHES = {
    "default": {
        "BACKEND": "webcare.cache.ForgetfulCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2},
    }
}
CREDENTIAL_KEYS = [key.strip() for key in ENV.credential_keys.get_secret_value().split(",")]

# Work in the background: the tables are the truth, Redis is a bell --------------------------------

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_DB_REUSE_MAX = 10_000  # tasks; see webcare.celery
# A bell that is not heard at once is not worth waiting for; who rang it has to answer a platform.
CELERY_TASK_PUBLISH_RETRY = False
# Answers do not wait behind a storm of messages: every worker looks at their queue first.
CELERY_TASK_QUEUES = (Queue("answers"), Queue("celery"))
CELERY_TASK_ROUTES = {
    f"inbox.tasks.{task}": {"queue": "answers"}
    for task in (
        "deliver",
        "reconcile",
        "perform",
        "take_answer",
        "take_remark",
        "relay_words",
        "answer_one",
    )
}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "priority",
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(ENV.var / "beat")
CELERY_BEAT_SCHEDULE = schedule(ENV)
POLL_SECONDS = ENV.poll_seconds
RECONCILE_SECONDS = ENV.reconcile_seconds
SWEEP_SECONDS = ENV.sweep_seconds
FOLLOW_DAYS = ENV.follow_days
ABSENCE_MINUTES = ENV.absence_minutes
FIND_DAYS = ENV.find_days
ARRIVAL_HOURS = ENV.arrival_hours
HTTP_SECONDS = ENV.http_seconds
SEND_LEASE_SECONDS = ENV.send_lease_seconds
NORM_CONTACT_SECONDS = ENV.norm_contact_seconds
NORM_UNREAD_SECONDS = ENV.norm_unread_seconds
NORM_UNSENT_SECONDS = ENV.norm_unsent_seconds
CANARY_HANDLE = ENV.canary_handle
CANARY_SECONDS = ENV.canary_seconds
CANARY_URL = ENV.canary_url.rstrip("/")
FIND_LAG_SECONDS = ENV.find_lag_seconds

# Platforms -------------------------------------------------------------------------------------

CONNECTORS = {
    "x": ("X", "connectors.x.connector.XConnector"),
    "facebook": ("Facebook", "connectors.facebook.connector.FacebookConnector"),
    "instagram": ("Instagram", "connectors.instagram.connector.InstagramConnector"),
}
GATEWAYS = {
    "x": ("X", "connectors.x.gateway.XGateway"),
    "meta": ("Meta (Facebook, Instagram)", "connectors.meta.gateway.MetaGateway"),
}
PUBLIC_URL = ENV.public_url.rstrip("/")
MEDIA_FROM_LOOPBACK = ENV.media_from_loopback
X_API_URL = ENV.x_api_url
X_WEB_URL = ENV.x_web_url
META_GRAPH_URL = ENV.meta_graph_url
INSTAGRAM_GRAPH_URL = ENV.instagram_graph_url
INSTAGRAM_API_URL = ENV.instagram_api_url
META_GRAPH_VERSION = ENV.meta_graph_version
FACEBOOK_WEB_URL = ENV.facebook_web_url
INSTAGRAM_WEB_URL = ENV.instagram_web_url

# People ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "webcare.User"
AUTHENTICATION_BACKENDS = [
    "webcare.rights.PersonBackend",
    "webcare.rights.SignInBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "webcare.login.ClosedAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL

# Mail: alarms to administrators, questions to departments and their answers ----------------------

if _mail := ENV.mail():
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.tls
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from
REPORT_DOMAINS = {each.strip().lower() for each in ENV.report_domains.split(",") if each.strip()}
REPLY_ADDRESS = ENV.reply_address
IMAP = ENV.imap()
MAIL_AUTHSERV = ENV.mail_authserv
LETTER_LIMIT = ENV.letter_mb * 1024 * 1024
LINK_DAYS = ENV.link_days
NEW_CASE_DAYS = ENV.new_case_days
GREETING_AFTER_SECONDS = ENV.greeting_after_seconds

# Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
FORMAT_MODULE_PATH = "webcare.formats"

# Static files ------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
# The components of NL Design System that the templates use, each a package of its own.
COMPONENTS = (
    "button",
    "checkbox",
    "form-field",
    "form-field-description",
    "form-field-error-message",
    "form-label",
    "heading-1",
    "heading-2",
    "link",
    "select",
    "skip-link",
    "textarea",
    "textbox",
)
STATICFILES_DIRS: list[object] = [
    BASE_DIR / "static",
    *((f"vendor/utrecht/{css}", NODE_MODULES / f"@utrecht/{css}-css/dist") for css in COMPONENTS),
    ("vendor/htmx", NODE_MODULES / "htmx.org" / "dist"),
    ("vendor/htmx-ext-sse", NODE_MODULES / "htmx-ext-sse" / "dist"),
    ("vendor/idiomorph", NODE_MODULES / "idiomorph" / "dist"),
    # The tokens of three house styles: see docs/workspace/everywhere.md.
    (
        "vendor/denhaag",
        NODE_MODULES / "@gemeente-denhaag" / "design-tokens-components" / "dist" / "theme",
    ),
    (
        "vendor/ma",
        NODE_MODULES / "@nl-design-system-community" / "ma-design-tokens" / "dist",
    ),
    (
        "vendor/voorbeeld",
        NODE_MODULES / "@nl-design-system-unstable" / "voorbeeld-design-tokens" / "dist",
    ),
]
STORAGES = {
    # Attachments; what is in here is served by inbox.views.attachments and by nothing else.
    "default": {"BACKEND": ENV.attachment_storage, "OPTIONS": ENV.attachment_storage_options},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.production
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = ENV.attachment_dir or ENV.var / "attachments"
FILE_UPLOAD_PERMISSIONS = 0o640
ATTACHMENT_LIMITS = {
    "image": ENV.attachment_image_mb * 1024 * 1024,
    "video": ENV.attachment_video_mb * 1024 * 1024,
    "audio": ENV.attachment_audio_mb * 1024 * 1024,
    "file": ENV.attachment_file_mb * 1024 * 1024,
}
# Of one request, with room for the form around the largest file; webhooks are far smaller.
MOST_BYTES_IN = max(*ATTACHMENT_LIMITS.values(), 20 * 1024 * 1024) + 1024 * 1024
WHITENOISE_USE_FINDERS = not ENV.production
PUSH_HOSTS = [host.strip().lower() for host in ENV.push_hosts.split(",") if host.strip()]
THEME = ENV.theme
MUNICIPALITY = ENV.municipality

# Safety ------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if ENV.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if ENV.production:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = ENV.behind_proxy
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# The API -----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "inbox.api.errors.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "600/min"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Webcare",
    "DESCRIPTION": "Conversations, answers and channels of the shared inbox.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "KindEnum": "routing.models.Kind",
        "PlatformEnum": "connectors.registry.kinds",
    },
}

LOGGING = logs.LOGGING
