"""What is over its time goes whole, what is not stays whole, and somebody signs for it."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from copy import deepcopy as copy
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from koppi.access.actions import KEPT_YEARS, log_reading
from koppi.access.models import Pass, Reading
from koppi.config import retention as command
from koppi.conversations.models import Message
from koppi.feedback.models import Feedback
from koppi.feedback.tests.factories import make_feedback
from koppi.files.models import StoredFile
from koppi.intake.advising import identify_client
from koppi.intake.models import Contact, ContactDraft
from koppi.ledger.models import Event
from koppi.matters import actions as matters
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import keep_promises_now, koppi, make_client, resident_of
from koppi.notices.actions import choose_contact_points
from koppi.notices.models import ContactPoint
from koppi.people.models import Client
from koppi.people.tests.factories import test_code
from koppi.retention import actions, queries, rules
from koppi.retention.errors import NothingToArchive, OtherRunStands
from koppi.retention.models import Certificate
from tests.county import MINUTE, NINE, TEN_PAST, make_county, send
from tests.house.test_addresses import undone

# Three years, and thirteen, after the county's Monday.
LATER = datetime(2028, 6, 1, 9, 0, tzinfo=UTC)
LONG_AFTER = datetime(2040, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The county, made once; what a test changes in the database and on the disk is undone after it."""
    folder = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), undone():
        with time_machine.travel(TEN_PAST):
            yield make_county(folder)
        transaction.set_rollback(True)


@pytest.fixture
def county(built, tmp_path, settings):
    shutil.copytree(built.folder, tmp_path, dirs_exist_ok=True)
    settings.MEDIA_ROOT = settings.DATA = tmp_path
    with undone():
        yield copy(built)
        transaction.set_rollback(True)


def close(matter, by, at=TEN_PAST + MINUTE):
    """Close a matter, caught first if nobody has it."""
    if matter.catch_id is None:
        matters.catch_matter(matter_id=matter.pk, by=by, at=at)
    matters.close_matter(
        matter_id=matter.pk, outcome="solved", without_assessment="not_a_care_need", by=by, at=at
    )


def carry_out(kind, how="destroyed", at=LONG_AFTER):
    certificate = actions.begin(kind=kind, how=how, named="Kirsi Kirjaaja", by=koppi(), at=at)
    while actions.take_batch(certificate_id=certificate.pk, by=koppi(), at=at):
        keep_promises_now()
    certificate.refresh_from_db()
    return certificate


def mentions(matter_ids):
    """Return every table that still holds a row about these matters, the ledger and the log aside."""
    found = []
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        about_matters = model._meta.managed and "matter_id" in columns
        if about_matters and model._base_manager.filter(matter_id__in=matter_ids).exists():
            found.append(model._meta.label)
    return found


def test_nothing_is_due_before_its_time(county):
    assert {(due.to_destroy, due.to_archive) for due in queries.falling_due(NINE.date())} == {(0, 0)}


def test_letters_go_after_three_years_and_only_from_closed_matters(county):
    open_letters = set(
        Message.objects.exclude(conversation__matter__state="closed").values_list("pk", flat=True)
    )
    closed = Message.objects.filter(conversation__matter__state="closed").count()
    assert closed > 0 and open_letters

    certificate = carry_out(rules.LETTERS, at=LATER)

    assert set(Message.objects.values_list("pk", flat=True)) == open_letters
    assert (certificate.records, certificate.counts["conversations.message"]) == (closed, closed)
    assert Matter.objects.filter(pk=county.closed.pk).exists()


