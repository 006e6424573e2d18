"""What the environment may tell Koppi, read in one place and refused aloud when wrong.

Every variable is a :class:`Variable` in :data:`VARIABLES`; ``docs/operations.md`` lists the same names and a
test keeps the two alike.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from koppi.config import carriers, providers, reading
from koppi.config.kept_secrets import kept_secret
from koppi.config.reading import Variable
from koppi.people.licences import Mapped
from koppi.people.minors import MinorsRule

CLONE = Path(__file__).resolve().parents[3]
KEYS = ("KOPPI_SECRET_KEY", "KOPPI_IDENTITY_KEY", "KOPPI_READING_LOG_KEY")


class WrongSetting(Exception):
    """An environment variable has a value that Koppi cannot use.

    The text is meant for the person who set it: the name, what was wrong, an example.
    """


VARIABLES = (
    Variable(
        "KOPPI_DATA",
        "",
        "/srv/koppi",
        "Folder for files and the embedded database; var/ in the clone",
        reading.folder,
    ),
    Variable(
        "KOPPI_MODE",
        "demo",
        "production",
        "demo (invented people) or production",
        reading.one_of("demo", "production"),
    ),
    Variable("KOPPI_HOST", "127.0.0.1", "0.0.0.0", "Address to listen on", reading.host),
    Variable("KOPPI_PORT", "8000", "8080", "Port to listen on", reading.whole_number(1, 65535)),
    Variable(
        "KOPPI_DATABASE_URL",
        "",
        "postgresql://koppi:secret@db.example.fi:5432/koppi?sslmode=verify-full",
        "A PostgreSQL 15 or newer instead of the embedded one",
        reading.database_url,
    ),
    Variable(
        "KOPPI_WEB_DATABASE_URL",
        "",
        "postgresql://koppi_web:secret@db.example.fi:5432/koppi?sslmode=verify-full",
        "The same database as the web connects to it; required in production with KOPPI_DATABASE_URL",
        reading.database_url,
    ),
    Variable(
        "KOPPI_WORKER_DATABASE_URL",
        "",
        "postgresql://koppi_worker:secret@db.example.fi:5432/koppi?sslmode=verify-full",
        "The same database as the worker connects to it; required in production with KOPPI_DATABASE_URL",
        reading.database_url,
    ),
    Variable(
        "KOPPI_DATABASE_ROLE",
        "owner",
        "web",
        "As whom this process connects: owner, web, worker or live; koppi run tells its processes",
        reading.one_of("owner", "web", "worker", "live"),
    ),
    Variable(
        "KOPPI_SECRET_KEY",
        "",
        "(60 random characters)",
        "Signs sessions; required in production",
        reading.key,
    ),
    Variable(
        "KOPPI_IDENTITY_KEY",
        "",
        "(60 random characters, never changed, kept apart from backups)",
        "Encrypts identity codes; required in production",
        reading.key,
    ),
    Variable(
        "KOPPI_READING_LOG_KEY",
        "",
        "(60 random characters, never changed, known to no database)",
        "Seals the log of who has looked at whose data; required in production",
        reading.key,
    ),
    Variable(
        "KOPPI_ALLOWED_HOSTS",
        "",
        "koppi.example.fi,www.koppi.example.fi",
        "Host names that Koppi answers to; required in production",
        reading.hosts,
    ),
    Variable(
        "KOPPI_SMTP_URL",
        "",
        "smtp+starttls://koppi:secret@mail.example.fi:587",
        "Server that takes the mail in production; this machine's own when not set",
        reading.mail_server,
    ),
    Variable(
        "KOPPI_MAIL_FROM",
        "koppi@localhost",
        "no-reply@koppi.example.fi",
        "Address that mail comes from",
        reading.mail_address,
    ),
    Variable(
        "KOPPI_LIVE_PORT",
        "0",
        "8001",
        "Port of the live process, which holds the pages' streams; the next after KOPPI_PORT when 0",
        reading.whole_number(0, 65535),
    ),
    Variable(
        "KOPPI_LIVE_URL",
        "",
        "/live/",
        "Where pages open their streams: /live/ in production, the live process's port in a demo; or off",
        reading.live_address,
    ),
    Variable("KOPPI_LIVE_PROCESSES", "1", "2", "Live processes", reading.whole_number(1, 16)),
    Variable(
        "KOPPI_LIVE_STREAMS",
        "10000",
        "10000",
        "Open pages that each live process serves",
        reading.whole_number(1, 200_000),
    ),
    Variable(
        "KOPPI_LIVE_DATABASE_URL",
        "",
        "postgresql://koppi_web:secret@db.example.fi:5432/koppi?sslmode=verify-full",
        "The same database as the live process connects to it, past any pooler; as the web when not set",
        reading.database_url,
    ),
    *carriers.VARIABLES,
    Variable("KOPPI_WEB_WORKERS", "2", "4", "Web processes", reading.whole_number(1, 64)),
    Variable(
        "KOPPI_POOL_SIZE",
        "0",
        "8",
        "Database connections kept by each web process",
        reading.whole_number(0, 200),
    ),
    Variable(
        "KOPPI_URGENT_ALERT_MINUTES",
        "10",
        "10",
        "Minutes an urgent matter may be uncaught before the shift lead is alerted, in a new database",
        reading.whole_number(1, 24 * 60),
    ),
    Variable(
        "KOPPI_BREAK_GLASS_MINUTES",
        "60",
        "60",
        "Minutes that a client's data stays open to a professional who opened it in need",
        reading.whole_number(5, 24 * 60),
    ),
    Variable(
        "KOPPI_MINORS_RULES",
        "",
        "/etc/koppi/minors.toml",
        "File of the county's own rules for minors; those that come with Koppi when not set",
        reading.minors_rules,
    ),
    Variable(
        "KOPPI_LICENCE_COLUMNS",
        "",
        "/etc/koppi/licences.toml",
        "File that says which column of a licence register's extract holds what; Koppi's own when not set",
        reading.licence_columns,
    ),
    Variable(
        "KOPPI_UPLOAD_LIMIT_MB",
        "20",
        "20",
        "Largest file a person may send, megabytes",
        reading.whole_number(1, 500),
    ),
    Variable(
        "KOPPI_SESSION_IDLE_MINUTES",
        "30",
        "30",
        "Minutes after which an idle sign-in ends",
        reading.whole_number(1, 24 * 60),
    ),
    Variable(
        "KOPPI_LOCAL_ACCOUNTS",
        "yes",
        "no",
        "Whether professionals may sign in with a password of Koppi's own and a second factor",
        reading.yes_or_no,
    ),
    Variable(
        "KOPPI_PASSWORD_WORDS",
        "",
        "Turku, Varha, Tyks",
        "Further words of the county that a password may not be made of, commas between",
        reading.words,
    ),
    Variable(
        "KOPPI_BREACHED_PASSWORDS",
        "",
        "/srv/koppi/pwned-passwords-sha1.txt",
        "File of SHA-1 hashes of breached passwords, ordered by hash",
        reading.file,
    ),
    Variable(
        "KOPPI_PROXIES",
        "0",
        "1",
        "Proxies of your own in front of Koppi, each of which adds to X-Forwarded-For",
        reading.whole_number(0, 5),
    ),
    Variable(
        "KOPPI_SESSION_HOURS_PROFESSIONAL",
        "12",
        "12",
        "Hours after which a professional's sign-in ends, used or not",
        reading.whole_number(1, 24),
    ),
    Variable(
        "KOPPI_SESSION_HOURS_RESIDENT",
        "4",
        "4",
        "Hours after which a resident's sign-in ends, used or not",
        reading.whole_number(1, 24),
    ),
    *providers.VARIABLES,
    Variable(
        "KOPPI_SIGN_IN_SKEW_SECONDS",
        "60",
        "60",
        "How far a provider's clock may be from ours",
        reading.whole_number(0, 300),
    ),
)


@dataclass(frozen=True)
class Environment:
    """The settings of this process, checked."""

    data: Path
    mode: str
    host: str
    port: int
    database: dict[str, Any] | None
    web_database: dict[str, Any] | None
    worker_database: dict[str, Any] | None
    live_database: dict[str, Any] | None
    database_role: str
    live_port: int
    live_address: str
    live_processes: int
    live_streams: int
    secret_key: str
    identity_key: str
    reading_log_key: str
    allowed_hosts: list[str]
    mail_server: reading.MailServer
    mail_server_is_named: bool
    mail_from: str
    sms_service: carriers.SmsFacts | None
    viestit: carriers.ViestitFacts | None
    quiet_hours: tuple[int, int] | None
    non_disclosure_channels: tuple[str, ...]
    web_workers: int
    break_glass_minutes: int
    minors_rules: tuple[MinorsRule, ...]
    licence_columns: Mapped
    pool_size: int
    urgent_alert_minutes: int
    upload_limit_mb: int
    session_idle_minutes: int
    local_accounts: bool
    password_words: list[str]
    breached_passwords: Path | None
    proxies: int
    session_hours_professional: int
    session_hours_resident: int
    resident_provider: providers.Provider | None
    professional_provider: providers.Provider | None
    sign_in_skew_seconds: int
    mandate_register: providers.MandateRegisterFacts | None

    @property
    def own_database(self) -> dict[str, Any] | None:
        """Return how this process connects to a server of its own; None for the embedded one.

        A demo may let everything connect as the owner: the web still acts as whoever asks.
        """
        as_themselves = {
            "web": self.web_database,
            "worker": self.worker_database,
            "live": self.live_database or self.web_database,
        }
        return as_themselves.get(self.database_role) or self.database

    @property
    def production(self) -> bool:
        """Tell whether real people's data may be here."""
        return self.mode == "production"


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Read and check every variable.

    In the demo mode the keys are made once into ``KOPPI_DATA/secrets`` and read from there afterwards.

    :raises WrongSetting: a value is missing or unusable; the text names the variable and an example
    """
    values = {variable.name: _value(variable, environ) for variable in VARIABLES}
    if not environ.get("KOPPI_DATA"):
        values["KOPPI_DATA"] = CLONE / "var"
    if unknown := sorted(set(_koppi_names(environ)) - set(values)):
        raise WrongSetting(f"{unknown[0]} is not a setting of Koppi. The settings are: {', '.join(values)}.")
    if values["KOPPI_MODE"] == "production":
        for name in (*KEYS, "KOPPI_ALLOWED_HOSTS"):
            if not values[name]:
                raise _wrong(_variable(name), "it is required when KOPPI_MODE is production")
        for name, other in combinations(KEYS, 2):
            if values[name] == values[other]:
                raise _wrong(_variable(other), f"it must differ from {name}")
        for name in ("KOPPI_WEB_DATABASE_URL", "KOPPI_WORKER_DATABASE_URL"):
            if values["KOPPI_DATABASE_URL"] and not values[name]:
                raise _wrong(_variable(name), "it is required with KOPPI_DATABASE_URL in production")
    else:
        for name in KEYS:
            values[name] = values[name] or kept_secret(values["KOPPI_DATA"], name)
    try:
        resident_provider = providers.provider(values, "RESIDENT")
        professional_provider = providers.provider(values, "PROFESSIONAL")
        mandate_register = providers.mandate_register(values)
        sms_service = carriers.sms(values)
        viestit = carriers.viestit(values)
    except providers.Unusable as unusable:
        raise _wrong(_variable(unusable.name), str(unusable)) from None
    return Environment(
        data=values["KOPPI_DATA"],
        mode=values["KOPPI_MODE"],
        host=values["KOPPI_HOST"],
        port=values["KOPPI_PORT"],
        database=values["KOPPI_DATABASE_URL"],
        web_database=values["KOPPI_WEB_DATABASE_URL"],
        worker_database=values["KOPPI_WORKER_DATABASE_URL"],
        live_database=values["KOPPI_LIVE_DATABASE_URL"],
        database_role=values["KOPPI_DATABASE_ROLE"],
        live_port=values["KOPPI_LIVE_PORT"] or values["KOPPI_PORT"] + 1,
        live_address=values["KOPPI_LIVE_URL"] or ("/live/" if values["KOPPI_MODE"] == "production" else ""),
        live_processes=values["KOPPI_LIVE_PROCESSES"],
        live_streams=values["KOPPI_LIVE_STREAMS"],
        secret_key=values["KOPPI_SECRET_KEY"],
        identity_key=values["KOPPI_IDENTITY_KEY"],
        reading_log_key=values["KOPPI_READING_LOG_KEY"],
        allowed_hosts=values["KOPPI_ALLOWED_HOSTS"],
        mail_server=values["KOPPI_SMTP_URL"],
        mail_server_is_named=bool(environ.get("KOPPI_SMTP_URL", "").strip()),
        mail_from=values["KOPPI_MAIL_FROM"],
        sms_service=sms_service,
        viestit=viestit,
        quiet_hours=values["KOPPI_QUIET_HOURS"],
        non_disclosure_channels=values["KOPPI_NON_DISCLOSURE_CHANNELS"],
        web_workers=values["KOPPI_WEB_WORKERS"],
        break_glass_minutes=values["KOPPI_BREAK_GLASS_MINUTES"],
        minors_rules=values["KOPPI_MINORS_RULES"],
        licence_columns=values["KOPPI_LICENCE_COLUMNS"],
        pool_size=values["KOPPI_POOL_SIZE"],
        urgent_alert_minutes=values["KOPPI_URGENT_ALERT_MINUTES"],
        upload_limit_mb=values["KOPPI_UPLOAD_LIMIT_MB"],
        session_idle_minutes=values["KOPPI_SESSION_IDLE_MINUTES"],
        local_accounts=values["KOPPI_LOCAL_ACCOUNTS"],
        password_words=values["KOPPI_PASSWORD_WORDS"],
        breached_passwords=values["KOPPI_BREACHED_PASSWORDS"],
        proxies=values["KOPPI_PROXIES"],
        session_hours_professional=values["KOPPI_SESSION_HOURS_PROFESSIONAL"],
        session_hours_resident=values["KOPPI_SESSION_HOURS_RESIDENT"],
        resident_provider=resident_provider,
        professional_provider=professional_provider,
        sign_in_skew_seconds=values["KOPPI_SIGN_IN_SKEW_SECONDS"],
        mandate_register=mandate_register,
    )


def _koppi_names(environ: Mapping[str, str]) -> list[str]:
    """Return the names meant for Koppi; those for its tests are not settings."""
    return [name for name in environ if name.startswith("KOPPI_") and not name.startswith("KOPPI_TEST_")]


def _variable(name: str) -> Variable:
    return next(variable for variable in VARIABLES if variable.name == name)


def _value(variable: Variable, environ: Mapping[str, str]) -> Any:
    text = environ.get(variable.name, "").strip() or variable.default
    try:
        return variable.read(text)
    except ValueError as error:
        raise _wrong(variable, str(error)) from None


def _wrong(variable: Variable, reason: str) -> WrongSetting:
    return WrongSetting(
        f"{variable.name} cannot be used: {reason}. Example: {variable.name}={variable.example}"
    )
