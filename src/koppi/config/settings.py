"""Django's settings. What may differ between places comes from the environment (``env.py``)."""

from datetime import timedelta

from csp.constants import NONE, SELF

from koppi.config import env, postgres

ENVIRONMENT = env.read()
PRODUCTION = ENVIRONMENT.production
DATA = ENVIRONMENT.data

SECRET_KEY = ENVIRONMENT.secret_key
IDENTITY_KEY = ENVIRONMENT.identity_key
READING_LOG_KEY = ENVIRONMENT.reading_log_key
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts or ["localhost", "127.0.0.1", "[::1]", ENVIRONMENT.host]

# The stand-in for strong identification; a system check refuses it in production whatever sets it.
DEMO_SIGN_IN = not PRODUCTION
# Who tells us who somebody is: None until a county has named a provider.
SIGN_IN_PROVIDERS = {
    "residents": ENVIRONMENT.resident_provider,
    "professionals": ENVIRONMENT.professional_provider,
}
SIGN_IN_SKEW_SECONDS = ENVIRONMENT.sign_in_skew_seconds
# Who tells who may act for whom: None where the county does not ask the national register.
MANDATE_REGISTER = ENVIRONMENT.mandate_register
URGENT_ALERT = timedelta(minutes=ENVIRONMENT.urgent_alert_minutes)
UPLOAD_LIMIT_BYTES = ENVIRONMENT.upload_limit_mb * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "koppi.ui",
    "koppi.ledger",
    "koppi.live",
    "koppi.notices",
    "koppi.identity",
    "koppi.access",
    "koppi.disclosures",
    "koppi.handbook",
    "koppi.files",
    "koppi.people",
    "koppi.deadlines",
    "koppi.questionnaires",
    "koppi.matters",
    "koppi.intake",
    "koppi.conversations",
    "koppi.callbacks",
    "koppi.feedback",
    "koppi.plans",
    "koppi.segments",
    "koppi.chat",
    "koppi.appointments",
    "koppi.retention",
    "koppi.resident",
    "koppi.desk",
    "koppi.config",
]

MIDDLEWARE = [
    "koppi.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # So far out that also what another middleware answers by itself cannot be framed.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "koppi.config.middleware.PermissionsPolicyMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "koppi.identity.middleware.SignInMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "koppi.config.middleware.ReadableMiddleware",
    "koppi.config.middleware.WrongMethodMiddleware",
    "koppi.ui.middleware.NowMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "koppi.identity.middleware.IdleMiddleware",
    "koppi.identity.middleware.LimitMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "koppi.config.middleware.BodyLimitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "koppi.people.middleware.SecondLockMiddleware",
]

ROOT_URLCONF = "koppi.config.urls"
WSGI_APPLICATION = "koppi.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "koppi.ui.context.ui",
                "koppi.identity.context.sign_in",
            ],
        },
    },
]

# Database

# The live process is in the database what the web is.
_ROLE = "web" if ENVIRONMENT.database_role == "live" else ENVIRONMENT.database_role
DATABASE = ENVIRONMENT.own_database or postgres.django_database(DATA, role=_ROLE)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **DATABASE,
        "OPTIONS": {
            **DATABASE.get("OPTIONS", {}),
            "application_name": "koppi",
            # What is asked often is planned once for each connection: docs/decisions/0018.
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    },
}
if ENVIRONMENT.pool_size:
    # A web process keeps its connections in a pool; `koppi run` asks for it, one-off commands do not.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": ENVIRONMENT.pool_size,
        "timeout": 10,
        "max_idle": 300,
    }
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Parts of pages that each process keeps as drawn, some of them for each professional.

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}

# Whose service this is, as every page's header says it.
AREA_NAME = {
    "fi": "Rannikon hyvinvointialue",
    "sv": "Kustens välfärdsområde",
    "en": "Coast Wellbeing Services County",
}

# People and sessions

