"""What is in a copy of somebody's data: both registers, each by itself, as a page to read and as data.

Source: GDPR 15; 703/2023 18 § for the two registers. What belongs in, and what does not: decision 0037.
"""

import json
import zipfile
from dataclasses import dataclass
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from koppi.access.second_lock import whole_house
from koppi.appointments import words as appointment_words
from koppi.appointments.queries import appointments_of
from koppi.callbacks.queries import number_of
from koppi.conversations.models import Attachment, Note
from koppi.conversations.queries import letters
from koppi.deadlines.calendars import day_of
from koppi.disclosures.queries import disclosures_of
from koppi.files.actions import open_file
from koppi.intake.models import ContactFile
from koppi.intake.queries import (
    affirmed_of,
    contacts_of_matter,
    files_of_contact,
    lines_of_contact,
    worsenings_of,
)
from koppi.intake.words import language_name
from koppi.matters.models import Assessment, Consultation, Matter
from koppi.matters.queries import delays_of, how_it_ended, matter_events
from koppi.people.models import Client
from koppi.people.queries import clients_to_act_for, own_person_responsibilities, reach_of, who_are
from koppi.plans.queries import papers_shown_to
from koppi.plans.words import LABELS, TITLES
from koppi.segments.queries import segment_history, views_of
from koppi.segments.words import DURATIONS, SEGMENTS

from . import words

REGISTERS = ("patient", "social")
FOLDERS = {"patient": "health", "social": "social"}
# A copy with more matters than this is made by the worker, so that nobody waits for a page.
MADE_AT_ONCE = 20


class NotYours(LookupError):
    """The resident may not have a copy of this client's data."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody of whom a resident may have a copy: themselves, or somebody they may act for."""

    client: Client
    is_self: bool
    registers: tuple[str, ...]


def whose_copies(by, at):
    """Return of whom a resident may have a copy, themselves first; others in the registers of the mandate."""
    own = Client.objects.filter(person_id=by.person_id).order_by("pk").first()
    found = [Whose(own, True, REGISTERS)] if own else []
    for other in clients_to_act_for(by, day_of(at)):
        covered = [("patient", other.health), ("social", other.social)]
        found.append(Whose(other.client, False, tuple(register for register, may in covered if may)))
    return found


def whose_copy(by, client_id, at):
    """Return whose data a copy holds.

    :raises NotYours: they may not have it, or not any more
    """
    for whose in whose_copies(by, at):
        if whose.client.pk == client_id:
            return whose
    raise NotYours(client_id)


def is_short(by, whose):
    """Tell whether a copy is small enough to be made while its asker waits."""
    return _matters(by, whose, whose.registers).count() <= MADE_AT_ONCE


