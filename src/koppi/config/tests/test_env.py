import re
import stat

import pytest

from koppi.config import env

LONG = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PRODUCTION = {
    "KOPPI_MODE": "production",
    "KOPPI_SECRET_KEY": LONG,
    "KOPPI_IDENTITY_KEY": LONG[::-1],
    "KOPPI_READING_LOG_KEY": LONG[5:] + LONG[:5],
    "KOPPI_ALLOWED_HOSTS": "koppi.example.fi",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KOPPI_PORT", "http"),
        ("KOPPI_PORT", "0"),
        ("KOPPI_PORT", "65536"),
        ("KOPPI_PORT", "٨٠٠٠"),
        ("KOPPI_MODE", "prod"),
        ("KOPPI_HOST", "http://localhost"),
        ("KOPPI_DATABASE_URL", "mysql://db/koppi"),
        ("KOPPI_DATABASE_URL", "postgresql://db"),
        ("KOPPI_DATABASE_URL", "postgresql://db:port/koppi"),
        ("KOPPI_WEB_DATABASE_URL", "mysql://db/koppi"),
        ("KOPPI_WORKER_DATABASE_URL", "postgresql://db"),
        ("KOPPI_DATABASE_ROLE", "root"),
        ("KOPPI_SECRET_KEY", "short"),
        ("KOPPI_SECRET_KEY", "a" * 60),
        ("KOPPI_ALLOWED_HOSTS", "*"),
        ("KOPPI_ALLOWED_HOSTS", "https://koppi.example.fi"),
        ("KOPPI_SMTP_URL", "mail.example.fi"),
        ("KOPPI_SMTP_URL", "https://mail.example.fi"),
        ("KOPPI_SMTP_URL", "smtp://mail.example.fi:many"),
        ("KOPPI_MAIL_FROM", "Koppi"),
        ("KOPPI_SMS_SERVICE", "/nowhere/sms.toml"),
        ("KOPPI_SMS_KEY_FILE", "/nowhere/key"),
        ("KOPPI_VIESTIT_URL", "http://viestit.example.fi"),
        ("KOPPI_VIESTIT_URL", "https://viestit.example.fi:many"),
        ("KOPPI_QUIET_HOURS", "21"),
        ("KOPPI_QUIET_HOURS", "21-24"),
        ("KOPPI_QUIET_HOURS", "7-7"),
        ("KOPPI_NON_DISCLOSURE_CHANNELS", "letter"),
        ("KOPPI_MAIL_FROM", "a@example.fi, b@example.fi"),
        ("KOPPI_URGENT_ALERT_MINUTES", "0"),
        ("KOPPI_MINORS_RULES", "/nowhere/minors.toml"),
        ("KOPPI_LICENCE_COLUMNS", "/nowhere/licences.toml"),
        ("KOPPI_UPLOAD_LIMIT_MB", "-1"),
        ("KOPPI_SESSION_IDLE_MINUTES", "half an hour"),
        ("KOPPI_RESIDENT_SIGN_IN", "suomi.fi"),
        ("KOPPI_RESIDENT_CLIENT", "a b"),
        ("KOPPI_RESIDENT_KEY_FILE", "/nowhere/key.pem"),
        ("KOPPI_SIGN_IN_SKEW_SECONDS", "301"),
        ("KOPPI_PASSWORD_WORDS", "Turku, abc"),
        ("KOPPI_BREACHED_PASSWORDS", "/nowhere/hashes.txt"),
        ("KOPPI_SESSION_HOURS_PROFESSIONAL", "0"),
        ("KOPPI_SESSION_HOURS_RESIDENT", "25"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_an_example(tmp_path, name, value):
    with pytest.raises(env.WrongSetting) as refused:
        env.read({"KOPPI_DATA": str(tmp_path), name: value})
    assert f"{name} cannot be used: it " in str(refused.value)
    assert f"Example: {name}=" in str(refused.value)


def test_the_refusal_does_not_repeat_a_secret(tmp_path):
    with pytest.raises(env.WrongSetting) as refused:
        env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_misspelt_name_is_refused(tmp_path):
    with pytest.raises(env.WrongSetting, match="KOPPI_PROT is not a setting"):
        env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_PROT": "8000"})


def test_a_file_is_no_data_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(env.WrongSetting, match="KOPPI_DATA"):
        env.read({"KOPPI_DATA": str(tmp_path / "file")})


@pytest.mark.parametrize("missing", [*env.KEYS, "KOPPI_ALLOWED_HOSTS"])
def test_production_asks_for_what_it_needs(tmp_path, missing):
    given = {**PRODUCTION, "KOPPI_DATA": str(tmp_path)}
    del given[missing]
    with pytest.raises(env.WrongSetting, match=missing):
        env.read(given)


def test_production_makes_no_keys_of_its_own(tmp_path):
    assert env.read({**PRODUCTION, "KOPPI_DATA": str(tmp_path)}).production
    assert not (tmp_path / "secrets").exists()


@pytest.mark.parametrize("second", ["KOPPI_IDENTITY_KEY", "KOPPI_READING_LOG_KEY"])
def test_one_key_does_not_do_for_two_purposes(tmp_path, second):
    with pytest.raises(env.WrongSetting, match=second):
        env.read({**PRODUCTION, "KOPPI_DATA": str(tmp_path), second: LONG})


def test_the_demo_keeps_its_keys_over_restarts_for_its_owner_only(tmp_path):
    first = env.read({"KOPPI_DATA": str(tmp_path)})
    second = env.read({"KOPPI_DATA": str(tmp_path)})
    assert first.secret_key == second.secret_key != first.identity_key
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_database_address_is_taken_apart(tmp_path):
    url = "postgresql://koppi:p%40ss@db.example.fi:6432/county?sslmode=verify-full"
    database = env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_DATABASE_URL": url}).database
    assert database == {
        "NAME": "county",
        "USER": "koppi",
        "PASSWORD": "p@ss",
        "HOST": "db.example.fi",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "verify-full"},
    }


def test_the_operators_page_lists_every_setting_and_no_other():
    page = (env.CLONE / "docs" / "operations.md").read_text()
    listed = set(re.findall(r"^\| `(KOPPI_\w+)` \|", page, re.MULTILINE))
    assert listed == {variable.name for variable in env.VARIABLES}


@pytest.mark.parametrize(
    ("address", "host", "port", "encryption"),
    [
        ("", "localhost", 25, ""),
        ("smtp://mail.example.fi", "mail.example.fi", 25, ""),
        ("smtp+starttls://koppi:p%40ss@mail.example.fi", "mail.example.fi", 587, "starttls"),
        ("smtps://koppi:p%40ss@mail.example.fi:4650", "mail.example.fi", 4650, "tls"),
    ],
)
def test_mail_goes_to_the_server_that_is_named(tmp_path, address, host, port, encryption):
    server = env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_SMTP_URL": address}).mail_server

    assert (server.host, server.port, server.encryption) == (host, port, encryption)
    assert (server.user, server.password) == (("koppi", "p@ss") if "@" in address else ("", ""))


SMS = """
url = "https://sms.example.fi/v1"
idempotency_header = "Idempotency-Key"
status_url = "https://sms.example.fi/v1?key={key}"
status_sent = ["delivered"]
[body]
to = "{to}"
text = "{text}"
"""


def sms(tmp_path, file, key="s3cret"):
    (tmp_path / "sms.toml").write_text(file)
    (tmp_path / "key").write_text(key)
    given = {"KOPPI_SMS_SERVICE": str(tmp_path / "sms.toml"), "KOPPI_SMS_KEY_FILE": str(tmp_path / "key")}
    return env.read({"KOPPI_DATA": str(tmp_path), **given}).sms_service


def test_a_text_message_carrier_is_read_from_its_file_and_its_key_not_shown(tmp_path):
    service = sms(tmp_path, SMS)

    assert (service.url, service.key, service.status_sent) == (
        "https://sms.example.fi/v1",
        "s3cret",
        ("delivered",),
    )
    assert service.body == {"to": "{to}", "text": "{text}"}
    assert "s3cret" not in repr(service)


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('https://sms.example.fi/v1"\n', 'http://sms.example.fi/v1"\n', "begins with https"),
        ('to = "{to}"', 'to = "x"', "{to} and {text}"),
        ('status_sent = ["delivered"]', "", "status_sent"),
        ('status_sent = ["delivered"]', 'status_sent = "delivered"', "a list as status_sent"),
        ("idempotency_header", "idempotency", "must not have idempotency"),
        ("url =", "url", "TOML"),
    ],
)
def test_a_wrong_file_of_a_text_message_carrier_is_refused_with_what_is_wrong(tmp_path, there, instead, said):
    with pytest.raises(env.WrongSetting, match=re.escape(said)):
        sms(tmp_path, SMS.replace(there, instead, 1))