def test_a_matter_goes_with_all_that_hangs_on_it_twelve_years_after_death(county, tmp_path):
    for name in ("fresh", "held"):
        close(getattr(county, name), county.aino)
    Matter.objects.filter(pk=county.overdue.pk).update(continues=county.fresh.pk)
    Client.objects.filter(pk=county.maria_client.pk).update(died_on=date(2027, 1, 1))
    going = [county.fresh.pk, county.held.pk, county.closed.pk]
    kept_file, stays = (
        county.draft_file,
        set(Matter.objects.exclude(pk__in=going).values_list("pk", flat=True)),
    )
    key, content = county.contact.key, tmp_path / county.file.path
    events = list(Event.objects.order_by("pk").values_list("pk", "kind", "matter_no"))
    assert content.exists()

    certificate = carry_out(rules.CARE)

    assert set(Matter.objects.values_list("pk", flat=True)) == stays
    assert mentions(going) == []
    assert not Contact.objects.filter(key=key).exists() and not ContactDraft.objects.filter(uuid=key).exists()
    assert list(StoredFile.objects.all()) == [kept_file]
    assert not Pass.objects.filter(matter_id__in=going).exists()
    assert Matter.objects.get(pk=county.overdue.pk).continues_id is None
    # The ledger's history is whole, and has one more line.
    assert list(Event.objects.order_by("pk").values_list("pk", "kind", "matter_no"))[:-1] == events
    assert certificate.records == 3
    assert certificate.finished_at and len(certificate.digest) == 64
    assert certificate.counts["matters.matter"] == 3 and certificate.counts["files.storedfile"] == 1
    assert not any(name in json.dumps(certificate.counts) for name in ("Maria", "Lindqvist"))


def test_while_somebody_lives_nothing_of_their_care_goes(county):
    rule = rules.rule_for(rules.CARE, LONG_AFTER.date())

    assert not queries.due_records(rule, LONG_AFTER.date(), archive=False).exists()


def test_social_care_goes_by_its_service_and_what_is_not_named_stays_longest(county):
    asked = Topic.objects.get(code="money-housing").statements
    _, found = send(
        county.otto, TEN_PAST, topic={"topic": "money-housing"}, warnings={"affirmed": [], "asked": asked}
    )
    matter = next(one for one in found if one.register == "social")
    close(matter, county.sari)
    close(county.social, county.sari)
    due = {one.rule.kind: one.to_destroy for one in queries.falling_due(LONG_AFTER.date())}

    # Otto was born on the 2nd, Maria on the 17th.
    assert (due[rules.WORKING_AGE], due[rules.SUBSTANCE], due[rules.FAMILIES]) == (1, 1, 0)

    Matter.objects.filter(pk=matter.pk).update(topic=county.fresh.topic)
    due = {one.rule.kind: one.to_destroy for one in queries.falling_due(LONG_AFTER.date())}
    assert (due[rules.WORKING_AGE], due[rules.FAMILIES]) == (0, 0)


def test_an_older_matter_waits_for_the_newer_one_that_was_joined_into_it(county):
    close(county.fresh, county.aino)
    close(county.asked, county.eero)
    older, newer = sorted([county.fresh, county.asked], key=lambda one: one.pk)
    Matter.objects.filter(pk=newer.pk).update(joined_into=older.pk)
    Client.objects.filter(pk=older.client_id).update(died_on=date(2027, 1, 1))
    rule = rules.rule_for(rules.CARE, LONG_AFTER.date())

    due = queries.due_records(rule, LONG_AFTER.date(), archive=False)
    assert older.pk not in due.values_list("pk", flat=True)

    Client.objects.filter(pk=newer.client_id).update(died_on=date(2027, 1, 1))
    carry_out(rules.CARE)
    assert mentions([older.pk, newer.pk]) == []


def test_those_of_the_archives_days_are_never_destroyed_and_are_written_down_first(county, tmp_path):
    close(county.fresh, county.aino)
    born = county.maria_client.birth_date.replace(day=18)
    Client.objects.filter(pk=county.maria_client.pk).update(died_on=date(2027, 1, 1), birth_date=born)
    content = (tmp_path / county.file.path).read_bytes()

    assert carry_out(rules.CARE).records == 0
    assert Matter.objects.filter(pk=county.fresh.pk).exists()

    certificate = carry_out(rules.CARE, "archived")

    (part,) = certificate.parts
    place = actions.archive_folder(certificate) / part["name"]
    assert hashlib.sha256(place.read_bytes()).hexdigest() == part["sha256"]
    assert place.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(place) as whole:
        told = json.loads(whole.read("intake.contact.json"))
        assert "Selkä kipeytyi" in told[0]["fields"]["words"]
        assert whole.read(f"files/{county.file.uuid}") == content
    assert mentions([county.fresh.pk]) == []