def write_copy(target, *, by, whose, at):
    """Write a copy as a zip file, in the language in force: for each register a page, data and files.

    :param target: a file opened for writing bytes
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as whole:
        told = [register_of(by, whose, register, at) for register in whose.registers]
        front = {"registers": told, "whose": whose, "at": at, "folders": FOLDERS}
        whole.writestr("index.html", render_to_string("resident/copy/index.html", front))
        for data in told:
            folder = FOLDERS[data["register"]]
            page = {"data": data, "at": at}
            whole.writestr(f"{folder}/index.html", render_to_string("resident/copy/register.html", page))
            told_as_data = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            whole.writestr(f"{folder}/data.json", told_as_data)
            _write_files(whole, folder, data)


def _write_files(whole, folder, data):
    uuids = {file["uuid"] for matter in data["matters"] for file in matter["files"]}
    links = [
        *ContactFile.objects.filter(file__uuid__in=uuids).select_related("file"),
        *Attachment.objects.filter(file__uuid__in=uuids).select_related("file"),
    ]
    stored = {str(link.file.uuid): link.file for link in links}
    for matter in data["matters"]:
        for file in matter["files"]:
            try:
                with open_file(stored[file["uuid"]]) as content:
                    whole.writestr(f"{folder}/{file['place']}", content.read())
            except FileNotFoundError:
                file["place"] = ""


def register_of(by, whose, register, at):
    """Return all that one register tells about somebody, as plain values."""
    client = whose.client
    rows = _matters(by, whose, [register]).select_related("client", "topic", "team", "closed_as")
    reach = reach_of(client)
    ids = Client.objects.filter(person_id=client.person_id).values_list("pk", flat=True)
    given = disclosures_of(ids, [register])
    names = who_are({row.given_by_id for row in given})
    return {
        "register": register,
        "register_name": str(words.REGISTERS[register]),
        "made_at": at,
        "about": {
            "name": client.name,
            "birth_date": client.birth_date,
            "language": language_name(client.language),
            "hidden": reach.hidden,
            "phone": reach.phone,
            "email": reach.email,
            "municipality": reach.municipality,
            "notice": client.warnings,
        },
        "own_people": [
            {"name": one.professional.name, "since": one.valid_from}
            for one in own_person_responsibilities(client, at, [register])
        ],
        **(_segments(client, register, by) if whose.is_self else {"segments": [], "views": []}),
        "papers": [_paper(one) for one in papers_shown_to(by, ids) if one.register == register],
        "matters": [_matter(matter, by, whose) for matter in rows.order_by("opened_at", "pk")],
        "disclosures": [_disclosure(row, names) for row in given],
    }


def _segments(client, register, by):
    """Return what was agreed on with a client, and every view of their everyday life, in one register."""
    agreed = [row for row in segment_history(client, by=by) if row.register == register]
    return {
        "segments": [
            {
                "name": str(SEGMENTS[row.segment]),
                "why": row.why,
                "why_otherwise": row.why_otherwise,
                "how_we_work": list(row.how.lines) if row.how else [],
                "with": row.decided_by,
                "since": row.valid_from,
                "until": row.valid_to,
                "why_ended": row.why_ended,
                "review_on": row.review_on,
            }
            for row in agreed
        ],
        "views": [
            {
                "at": view.written_at,
                "whose": view.whose,
                "who": view.written_by,
                "coping": view.coping,
                "need": view.need,
                "duration": str(DURATIONS[view.duration]),
                "strengths": view.strengths,
                "words": view.words,
            }
            for view in views_of(client, register, by=by)
        ],
    }


def _paper(one):
    """Return a summary or a plan as it stands."""
    return {
        "kind": one.kind,
        "title": str(TITLES[one.kind]),
        "version": one.number,
        "at": one.written_at,
        "who": one.by_name,
        "fields": [
            {"code": name, "label": str(LABELS[name]), "text": text}
            for name, text in one.content.items()
            if text
        ],
    }


def _matters(by, whose, registers):
    """Return the matters that the resident may see: the one door, for the copy too."""
    shown = Matter.objects.visible_to(by).defer("search")
    return shown.filter(client__person_id=whose.client.person_id, register__in=registers)


def _matter(matter, by, whose):
    said, files = _said(matter, by), []
    for entry in said:
        for file in entry["files"]:
            file["place"] = f"files/{matter.reference}-{len(files) + 1}-{file['name']}"
            files.append(file)
    told = {
        "reference": matter.shown_reference,
        "subject": matter.subject,
        "topic": matter.topic.name,
        "opened_at": matter.opened_at,
        "closed_at": matter.closed_at,
        "outcome": how_it_ended(matter).told,
        "said": said,
        "files": files,
        "assessments": [_assessment(row) for row in _assessments(matter)],
        "happenings": _happenings(matter),
        "calls": [_call(row, matter) for row in matter.callbacks.select_related("window").order_by("pk")],
        "appointments": [_appointment(event) for event in appointments_of(matter)],
        "delays": [_delay(row) for row in reversed(delays_of(matter))],
        "notes": [],
        "questions": [],
    }
    # What professionals wrote among themselves is the client's own to read, not theirs who act for them.
    if whose.is_self:
        # The pages show a client none of it, and so the database shows a client's pages none either.
        with whole_house():
            told["notes"] = _notes(matter)
            told["questions"] = _questions(matter)
    return told


def _said(matter, by):
    """Return what was said in a matter by either side, in order."""
    entries = [_contact(contact, by) for contact in contacts_of_matter(matter)]
    entries += [_worse(told, by) for told in worsenings_of(matter)]
    entries += [_letter(letter, by) for letter in letters(matter, by=by)]
    return sorted(entries, key=lambda entry: entry["at"])


def _entry(at, who, text, **more):
    return {"at": at, "who": who, "text": text, "says": [], "answers": [], "files": [], **more}


def _contact(contact, by):
    return _entry(
        contact.received_at,
        str(words.TAKEN[contact.channel]) if contact.identified else _writer(contact.sent_by_id, by),
        contact.words,
        says=[statement.text for statement in affirmed_of(contact)],
        answers=[{"question": line.question, "answer": line.answer} for line in lines_of_contact(contact)],
        files=[{"uuid": str(one.uuid), "name": one.name} for one in files_of_contact(contact)],
    )


def _worse(told, by):
    says = [statement.text for statement in affirmed_of(told)]
    return _entry(told.at, _writer(told.by_id, by), told.words or _("It got worse."), says=says)


def _letter(letter, by):
    who = _writer(letter.by_id, by) if letter.from_client else f"{letter.by_name}, {letter.by_profession}"
    files = [{"uuid": str(one.uuid), "name": one.name} for one in letter.files]
    return _entry(letter.sent_at, who, letter.body, files=files)


def _writer(user_id, by):
    """Return who wrote on the client's side, without naming somebody else: a notifier, another guardian."""
    return _("You") if user_id == by.pk else _("Somebody else on your side")


