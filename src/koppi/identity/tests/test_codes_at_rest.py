"""Recovery and activation codes in the database: as dear to guess as passwords."""

import math
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password, get_hasher, identify_hasher

from koppi.identity import actions, queries, sealed
from koppi.identity.errors import WrongProof
from koppi.identity.models import Activation, RecoveryCode, User
from koppi.people.tests.factories import make_professional, make_team

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 7, 0, 5, tzinfo=UTC)


@pytest.fixture
def liisa(db):
    return make_professional("Liisa Koski", make_team("saaristo"), username="liisa").user


def test_codes_are_kept_hashed_as_passwords_are_each_with_a_salt(liisa):
    before = sealed.salted_hash("recovery code", liisa.pk, "0123456789")
    assert before != sealed.salted_hash("recovery code", liisa.pk, "0123456789")
    code = actions.invite(user=liisa, by=User.objects.system(), at=START)
    codes = actions.renew_recovery_codes(user=liisa, by=liisa, at=START)

    kept = [
        (codes, "recovery code", list(RecoveryCode.objects.filter(user=liisa).order_by("pk"))),
        ([code], "activation", list(Activation.objects.filter(user=liisa))),
    ]
    salts = set()
    for given, purpose, rows in kept:
        assert len(given) == len(rows)
        for one, row in zip(given, rows, strict=True):
            # What passwords are hashed with; in the settings of the house that is Argon2.
            hasher = identify_hasher(row.salted_hash)
            assert hasher.algorithm == get_hasher().algorithm
            salts.add(hasher.decode(row.salted_hash)["salt"])
            assert one not in row.salted_hash
            # The key of the house goes in as well: the database alone is not enough for guessing.
            assert not check_password(one, row.salted_hash)
            assert sealed.is_salted_hash(row.salted_hash, purpose, liisa.pk, one)
            assert not sealed.is_salted_hash(row.salted_hash, purpose, liisa.pk + 1, one)
    assert len(salts) == 11 and all(len(salt) * math.log2(62) >= 32 for salt in salts)


def test_passwords_and_codes_are_hashed_by_argon2_in_the_house():
    from koppi.config import settings as of_the_house

    assert of_the_house.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_codes_from_before_the_salt_stay_good(liisa):
    migration = import_module("koppi.identity.migrations.0005_codes_hashed_with_salt")
    old = sealed.keyed_hash("recovery code", liisa.pk, "0123456789")
    RecoveryCode.objects.create(user=liisa, salted_hash=old, made_at=START)

    migration.salt(apps, None)

    assert actions.use_recovery_code(user=liisa, code="01234 56789", by=liisa, at=START) == 0
    with pytest.raises(WrongProof):
        actions.use_recovery_code(user=liisa, code="01234 56789", by=liisa, at=START)


def test_of_two_who_show_the_same_code_at_once_one_is_late(liisa, monkeypatch):
    code = actions.renew_recovery_codes(user=liisa, by=liisa, at=START)[3]
    honest = sealed.is_salted_hash

    def meanwhile(*of):
        found = honest(*of)
        if found:
            RecoveryCode.objects.filter(user=liisa, salted_hash=of[0]).update(used_at=START)
        return found

    monkeypatch.setattr("koppi.identity.actions.factors.is_salted_hash", meanwhile)

    with pytest.raises(WrongProof):
        actions.use_recovery_code(user=liisa, code=code, by=liisa, at=START)


def test_who_was_not_invited_waits_as_long_as_who_was(liisa, monkeypatch):
    asked = []
    monkeypatch.setattr(queries, "is_salted_hash", lambda *of: asked.append(of) or False)

    for name in ("liisa", "nobody"):
        assert queries.waiting_activation(username=name, code="x" * 16, at=START) is None
    assert [known for known, *_ in asked] == [None, None]
    assert not sealed.is_salted_hash(None, "activation", 0, "x" * 16)
