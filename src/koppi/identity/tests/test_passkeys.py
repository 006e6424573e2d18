"""What is a right answer of a passkey, without a database."""

import json

import pytest

from koppi.identity import passkeys
from koppi.identity.errors import WrongProof

from .keys import SoftKey, text

HERE = passkeys.House(host="testserver", origin="http://testserver")
NONSENSE = [
    "",
    "{}",
    "[]",
    "null",
    "nonsense",
    '{"id": 1}',
    '{"response": {}}',
    "9" * 30_000,
    "\0",
    '{"id":' * 4000,
]


def made_by(key):
    options, state = passkeys.ask_for_new(HERE, user_handle=b"1" * 32, name="liisa", known=[])
    return passkeys.take_new(HERE, state=state, answer=key.make(options["publicKey"]["challenge"]))


@pytest.fixture
def key():
    return SoftKey()


@pytest.fixture
def made(key):
    return made_by(key)


def test_a_passkey_is_made_and_signs(key, made):
    options, state = passkeys.ask(HERE, known=[made.credential])

    found = passkeys.check(
        HERE, state=state, answer=key.sign(options["publicKey"]["challenge"]), known=[made.credential]
    )

    assert found == (key.id, 1)


def test_one_that_is_there_is_not_offered_to_be_made_again(key, made):
    options, _ = passkeys.ask_for_new(HERE, user_handle=b"1" * 32, name="liisa", known=[made.credential])

    assert [one["id"] for one in options["publicKey"]["excludeCredentials"]] == [text(key.id)]


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "http://sub.testserver"},
        {"host": "evil.example"},
        {"type": "webauthn.create"},
        {"flags": 0},
        {"signature": b"forged"},
    ],
    ids=str,
)
def test_a_forged_answer_is_refused(key, made, changed):
    options, state = passkeys.ask(HERE, known=[made.credential])
    answer = key.sign(options["publicKey"]["challenge"], **changed)

    with pytest.raises(WrongProof):
        passkeys.check(HERE, state=state, answer=answer, known=[made.credential])


@pytest.mark.parametrize(
    "changed",
    [{"origin": "https://evil.example"}, {"host": "evil.example"}, {"type": "webauthn.get"}, {"flags": 0}],
    ids=str,
)
def test_a_forged_new_key_is_refused(key, changed):
    options, state = passkeys.ask_for_new(HERE, user_handle=b"1" * 32, name="liisa", known=[])
    answer = key.make(options["publicKey"]["challenge"], **changed)

    with pytest.raises(WrongProof):
        passkeys.take_new(HERE, state=state, answer=answer)


def test_an_answer_to_an_earlier_question_is_refused(key, made):
    earlier, _ = passkeys.ask(HERE, known=[made.credential])
    _, state = passkeys.ask(HERE, known=[made.credential])

    with pytest.raises(WrongProof):
        passkeys.check(
            HERE, state=state, answer=key.sign(earlier["publicKey"]["challenge"]), known=[made.credential]
        )


def test_anothers_key_is_refused(made):
    other = SoftKey()
    made_by(other)
    options, state = passkeys.ask(HERE, known=[made.credential])

    with pytest.raises(WrongProof):
        passkeys.check(
            HERE, state=state, answer=other.sign(options["publicKey"]["challenge"]), known=[made.credential]
        )


@pytest.mark.parametrize("answer", NONSENSE, ids=lambda said: said[:12])
def test_nonsense_is_refused(made, answer):
    _, state = passkeys.ask(HERE, known=[made.credential])

    with pytest.raises(WrongProof):
        passkeys.check(HERE, state=state, answer=answer, known=[made.credential])
    with pytest.raises(WrongProof):
        passkeys.take_new(HERE, state=state, answer=answer)


def test_an_answer_that_nobody_asked_for_is_refused(key, made):
    with pytest.raises(WrongProof):
        passkeys.check(HERE, state=None, answer=key.sign("AAAA"), known=[made.credential])


def test_what_the_browser_is_asked_is_plain_json(made):
    options, _ = passkeys.ask(HERE, known=[made.credential])

    assert json.loads(json.dumps(options["publicKey"]))["rpId"] == "testserver"