def test_a_client_goes_when_nothing_about_them_is_left(county):
    gone = make_client("Vanha Väinö", hetu=test_code(date(1900, 1, 2)))
    resident_of(gone)
    Client.objects.filter(pk=county.otto_client.pk).update(died_on=date(2027, 1, 1))
    for client in (gone, county.otto_client):
        chosen = {"email": "vanha@example.test"}
        choose_contact_points(person_id=client.person_id, chosen=chosen, by=None, at=NINE)

    carry_out(rules.CLIENTS)

    assert not Client.objects.filter(pk=gone.pk).exists()
    assert ContactPoint.objects.get().person_id == county.otto_client.person_id
    # Otto's matter is open, so Otto stays.
    assert Client.objects.filter(pk=county.otto_client.pk).exists()


def test_a_certificate_can_neither_be_changed_nor_removed(county):
    certificate = carry_out(rules.LETTERS, at=LATER)

    for change in (
        lambda: Certificate.objects.filter(pk=certificate.pk).update(records=0),
        lambda: Certificate.objects.filter(pk=certificate.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_one_run_of_a_kind_at_a_time(county):
    first = actions.begin(kind=rules.LETTERS, how="destroyed", named="Kirsi", by=koppi(), at=LATER)

    assert actions.begin(kind=rules.LETTERS, how="destroyed", named="Kalle", by=koppi(), at=LATER) == first
    with pytest.raises(OtherRunStands):
        actions.begin(kind=rules.LETTERS, how="archived", named="Kalle", by=koppi(), at=LATER)
    with pytest.raises(NothingToArchive):
        actions.begin(kind=rules.READINGS, how="archived", named="Kalle", by=koppi(), at=LATER)


def test_months_of_the_reading_log_go_after_twelve_years_and_are_signed_for(county):
    old = datetime(2012, 3, 5, 9, 0, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute("select koppi_add_month('access_reading', %s)", [old.date()])
    for at in (old, old + MINUTE, TEN_PAST):
        log_reading(
            reader=county.aino,
            register="patient",
            client_ids=[county.maria_client.pk],
            what="matter",
            why="holder",
            at=at,
        )
    on = datetime(2024, 4, 1, 9, 0, tzinfo=UTC)
    assert queries.due_of(rules.rule_for(rules.READINGS, on.date()), on.date()).to_destroy == 2

    certificate = carry_out(rules.READINGS, at=on)

    assert (certificate.records, certificate.counts["months"]) == (2, 1)
    assert not Reading.objects.filter(at__lt=on).exists() and Reading.objects.filter(at=TEN_PAST).exists()
    assert rules.rule_for(rules.READINGS, on.date()).years == KEPT_YEARS


def test_doing_it_again_does_nothing_more(county):
    first = carry_out(rules.LETTERS, at=LATER)
    second = carry_out(rules.LETTERS, at=LATER)

    assert first.records > 0 and (second.records, second.digest) == (0, "")


# The command


def test_nothing_goes_without_a_name_and_a_yes(county, monkeypatch, capsys):
    with time_machine.travel(LATER):
        assert command.carry_out("destroy", "nonsense", named="Kirsi", sure=True) == 2
        assert command.carry_out("destroy", rules.LETTERS, named=" ", sure=True) == 2
        monkeypatch.setattr("builtins.input", lambda ask: "yes")
        assert command.carry_out("destroy", rules.LETTERS, named="Kirsi", sure=False) == 1
    assert not Certificate.objects.exists()


def test_the_command_shows_and_destroys_and_lists(county, monkeypatch, capsys):
    due = Message.objects.filter(conversation__matter__state="closed").count()
    with time_machine.travel(LATER):
        command.show()
        monkeypatch.setattr("builtins.input", lambda ask: f"destroy {due}")
        assert command.carry_out("destroy", rules.LETTERS, named="Kirsi Kirjaaja", sure=False) == 0
        command.show_certificates()

    said = capsys.readouterr().out
    assert "letters" in said and "2025-03-03" in said and "703/2023" in said
    assert f"{due} records destroyed" in said and "Kirsi Kirjaaja" in said


# Killed on the way

KILLED_AT_THE_SECOND_BATCH = """
import os, signal
import django
django.setup()
from django.conf import settings
from koppi.config import retention
from koppi.retention import actions
actions.BATCH = 1
write, written = actions._write_down, []
def and_die(*args):
    write(*args)
    written.append(1)
    if len(written) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
actions._write_down = and_die
retention.carry_out("archive", "letters", named="Kirsi Kirjaaja", sure=True)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path, settings):
    settings.MEDIA_ROOT = settings.DATA = tmp_path
    with time_machine.travel(TEN_PAST):
        county = make_county(tmp_path)
        close(county.waiting, county.aino)
        close(county.held, county.aino)
    Client.objects.update(birth_date=date(1980, 5, 18))
    # Long ago by the machine's own clock, by which the command counts.
    Message.objects.update(sent_at=datetime(2001, 1, 1, tzinfo=UTC))
    due = Message.objects.filter(conversation__matter__state="closed").count()
    assert due >= 3

    database = connection.settings_dict
    url = f"postgresql://{database['USER']}@/{database['NAME']}?host={quote(database['HOST'])}&port={database['PORT']}"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_THE_SECOND_BATCH],
        env={**os.environ, "KOPPI_DATABASE_URL": url, "KOPPI_DATA": str(tmp_path)}
        | {"DJANGO_SETTINGS_MODULE": "koppi.config.settings"},
        capture_output=True,
        text=True,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    broken_off = Certificate.objects.get()
    assert (broken_off.records, broken_off.finished_at) == (1, None)
    assert Message.objects.filter(conversation__matter__state="closed").count() == due - 1

    with time_machine.travel(LATER):
        assert command.carry_out("archive", rules.LETTERS, named="Joku Muu", sure=True) == 0

    certificate = Certificate.objects.get()
    assert (certificate.records, certificate.named) == (due, "Kirsi Kirjaaja")
    assert not Message.objects.filter(conversation__matter__state="closed").exists()
    archived = []
    for part in certificate.parts:
        place = tmp_path / "archive" / str(certificate.uuid) / part["name"]
        assert hashlib.sha256(place.read_bytes()).hexdigest() == part["sha256"]
        with zipfile.ZipFile(place) as whole:
            archived += [row["pk"] for row in json.loads(whole.read("conversations.message.json"))]
    assert len(archived) == len(set(archived)) == due


def test_advice_goes_two_full_years_after_it_closed_and_is_never_archived(county):
    kept, gone = county.advice, county.advised
    rule = rules.rule_for(rules.ADVICE, LATER.date())
    last_day = date(2027, 3, 3)

    assert not queries.due_records(rule, last_day, archive=False).exists()
    with pytest.raises(NothingToArchive):
        actions.begin(kind=rules.ADVICE, how="archived", named="Kalle", by=koppi(), at=LATER)

    assert carry_out(rules.ADVICE, at=LATER).records == 1
    assert mentions([gone.pk]) == []
    assert Matter.objects.filter(pk=kept.pk).exists()
    assert Event.objects.filter(matter_id=gone.pk).exists()


def test_advice_that_went_on_as_a_clients_matter_goes_without_it(county):
    new = identify_client(
        matter_id=county.advice.pk, client=county.maria_client, identified="code", by=county.aino, at=TEN_PAST
    )

    carry_out(rules.ADVICE, at=LATER)

    (matter,) = new.opened
    matter.refresh_from_db()
    assert matter.continues is None
    assert matter.matter_contacts.get().contact == new
    assert not Matter.objects.filter(register="advice").exists()


def test_feedback_goes_two_full_years_after_its_day(county):
    Feedback.objects.all().delete()
    team = county.patient.team
    kept, gone = make_feedback(team, day=date(2026, 6, 1)), make_feedback(team, day=date(2026, 5, 31))

    assert carry_out(rules.FEEDBACK, at=LATER).records == 1
    assert list(Feedback.objects.all()) == [kept] != [gone]
