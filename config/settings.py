"""Django settings, all of them from the environment (config/env.py).

ENVIRONMENT is `production` unless it says otherwise: whoever forgets to say it gets refusals, not open doors.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from config import env
from config.media_storage import chosen_storage
from domains.common.money import EXPONENTS

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

ENVIRONMENT = env.text("ENVIRONMENT", "production", choices=("production", "development", "test"))
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.flag("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG may not be on in production: error pages would show secrets.")

SECRET_KEY = env.text("SECRET_KEY")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY takes 50 characters or more in production.")
PUBLIC_URL = env.text("PUBLIC_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
# Where links in mail lead: the storefront, which is this service's own page unless it says otherwise.
STOREFRONT_URL = env.text("STOREFRONT_URL", PUBLIC_URL).rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "[::1]", "testserver"))
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# Origins of storefronts that may open WebSockets; same-origin pages always may.
STOREFRONT_ORIGINS = env.names("STOREFRONT_ORIGINS")
# The public gets no GraphiQL, no introspection and no "did you mean" in production.
DEVELOPER_TOOLS = env.flag("DEVELOPER_TOOLS", default=not PRODUCTION)
TRUSTED_PROXY = env.flag("TRUSTED_PROXY", default=False)
HTTPS = env.flag("HTTPS", default=PRODUCTION)

LOG_LEVEL = env.text("LOG_LEVEL", "INFO", choices=("DEBUG", "INFO", "WARNING", "ERROR"))
LOG_STYLE: Any = env.text("LOG_FORMAT", "json", choices=("json", "console"))
DEFAULT_CURRENCY = env.text("DEFAULT_CURRENCY", "NGN", choices=tuple(EXPONENTS))

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_async_backend",
    "django_tasks_redis",
    "ninja",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "domains.common",
    "domains.identity",
    "domains.markets",
    "domains.media",
    "domains.vendors",
    "domains.catalogue",
    "domains.inventory",
    "domains.shipping",
    "domains.checkout",
    "domains.payments",
    "domains.orders",
    "domains.reviews",
    "domains.notifications",
    "domains.search",
    "config",
]
AUTH_USER_MODEL = "identity.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "rest.refusals.typed_refusals",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "rest" / "pages" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------------------------
# (sync + async connections) x processes must stay under the server's limit.
POOL_SIZE = env.integer("DATABASE_POOL_SIZE", 12, at_least=1)
POOL_WAIT = env.integer("DATABASE_POOL_WAIT_SECONDS", 5, at_least=1)
WRITE_THREADS = POOL_SIZE
WRITE_WAIT = env.integer("WRITE_WAIT_SECONDS", 10, at_least=1)
CPU_THREADS = env.integer("CPU_THREADS", 2, at_least=1)
STORAGE_THREADS = env.integer("STORAGE_THREADS", 8, at_least=1)
# An old PgBouncer (before 1.21) in transaction mode can't follow prepared statements.
PREPARED_STATEMENTS = env.flag("PREPARED_STATEMENTS", default=True)


def _database(url: dict[str, str], **options: Any) -> dict[str, Any]:
    return {
        "ENGINE": "django_async_backend.db.backends.postgresql",
        **url,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 2, "application_name": "fashionistar", **options},
    }


DATABASES = {
    "default": _database(
        env.database("DATABASE_URL"), pool={"min_size": 1, "max_size": POOL_SIZE, "timeout": POOL_WAIT}
    ),
}
# A connection past the pooler: LISTEN, migrations and session locks need one of their own.
DIRECT_DATABASE = _database(env.database("DATABASE_DIRECT_URL", env.text("DATABASE_URL")))
ASYNC_BACKEND_DISABLE_REQUEST_SIGNALS = True
# The warning is about WSGI, which makes an event loop per request. Our sync side has threads and a pool of its own,
# our async side one loop per process.
ASYNC_BACKEND_DISABLE_POOL_WARNING = True

# --- Redis ----------------------------------------------------------------------------------------------------------
REDIS_URL = env.redis_url("REDIS_URL")
REDIS_PREFIX = env.text("REDIS_PREFIX", "fashionistar")

# --- tasks and the outbox -------------------------------------------------------------------------------------------
TASK_QUEUES = ("critical", "default", "index", "media", "low_priority")
# One backend per queue: each has a hash tag of its own, so the queues lie on different nodes of a cluster.
TASKS: dict[str, dict[str, Any]] = {
    queue: {
        "BACKEND": "tasks.backend.ClusterBackend",
        "QUEUES": [queue],
        "OPTIONS": {
            "REDIS_KEY_PREFIX": f"{{{REDIS_PREFIX}:{queue}}}",
            # What a worker died over is taken up by another; longer than any task runs.
            "REDIS_CLAIM_TIMEOUT": 180,
            "REDIS_RESULT_TTL": 86_400,
            "REDIS_COMPLETED_TASK_TTL": 3_600,
        },
    }
    for queue in TASK_QUEUES
}
REACTIONS = "tasks.reactions.REACTIONS"
# How long a worker may be silent before its delivery is sent to another; longer than any reaction runs.
OUTBOX_LEASE = timedelta(seconds=env.integer("OUTBOX_LEASE_SECONDS", 30, at_least=1))
OUTBOX_FIRST_RETRY = timedelta(milliseconds=env.integer("OUTBOX_FIRST_RETRY_MS", 1_000, at_least=1))
OUTBOX_POLL = timedelta(milliseconds=env.integer("OUTBOX_POLL_MS", 1_000, at_least=10))

# --- the staff API --------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest.staff.door.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest.staff.door.permissions.RoleAllows"],
    "DEFAULT_THROTTLE_CLASSES": ["rest.staff.door.throttles.PerPerson"],
    "DEFAULT_PAGINATION_CLASS": "rest.staff.door.paging.KeysetPages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest.staff.door.filtering.DeclaredSearch",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "rest.staff.door.faults.answer_to",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Fashionistar staff API",
    "DESCRIPTION": "What staff may look at and do. Log in with the GraphQL mutation `login`; send its token.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/staff",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AttributeKind": "domains.catalogue.attributes.models.Attribute.Kind",
        "AttemptState": "domains.payments.models.PaymentAttempt.State",
        "BoostKind": "domains.search.models.Boost.Kind",
        "CaptureState": "domains.payments.models.Capture.State",
        "DeliveryState": "domains.common.models.Delivery.State",
        "OrderState": "domains.orders.models.Order.State",
        "ProductState": "domains.catalogue.models.Product.State",
        "RefundState": "domains.payments.models.Refund.State",
        "ReviewState": "domains.reviews.models.Review.State",
        "SizeKind": "domains.catalogue.sizing.models.SizeGuide.Kind",
        "TranslationKind": "domains.markets.models.Translation.Kind",
        "VendorOrderState": "domains.orders.models.VendorOrder.State",
    },
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Fashionistar",
    "SITE_HEADER": "Fashionistar",
    "SITE_SUBHEADER": "Staff look-ups",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "/static/staff/icon.svg"}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
}
# A working day; the admin's login page asks again on the next.
SESSION_COOKIE_AGE = 12 * 3600

# --- passwords and tokens -------------------------------------------------------------------------------------------
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if ENVIRONMENT == "test":
    PASSWORD_HASHERS = ["tests.passwords.QuickArgon2PasswordHasher"]
# Registration answers after this time whatever it found, so that the clock does not tell who has an account.
EVEN_ANSWER = timedelta(milliseconds=30 if ENVIRONMENT == "test" else 300)
# Multiplies what one network may do; load tests come from one machine.
NETWORK_LIMIT_FACTOR = env.integer("NETWORK_LIMIT_FACTOR", 1, at_least=1)
# What one GraphQL request may cost, in objects of its answer; and what a client may spend at once and per second.
# Streams at once, over all processes: of one client, and of one network (times the factor above), as strangers have.
LIVE_CONNECTIONS = env.integer("LIVE_CONNECTIONS", 20, at_least=1)
LIVE_SUBSCRIPTIONS = env.integer("LIVE_SUBSCRIPTIONS", 100, at_least=1)
LIVE_CONNECTIONS_PER_NETWORK = env.integer("LIVE_CONNECTIONS_PER_NETWORK", 500, at_least=1)
LIVE_SUBSCRIPTIONS_PER_NETWORK = env.integer("LIVE_SUBSCRIPTIONS_PER_NETWORK", 2_000, at_least=1)
# How many streams one process takes in; more wait for their turn, and are sent away after five seconds.
LIVE_ACCEPTS_PER_SECOND = env.integer("LIVE_ACCEPTS_PER_SECOND", 400, at_least=1)

GRAPHQL_MAX_COST = env.integer("GRAPHQL_MAX_COST", 5_000, at_least=1)
GRAPHQL_BUDGET = env.integer("GRAPHQL_BUDGET", 100_000, at_least=1)
GRAPHQL_RESTORE_PER_SECOND = env.integer("GRAPHQL_RESTORE_PER_SECOND", 5_000, at_least=1)
if GRAPHQL_BUDGET < GRAPHQL_MAX_COST:
    raise ImproperlyConfigured("GRAPHQL_BUDGET takes GRAPHQL_MAX_COST or more: the largest request would never run.")
# The public may run registered documents only (schema/operations); developers, with their tools on, whatever they like.
TRUSTED_DOCUMENTS_ONLY = env.flag("TRUSTED_DOCUMENTS_ONLY", default=False)
# How long a query may take; the database is told to stop as well.
GRAPHQL_DEADLINE = timedelta(seconds=env.integer("GRAPHQL_DEADLINE_SECONDS", 5, at_least=1))
# How long a mutation may take; PostgreSQL keeps the time of its writes, so that what is cut is rolled back.
GRAPHQL_MUTATION_DEADLINE = timedelta(seconds=env.integer("GRAPHQL_MUTATION_DEADLINE_SECONDS", 15, at_least=1))
if timedelta(seconds=20) < GRAPHQL_MUTATION_DEADLINE:
    raise ImproperlyConfigured("GRAPHQL_MUTATION_DEADLINE_SECONDS is at most 20: idempotency keys are held for 60.")
# How long a public answer may be given again without asking the database; 0 turns the cache off.
GRAPHQL_CACHE = timedelta(milliseconds=env.integer("GRAPHQL_CACHE_MS", 1_000))
# Staff get in by password alone where this is off: on a developer's machine, with the demo's accounts.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=PRODUCTION)
# The OAuth client ids of our storefronts and apps; without one there is no login with Google.
GOOGLE_CLIENT_IDS = env.names("GOOGLE_CLIENT_IDS")
GOOGLE_KEYS_URL = env.text("GOOGLE_KEYS_URL", "https://www.googleapis.com/oauth2/v3/certs")
GOOGLE_ISSUERS = env.names("GOOGLE_ISSUERS", ("https://accounts.google.com", "accounts.google.com"))
if PRODUCTION and not GOOGLE_KEYS_URL.startswith("https://"):
    raise ImproperlyConfigured(
        "GOOGLE_KEYS_URL takes https in production: whoever changes the keys logs in as anybody."
    )
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCESS_TOKEN_LIFETIME = timedelta(seconds=env.integer("ACCESS_TOKEN_SECONDS", 300, at_least=1))
REFRESH_TOKEN_LIFETIME = timedelta(seconds=env.integer("REFRESH_TOKEN_SECONDS", 86_400, at_least=1))
GUEST_TOKEN_LIFETIME = timedelta(days=env.integer("GUEST_TOKEN_DAYS", 90, at_least=1))

# --- payments -------------------------------------------------------------------------------------------------------
SANDBOX_URL = env.text("SANDBOX_URL", "http://127.0.0.1:8001").rstrip("/")
SANDBOX_SECRET_KEY = env.text("SANDBOX_SECRET_KEY", None if PRODUCTION else "sk_sandbox_development")
SANDBOX_WEBHOOK_SECRET = env.text("SANDBOX_WEBHOOK_SECRET", None if PRODUCTION else "whsec_sandbox_development")
PAYMENT_HOLD = timedelta(seconds=env.integer("PAYMENT_HOLD_SECONDS", 600, at_least=1))

# --- reviews --------------------------------------------------------------------------------------------------------
# Whether reviews of verified buyers are shown at once, or wait for staff.
REVIEWS_AUTO_PUBLISH = env.flag("REVIEWS_AUTO_PUBLISH", default=True)

# --- reminders ------------------------------------------------------------------------------------------------------
# A cart that nobody touched for so long is reminded of, where its owner has switched that on.
CART_REMINDER_AFTER = timedelta(seconds=env.integer("CART_REMINDER_SECONDS", 86_400, at_least=1))

# News of followed vendors waits so long for more of it, to go by one mail.
NEWS_GATHERED_FOR = timedelta(seconds=env.integer("NEWS_DIGEST_SECONDS", 3_600, at_least=0))

# --- search ---------------------------------------------------------------------------------------------------------
# What makes vectors of texts: `packaged` needs no network, `service` speaks OpenAI's embeddings API.
EMBEDDER = env.text("EMBEDDER", "packaged", choices=("packaged", "service"))
EMBEDDER_URL = env.text("EMBEDDER_URL", "https://api.openai.com/v1")
EMBEDDER_KEY = env.text("EMBEDDER_KEY", "" if EMBEDDER == "packaged" else None)
EMBEDDER_MODEL = env.text("EMBEDDER_MODEL", "text-embedding-3-small")
# After how long the counts beside a list are counted anew; the last ones are given meanwhile, for as long again at
# most. 0 counts for each request.
FACETS_KEPT = timedelta(seconds=env.integer("FACETS_KEPT_SECONDS", 2))
# How long a question that found too little waits in memory for others to be written down with it.
SEARCH_LOG = timedelta(seconds=env.integer("SEARCH_LOG_SECONDS", 5, at_least=1))

# --- mail -----------------------------------------------------------------------------------------------------------
MAIL_DIR = Path(env.text("MAIL_DIR", str(VAR_DIR / "mail")))
MAIL_FROM = env.text("MAIL_FROM", "Fashionistar <hello@fashionistar.example>")
DEFAULT_FROM_EMAIL = MAIL_FROM
_MAIL_BACKENDS: dict[str, dict[str, Any]] = {
    "file": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(MAIL_DIR)},
    },
    "console": {"BACKEND": "django.core.mail.backends.console.EmailBackend"},
    "smtp": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("SMTP_HOST", "127.0.0.1"),
            "port": env.integer("SMTP_PORT", 587),
            "username": env.text("SMTP_USER", ""),
            "password": env.text("SMTP_PASSWORD", ""),
            "use_tls": env.flag("SMTP_TLS", default=True),
            "timeout": 10,
        },
    },
}
MAILERS = {"default": _MAIL_BACKENDS[env.text("MAIL_BACKEND", "file", choices=tuple(_MAIL_BACKENDS))]}

# Text messages are written here, a file each, until a provider's gateway takes them.
SMS_DIR = Path(env.text("SMS_DIR", str(VAR_DIR / "sms")))

# --- time, language, files ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "rest" / "pages" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where pictures are kept: here, in S3 or in Cloudinary (docs/media.md).
_MEDIA = chosen_storage(public_url=PUBLIC_URL)
# Files that no address leads to, such as exports of accounts; a volume that all machines share.
PRIVATE_DIR = Path(env.text("PRIVATE_DIR", str(VAR_DIR / "private")))
STORAGES = {
    "default": _MEDIA.backend,
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_DIR), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- security headers -----------------------------------------------------------------------------------------------
SECURE_CSP: dict[str, Any] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", *_MEDIA.origins],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False  # the proxy in front redirects
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "rest.faults.form_refused"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING_CONFIG = None  # config/logging.py is applied by the entry points