def _assessments(matter):
    rows = Assessment.objects.filter(matter=matter).select_related("assessed_by__professional")
    return rows.order_by("assessed_at", "pk")


def _assessment(row):
    return {
        "at": row.assessed_at,
        "who": row.assessed_by.professional.name,
        "need": row.need,
        "profession": str(row.get_profession_display()) if row.profession else "",
    }


def _notes(matter):
    rows = list(
        Note.objects.filter(matter__in=Matter.objects.with_joined(matter)).order_by("written_at", "pk")
    )
    names = who_are({row.written_by_id for row in rows})
    return [{"at": row.written_at, "who": _name(names, row.written_by_id), "text": row.body} for row in rows]


def _questions(matter):
    rows = list(
        Consultation.objects.filter(matter__in=Matter.objects.with_joined(matter)).order_by("asked_at", "pk")
    )
    names = who_are({row.asked_by_id for row in rows} | {row.answered_by_id for row in rows})
    return [
        {
            "at": row.asked_at,
            "who": _name(names, row.asked_by_id),
            "question": row.question,
            "answered_by": _name(names, row.answered_by_id),
            "answer": row.answer,
        }
        for row in rows
    ]


def _happenings(matter):
    lines = [(event.at, event.kind, words.happening(event, event.by_name)) for event in matter_events(matter)]
    return [{"at": at, "code": kind, "text": text} for at, kind, text in lines]


def _call(row, matter):
    """Return a promised call; the number is left out where how to reach somebody is hidden."""
    return {
        "promised_at": row.promised_at,
        "from": row.window.starts_at,
        "until": row.window.ends_at,
        "state": row.state,
        "phone": "" if matter.client.non_disclosure else number_of(row),
    }


def _appointment(event):
    return {
        "starts_at": event.starts_at,
        "with": appointment_words.whom(event),
        "where": appointment_words.where(event),
        "bring": event.bring,
        "state": event.state,
        "state_name": appointment_words.state_said(event),
        "why": event.explanation or appointment_words.why_words(event.why),
    }


def _delay(row):
    """Return why care began late and what was told of it (703/2023 36 §)."""
    return {"told_on": row.told_on, "why": str(appointment_words.DELAY[row.why]), "told": row.told}


def _disclosure(row, names):
    return {
        "at": row.at,
        "given_by": _name(names, row.given_by_id),
        "receiver": row.receiver,
        "data": list(row.data),
        "purpose": row.purpose,
        "basis": row.basis,
        "law": row.law,
    }


def _name(names, user_id):
    return names[user_id].name if user_id in names else ""


def copy_name(at: datetime):
    """Return what the file is called when it is saved: nobody's name is in it."""
    return f"koppi-{day_of(at).isoformat()}.zip"