AUTH_USER_MODEL = "identity.User"
# Who answers what the sign-in asks about people; identity stands below people and never imports them.
IDENTITY_DIRECTORY = "koppi.people.directory.PeopleDirectory"
LOCAL_ACCOUNTS = ENVIRONMENT.local_accounts
# How often each address may be tried: every one that anybody may ask for has its line there.
LIMITS = "koppi.config.limits.LIMITS"
# So many proxies of our own stand in front; what they write about who asks is believed.
PROXIES = ENVIRONMENT.proxies
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "koppi.identity.password_rules.OwnWordsValidator",
        "OPTIONS": {"words": [*AREA_NAME.values(), *ENVIRONMENT.password_words]},
    },
    {
        "NAME": "koppi.identity.password_rules.BreachedPasswordValidator",
        "OPTIONS": {"file": ENVIRONMENT.breached_passwords},
    },
]
SESSION_ENGINE = "koppi.identity.sessions"
SESSION_COOKIE_NAME = "koppi"
SESSION_COOKIE_AGE = ENVIRONMENT.session_idle_minutes * 60
# A sign-in ends at the latest after so many hours, however much it is used.
SESSION_HOURS = {
    "professional": ENVIRONMENT.session_hours_professional,
    "resident": ENVIRONMENT.session_hours_resident,
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_NAME = "koppi_csrf"
CSRF_FAILURE_VIEW = "koppi.ui.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENVIRONMENT.allowed_hosts]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What open pages hear by themselves: docs/decisions/0083. In production the proxy passes /live/ on; in a demo
# the live process answers the same host names at a port of its own, and lets only our own pages in.

LIVE_CARRIER = "koppi.live.carriers.Postgres"
LIVE_ADDRESS = ENVIRONMENT.live_address
LIVE_PORT = ENVIRONMENT.live_port
_SCHEME = "https" if PRODUCTION else "http"
_PAGES_AT = "" if PRODUCTION else f":{ENVIRONMENT.port}"
LIVE_ORIGINS = [f"{_SCHEME}://{host}{_PAGES_AT}" for host in ALLOWED_HOSTS]
if LIVE_ADDRESS:
    _LIVE_AT = [LIVE_ADDRESS] if "://" in LIVE_ADDRESS else []
else:
    _LIVE_AT = [f"{_SCHEME}://{host}:{LIVE_PORT}/live/" for host in dict.fromkeys(ALLOWED_HOSTS)]

# What the browser is told

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
# In production Koppi stands behind a proxy that ends TLS, sets this header itself and drops a client's own.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "connect-src": [SELF, *_LIVE_AT],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    },
}
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"

# Own words may be long: the form tells its limit in the reader's language, so Django's stands far above it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Ten files of the largest size and the form around them; more is refused before it is read.
BODY_LIMIT_BYTES = 10 * UPLOAD_LIMIT_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE

# Languages and time

LANGUAGES = [("fi", "suomi"), ("sv", "svenska"), ("en", "English")]
LANGUAGE_CODE = "fi"
LANGUAGE_COOKIE_NAME = "koppi_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
USE_I18N = True
TIME_ZONE = "Europe/Helsinki"
USE_TZ = True

# Files

MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# What leaves the house, and what carries it: nothing for a channel is the console in a demo, else nobody

DEFAULT_FROM_EMAIL = f"Koppi <{ENVIRONMENT.mail_from}>"
CARRIERS = {
    "email": ENVIRONMENT.mail_server if PRODUCTION or ENVIRONMENT.mail_server_is_named else None,
    "sms": ENVIRONMENT.sms_service,
    "suomifi": ENVIRONMENT.viestit,
}
CONSOLE_CARRIES = not PRODUCTION
# When telephones stay silent, and by what somebody under non-disclosure may still be told.
QUIET_HOURS = ENVIRONMENT.quiet_hours
NON_DISCLOSURE_CHANNELS = ENVIRONMENT.non_disclosure_channels
REACTIONS = "koppi.config.reactions.REACTIONS"
# What kinds of content a county writes itself, who may propose a change of it, and who names its owners.
HANDBOOK_KINDS = "koppi.config.handbook.KINDS"
HANDBOOK_WRITERS = "koppi.people.queries.writes_handbook"
HANDBOOK_NAMERS = "koppi.people.queries.names_owners"
# Who says whether somebody may still be written to, and who they are to a channel that must know it;
# notices stands below people and never imports them.
DELIVERY_GUARD = "koppi.people.recipients.held_back"
RECIPIENT_CODE = "koppi.people.recipients.code_of"

# How long break-glass opens a client's data, in minutes

BREAK_GLASS_MINUTES = ENVIRONMENT.break_glass_minutes

# What holds in a minor's matter until the minor's own word, and who leads

MINORS_RULES = ENVIRONMENT.minors_rules

# How an extract of the licence register is read

LICENCE_COLUMNS = ENVIRONMENT.licence_columns

# Jobs

PROCRASTINATE_ON_APP_READY = "koppi.config.jobs.register"

# What is written down: identifiers and states, never names, words or questions.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "koppi.config.logs.Lines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "procrastinate": {"level": "WARNING"},
        "psycopg.pool": {"level": "ERROR"},
        # It would write down which key somebody used.
        "fido2": {"level": "WARNING"},
    },
}
