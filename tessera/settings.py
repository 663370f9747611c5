"""The one settings module.

Every value comes from the environment (``TESSERA_…``, or a file named by ``TESSERA_…_FILE``), is
read here once, and is documented in ``docs/reference/settings.md``. Development needs none of them.
All wrong values are reported together, and stop the start.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import environs
from csp.constants import NONE, SELF

from tessera.lib.setting_values import (
    are_networks,
    are_ports,
    are_providers,
    begins,
    is_doi_prefix,
    sign_in_elsewhere,
)

# Before anything loads numpy, as readers of spreadsheets do too: a second thread gains little for
# vectors as small as ours, and takes a core from the web pages.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

BASE_DIR = Path(__file__).resolve().parent.parent

env = environs.FileAwareEnv(eager=False)


with env.prefixed("TESSERA_"):
    DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").resolve()
    DEBUG = env.bool("DEBUG", False)
    secret_key = env.str("SECRET_KEY", "")
    BASE_URL = env.str(
        "BASE_URL",
        "http://127.0.0.1:8000",
        validate=environs.validate.URL(
            require_tld=False,
            schemes={"http", "https"},
            error="Give the site's address, such as https://tessera.example.org.",
        ),
    )
    DATABASE_URL = env.str("DATABASE_URL", "", validate=begins("postgres", "postgresql", "sqlite"))
    SEARCH_URL = env.str("SEARCH_URL", "", validate=begins("tantivy", "memory"))
    EMBEDDER = env.str(
        "EMBEDDER",
        "none",
        validate=environs.validate.Regexp(
            r"^(none|use|e5|[\w.]+:\w+)$", error="Use none, use, e5, or package.module:factory."
        ),
    )
    CACHE_URL = env.str("CACHE_URL", "", validate=begins("redis", "rediss"))
    MEDIA_URL_SETTING = env.str("MEDIA_URL", "file:", validate=begins("file", "s3"))
    EMAIL_URL = env.str("EMAIL_URL", "", validate=begins("smtp", "smtps", "smtp+tls", "smtp+ssl"))
    DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "tessera@localhost")
    MALWARE_SCANNER = env.str("MALWARE_SCANNER", "", validate=begins("clamd"))
    TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [], validate=are_networks)
    ALLOWED_HOSTS_EXTRA: list[str] = env.list("ALLOWED_HOSTS", [])
    SITE_NAME = env.str("SITE_NAME", "Tessera")
    SITE_CONTACT = env.str("CONTACT", "")
    BOUNCE_TOKEN = env.str("BOUNCE_TOKEN", "")
    ADMIN_EMAIL = env.str("ADMIN_EMAIL", "admin@localhost")
    ANONYMOUS_REVIEW: list[str] = env.list(
        "ANONYMOUS_REVIEW",
        [],
        validate=environs.validate.ContainsOnly(["APP", "PRA", "GUI"]),
    )
    CHECK_LINKS = env.bool("CHECK_LINKS", True)
    CROSSREF_URL = env.str("CROSSREF_URL", "https://api.crossref.org")
    DATACITE_URL = env.str("DATACITE_URL", "https://api.datacite.org")
    OPEN_LIBRARY_URL = env.str("OPEN_LIBRARY_URL", "https://openlibrary.org")
    DOI_RESOLVER = env.str("DOI_RESOLVER", "https://doi.org")
    ZOTERO_API_URL = env.str("ZOTERO_API_URL", "https://api.zotero.org")
    DOI_PREFIX = env.str("DOI_PREFIX", "", validate=is_doi_prefix)
    DOI_REPOSITORY = env.str("DOI_REPOSITORY", "")
    DOI_SECRET = env.str("DOI_SECRET", "")
    DOI_API = env.str("DOI_API", "https://api.datacite.org", validate=begins("http", "https"))
    DOI_KINDS: list[str] = env.list(
        "DOI_KINDS",
        ["APP", "PRA"],
        validate=environs.validate.ContainsOnly(["APP", "PRA", "GUI", "POL", "ACA", "LRN"]),
    )
    DOI_STATE = env.str(
        "DOI_STATE",
        "findable",
        validate=environs.validate.OneOf(["draft", "registered", "findable"]),
    )
    FETCH_PORTS: list[str] = env.list("FETCH_PORTS", [], validate=are_ports)
    OAI_FRIENDS: list[str] = env.list(
        "OAI_FRIENDS", [], subcast=str, validate=environs.validate.Length(max=50)
    )
    API_LIMIT = env.int("API_LIMIT", 600, validate=environs.validate.Range(0, 1_000_000))
    ORCID_CLIENT_ID = env.str("ORCID_CLIENT_ID", "")
    ORCID_SECRET = env.str("ORCID_SECRET", "")
    ORCID_SANDBOX = env.bool("ORCID_SANDBOX", False)
    OPENID_PROVIDERS: Any = env.json("OPENID_PROVIDERS", [], validate=are_providers)
    SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", True)
    WEB_WORKERS = env.int(
        "WEB_WORKERS", min(os.cpu_count() or 1, 4), validate=environs.validate.Range(1, 64)
    )
    WEB_THREADS = env.int("WEB_THREADS", 2, validate=environs.validate.Range(1, 64))
    LOG_LEVEL = env.str(
        "LOG_LEVEL",
        "INFO",
        validate=environs.validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
    )

env.seal()
BASE_URL = BASE_URL.rstrip("/")


def embedded_secret_key() -> str:
    """The key kept in the data folder, made on the first start."""
    path = DATA_DIR / "secret-key"
    if path.exists() and (kept := path.read_text("utf-8").strip()):
        return kept
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    path.touch(mode=0o600)
    path.write_text(key, "utf-8")
    return key


EMBEDDED = not DATABASE_URL
SECRET_KEY = secret_key or (embedded_secret_key() if EMBEDDED else "")
if not SECRET_KEY:
    raise environs.EnvValidationError(
        "TESSERA_SECRET_KEY must be set when TESSERA_DATABASE_URL is.", ["TESSERA_SECRET_KEY"]
    )
IS_HTTPS = BASE_URL.startswith("https://")

# Hosts. Loopback is always answered, so that a load balancer's probe needs no setting.
ALLOWED_HOSTS = [
    urlsplit(BASE_URL).hostname or "127.0.0.1",
    "127.0.0.1",
    "localhost",
    "[::1]",
    *ALLOWED_HOSTS_EXTRA,
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "tessera.web",
    "tessera.accounts",
    "tessera.changes",
    "tessera.notifications",
    "tessera.vocabularies",
    "tessera.network",
    "tessera.catalogue",
    "tessera.review",
    "tessera.learning",
    "tessera.meetings",
    "tessera.communities",
    "tessera.exchange",
    "tessera.search",
    "tessera.stewardship",
    "tessera.following",
    "tessera.pages",
    "tessera.interop",
    "wagtail.contrib.simple_translation",
    "tessera.accounts.back_office_users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_htmx",
    "django_tasks_db",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.orcid",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "tessera.meetings.live.early.LiveRoomMiddleware",
    "tessera.web.client_address.ForwardingMiddleware",
    "tessera.web.page_cache.PageCacheMiddleware",
    "tessera.web.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tessera.web.middleware.AnswerRulesMiddleware",
    "tessera.interop.api.rules.ApiRulesMiddleware",
    "tessera.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tessera.accounts.middleware.AccountRulesMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tessera.interop.linked.signposting.SignpostingMiddleware",
]

ROOT_URLCONF = "tessera.urls"
WSGI_APPLICATION = "tessera.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tessera.web.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tessera.web.templatetags.drawings",
                "tessera.web.templatetags.kept",
                "tessera.web.templatetags.lists",
                "tessera.web.templatetags.times",
                "tessera.web.templatetags.accounts_menu",
                "tessera.web.templatetags.web",
            ],
        },
    },
]

# Database: SQLite in WAL mode, or whatever the address names.
if DATABASE_URL:
    DATABASES = {
        # A new connection for each request costs PostgreSQL more than most answers.
        "default": environs.Env().dj_db_url(
            "TESSERA_DATABASE_URL", conn_max_age=60, conn_health_checks=True
        )
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "tessera.sqlite3",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    "PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728; "
                    "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    }

SEARCH_ENGINE_URL = SEARCH_URL or f"tantivy:{DATA_DIR / 'index'}"

CACHES: dict[str, dict[str, Any]]
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }

# What all processes must know at once (accounts/shared_memory.py).
CACHES["shared"] = (
    CACHES["default"]
    if CACHE_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_sharedvalue",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
)

# Files: a folder, or a bucket.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if MEDIA_URL_SETTING.startswith("s3://"):
    bucket = urlsplit(MEDIA_URL_SETTING)
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": bucket.hostname, **dict(parse_qsl(bucket.query))},
    }
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Mail: files in the data folder, or SMTP.
if EMAIL_URL:
    for name, value in environs.Env().dj_email_url("TESSERA_EMAIL_URL").items():
        globals()[name] = value
else:
    EMAIL_BACKEND = "tessera.notifications.folder.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
# What the worker hands mails to; whatever else sends mail, libraries too, queues it for the worker.
MAIL_SERVER_BACKEND = EMAIL_BACKEND
EMAIL_BACKEND = "tessera.notifications.queueing.EmailBackend"
EMAIL_TIMEOUT = 10

# Languages.
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("ru", "Русский"),
    ("zh-hans", "中文"),
    ("tr", "Türkçe"),
]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = ["tessera.lib.formats"]
LOCALE_PATHS = [BASE_DIR / "tessera" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31536000
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_HTTPS

# Background work.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Back office.
WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": False}
}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAIL_WORKFLOW_ENABLED = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = True

WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

# Sign-in: one for everybody, by django-allauth (docs/decisions/0010-one-sign-in.md).
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_index"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_ADAPTER = "tessera.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_FORMS = {
    "login": "tessera.accounts.forms.SignInForm",
    "signup": "tessera.accounts.forms.SignUpForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/15m/key", "signup": "10/m/ip,60/d/ip"}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
MFA_ADAPTER = "tessera.accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_ADAPTER = "tessera.accounts.adapters.ElsewhereAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = sign_in_elsewhere(
    orcid=(ORCID_CLIENT_ID, ORCID_SECRET, ORCID_SANDBOX), others=OPENID_PROVIDERS
)
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
PASSWORD_HASHERS = [
    "tessera.accounts.hashing.Argon2idHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tessera.web.errors.csrf_failure"

# Transport and content security. The back office has its own, looser policy (web.middleware).
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "tessera.web.request_id.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id"],
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
    },
}