def test_a_carrier_without_its_key_is_refused(tmp_path):
    with pytest.raises(env.WrongSetting, match="KOPPI_SMS_KEY_FILE"):
        sms(tmp_path, SMS, key="")
    with pytest.raises(env.WrongSetting, match="KOPPI_VIESTIT_USER"):
        env.read({"KOPPI_DATA": str(tmp_path), "KOPPI_VIESTIT_URL": "https://viestit.example.fi"})


def test_hours_and_channels_may_be_none(tmp_path):
    read = env.read(
        {"KOPPI_DATA": str(tmp_path), "KOPPI_QUIET_HOURS": "none", "KOPPI_NON_DISCLOSURE_CHANNELS": "none"}
    )
    assert (read.quiet_hours, read.non_disclosure_channels) == (None, ())
    assert env.read({"KOPPI_DATA": str(tmp_path)}).quiet_hours == (21, 7)


@pytest.fixture
def oidc(tmp_path):
    (tmp_path / "secret").write_text("a secret\n")
    return {
        "KOPPI_DATA": str(tmp_path),
        "KOPPI_RESIDENT_SIGN_IN": "oidc",
        "KOPPI_RESIDENT_PROVIDER": "https://login.example.fi/",
        "KOPPI_RESIDENT_CLIENT": "koppi",
        "KOPPI_RESIDENT_KEY_FILE": str(tmp_path / "secret"),
    }


