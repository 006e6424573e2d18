"""Addresses of the resident's site."""

from django.urls import path

from .views import (
    acting,
    appointments,
    calling,
    contact,
    home,
    matters,
    own_copy,
    own_data,
    sent,
    sharing,
    told,
)

app_name = "resident"

DRAFT = "contact/<uuid:draft_uuid>/"
MATTER = "my/<str:reference>/"
DATA = "my-data/<uuid:client_uuid>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("acting/", acting.choose, name="acting"),
    path("acting/register/", acting.to_register, name="acting_register"),
    path("acting/register/answer/", acting.from_register, name="acting_answer"),
    path("privacy/", home.privacy, name="privacy"),
    path("accessibility/", home.accessibility, name="accessibility"),
    path("contact/", contact.start, name="contact_start"),
    path("contact/new/", contact.new, name="contact_new"),
    path(DRAFT, contact.resume, name="contact_resume"),
    path(f"{DRAFT}urgent/", contact.urgent, name="contact_urgent"),
    path(f"{DRAFT}send/", contact.send, name="contact_send"),
    path(f"{DRAFT}sent/", sent.sent, name="contact_sent"),
    path(f"{DRAFT}changed/", sent.changed, name="contact_changed"),
    path(f"{DRAFT}discard/", contact.discard, name="contact_discard"),
    path(f"{DRAFT}files/<uuid:file_uuid>/remove/", contact.remove_file, name="contact_file_remove"),
    path(f"{DRAFT}<slug:step>/", contact.step, name="contact_step"),
    path(f"{DRAFT}<slug:step>/save/", contact.save, name="contact_save"),
    path("my/", matters.mine, name="matters"),
    path("my/notices/", told.choose, name="told"),
    path(MATTER, matters.matter, name="matter"),
    path(f"{MATTER}letter/", matters.letter, name="letter"),
    path(f"{MATTER}letters/", matters.letters, name="letters"),
    path(f"{MATTER}live/", matters.ticket, name="ticket"),
    path(f"{MATTER}draft/", matters.save_draft, name="letter_draft"),
    path(f"{MATTER}appointment/", appointments.choose, name="appointment"),
    path(f"{MATTER}appointment/<int:event_id>/move/", appointments.move, name="appointment_move"),
    path(f"{MATTER}appointment/<int:event_id>/cancel/", appointments.cancel, name="appointment_cancel"),
    path(f"{MATTER}appointment/<int:event_id>/koppi.ics", appointments.calendar, name="appointment_calendar"),
    path(f"{MATTER}worse/", matters.worse, name="worse"),
    path(f"{MATTER}worse/told/", matters.worse_told, name="worse_told"),
    path(f"{MATTER}callback/", calling.choose, name="callback"),
    path(f"{MATTER}callback/withdraw/", calling.withdraw, name="callback_withdraw"),
    path(f"{MATTER}cancel/", matters.cancel, name="cancel"),
    path("my-data/sharing/", sharing.own, name="sharing"),
    path("my-data/sharing/<uuid:client_uuid>/", sharing.other, name="sharing_other"),
    path(
        "my-data/sharing/<uuid:client_uuid>/<slug:register>/<slug:act>/",
        sharing.change,
        name="sharing_change",
    ),
    path("my-data/", own_data.show, name="looks"),
    path(DATA, own_data.show, name="looks_of"),
    path(f"{DATA}lines/<int:reading_id>/", own_data.question, name="look"),
    path(f"{DATA}older/", own_data.older, name="older_looks"),
    path(f"{DATA}log.csv", own_data.export, {"form": "csv"}, name="looks_csv"),
    path(f"{DATA}log.json", own_data.export, {"form": "json"}, name="looks_json"),
    path("my-data/copy/", own_copy.copies, name="copies"),
    path("my-data/copy/<uuid:copy_uuid>/", own_copy.download, name="copy"),
    path("my-data/disclosures/", own_copy.disclosures, name="disclosures"),
    path("files/<uuid:file_uuid>/", own_data.file, name="file"),
]