def test_a_provider_is_read_and_its_key_not_shown(oidc):
    provider = env.read(oidc).resident_provider

    assert (provider.kind, provider.address, provider.key) == (
        "oidc",
        "https://login.example.fi/",
        "a secret",
    )
    assert provider.levels == ("http://ftn.ficora.fi/2017/loa2", "http://ftn.ficora.fi/2017/loa3")
    assert "a secret" not in repr(provider)
    assert env.read({**oidc, "KOPPI_RESIDENT_SIGN_IN": "none"}).resident_provider is None


@pytest.mark.parametrize("name", ["PROVIDER", "CLIENT", "KEY_FILE"])
def test_a_provider_needs_all_it_is_known_by(oidc, name):
    del oidc[f"KOPPI_RESIDENT_{name}"]
    with pytest.raises(env.WrongSetting, match=f"KOPPI_RESIDENT_{name} cannot be used: it is required"):
        env.read(oidc)


@pytest.mark.parametrize(
    "issuer", ["http://login.example.fi/", "login.example.fi", "https://", "https://a.fi/?x=1", "ftp://a.fi"]
)
def test_an_issuer_is_an_address_nobody_listens_to(oidc, issuer):
    with pytest.raises(env.WrongSetting, match="KOPPI_RESIDENT_PROVIDER"):
        env.read({**oidc, "KOPPI_RESIDENT_PROVIDER": issuer})


def test_the_register_of_mandates_is_read_from_its_address_and_two_keys(tmp_path):
    given = {
        "KOPPI_DATA": str(tmp_path),
        "KOPPI_MANDATES_URL": "https://register.example.fi/",
        "KOPPI_MANDATES_CLIENT": "koppi",
        "KOPPI_MANDATES_KEY_FILE": str(tmp_path / "keys"),
    }
    (tmp_path / "keys").write_text("one\n")
    with pytest.raises(env.WrongSetting, match="KOPPI_MANDATES_KEY_FILE"):
        env.read(given)
    (tmp_path / "keys").write_text("one\ntwo\n")
    register = env.read(given).mandate_register

    assert (register.address, register.key, register.secret) == ("https://register.example.fi", "one", "two")
    assert register.social == "" and "two" not in repr(register)
    with pytest.raises(env.WrongSetting, match="KOPPI_MANDATES_URL"):
        env.read({**given, "KOPPI_MANDATES_URL": "register.example.fi"})
    with pytest.raises(env.WrongSetting, match="KOPPI_MANDATES_CLIENT"):
        env.read({**given, "KOPPI_MANDATES_CLIENT": ""})


def test_metadata_and_keys_of_saml_are_looked_at(oidc, tmp_path):
    saml = {**oidc, "KOPPI_RESIDENT_SIGN_IN": "saml"}
    with pytest.raises(env.WrongSetting, match="KOPPI_RESIDENT_PROVIDER"):
        env.read(saml)
    (tmp_path / "metadata.xml").write_text("<html>moved</html>")
    saml["KOPPI_RESIDENT_PROVIDER"] = str(tmp_path / "metadata.xml")
    with pytest.raises(env.WrongSetting, match=r"it must be|the file must be"):
        env.read(saml)
    (tmp_path / "metadata.xml").write_text("<EntityDescriptor><IDPSSODescriptor/></EntityDescriptor>")
    with pytest.raises(env.WrongSetting, match="KOPPI_RESIDENT_KEY_FILE"):
        env.read(saml)
    (tmp_path / "secret").write_text(
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
    )
    assert env.read(saml).resident_provider.kind == "saml"


@pytest.mark.parametrize("name", ["KOPPI_WEB_DATABASE_URL", "KOPPI_WORKER_DATABASE_URL"])
def test_production_does_not_serve_as_the_owner_of_the_database(tmp_path, name):
    urls = {
        "KOPPI_DATABASE_URL": "postgresql://koppi@db/koppi",
        "KOPPI_WEB_DATABASE_URL": "postgresql://koppi_web@db/koppi",
        "KOPPI_WORKER_DATABASE_URL": "postgresql://koppi_worker@db/koppi",
    }
    with pytest.raises(env.WrongSetting, match=f"{name} cannot be used: it is required"):
        env.read({"KOPPI_DATA": str(tmp_path), **PRODUCTION, **urls, name: ""})


def test_each_process_connects_as_itself(tmp_path):
    urls = {
        "KOPPI_DATABASE_URL": "postgresql://koppi@db/koppi",
        "KOPPI_WEB_DATABASE_URL": "postgresql://koppi_web@db/koppi",
        "KOPPI_WORKER_DATABASE_URL": "postgresql://koppi_worker@db/koppi",
    }
    for role, user in (("owner", "koppi"), ("web", "koppi_web"), ("worker", "koppi_worker")):
        read = env.read({"KOPPI_DATA": str(tmp_path), **PRODUCTION, **urls, "KOPPI_DATABASE_ROLE": role})
        assert read.own_database["USER"] == user
