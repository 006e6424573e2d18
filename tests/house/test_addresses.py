"""Every address for every role: who is let in, who is asked to sign in, and who finds nothing there."""

from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from koppi.matters.tests.factories import be_away, make_professional
from tests.county import TEN_PAST, make_county

pytestmark = pytest.mark.slow

# Who asks. The matter in question is Maria's, in health care, in Aino's and Lea's team; Lea leads the shift.
# Elsa may act for Maria in health care. Olli works in another team of health care, Sari in social care.
ROLES = (None, "maria", "otto", "elsa", "aino", "olli", "sari", "lea")

IN, OUT, NONE, LIMIT = "sign-in", 302, 404, 405
OK, SENT, BAD, SEE = 200, 302, 422, 303

# One row for each: what a role gets. Everything that is not yours is a 404, as if it were not there.
#              nobody  owner stranger guardian  team  other other     lead
#                                                     team  register
OPEN =         (OK,    OK,   OK,    OK,       OK,   OK,   OK,      OK)  # fmt: skip
OPEN_POST =    (OUT,   OUT,  OUT,   OUT,      OUT,  OUT,  OUT,     OUT)  # fmt: skip
RESIDENTS =    (IN,    OK,   OK,    OK,       NONE, NONE, NONE,    NONE)  # fmt: skip
RES_SENT =     (IN,    OUT,  OUT,   OUT,      NONE, NONE, NONE,    NONE)  # fmt: skip
RES_BAD =      (IN,    BAD,  BAD,   BAD,      NONE, NONE, NONE,    NONE)  # fmt: skip
RES_LIMIT =    (IN,    LIMIT, LIMIT, LIMIT,   NONE, NONE, NONE,    NONE)  # fmt: skip
WRITER =       (IN,    OK,   NONE,  NONE,     NONE, NONE, NONE,    NONE)  # fmt: skip
WRITER_SENT =  (IN,    OUT,  NONE,  NONE,     NONE, NONE, NONE,    NONE)  # fmt: skip
WRITER_BAD =   (IN,    BAD,  NONE,  NONE,     NONE, NONE, NONE,    NONE)  # fmt: skip
CLIENT =       (IN,    OK,   NONE,  OK,       NONE, NONE, NONE,    NONE)  # fmt: skip
CLIENT_SENT =  (IN,    OUT,  NONE,  OUT,      NONE, NONE, NONE,    NONE)  # fmt: skip
CLIENT_BAD =   (IN,    BAD,  NONE,  BAD,      NONE, NONE, NONE,    NONE)  # fmt: skip
DESK =         (IN,    NONE, NONE,  NONE,     OK,   OK,   OK,      OK)  # fmt: skip
DESK_SEE =     (IN,    NONE, NONE,  NONE,     SEE,  SEE,  SEE,     SEE)  # fmt: skip
DESK_BAD =     (IN,    NONE, NONE,  NONE,     BAD,  BAD,  BAD,     BAD)  # fmt: skip
DESK_LIMIT =   (IN,    NONE, NONE,  NONE,     LIMIT, LIMIT, LIMIT, LIMIT)  # fmt: skip
TEAM =         (IN,    NONE, NONE,  NONE,     OK,   NONE, NONE,    OK)  # fmt: skip
TEAM_SEE =     (IN,    NONE, NONE,  NONE,     SEE,  NONE, NONE,    SEE)  # fmt: skip
TEAM_BAD =     (IN,    NONE, NONE,  NONE,     BAD,  NONE, NONE,    BAD)  # fmt: skip
ONE =          (IN,    NONE, NONE,  NONE,     OK,   NONE, NONE,    NONE)  # fmt: skip
ONE_BAD =      (IN,    NONE, NONE,  NONE,     BAD,  NONE, NONE,    NONE)  # fmt: skip
LEAD =         (IN,    NONE, NONE,  NONE,     NONE, NONE, NONE,    OK)  # fmt: skip
LEAD_BAD =     (IN,    NONE, NONE,  NONE,     NONE, NONE, NONE,    BAD)  # fmt: skip
LEAD_SEE =     (IN,    NONE, NONE,  NONE,     NONE, NONE, NONE,    SEE)  # fmt: skip
WRITERS =      (IN,    NONE, NONE,  NONE,     NONE, OK,   NONE,    OK)  # fmt: skip
WRITERS_BAD =  (IN,    NONE, NONE,  NONE,     NONE, BAD,  NONE,    BAD)  # fmt: skip

TO_PROVE =     (IN,    NONE, NONE,  NONE,     IN,   IN,   IN,      IN)  # fmt: skip

SELF = {"about_whom": "self"}
WORDS = {"words": "Jalka on nyt parempi.", "title": ""}
ASSESSED = {"need": "Fysioterapeutin arvio.", "urgency": "1", "profession": "physiotherapist"}
GIVEN_OUT = {
    "given": "letters",
    "basis": "law",
    "provision": "703/2023 53 §",
    "receiver": "Kotihoito Oy Esimerkki",
    "purpose": "care",
    "day": "3.3.2025",
    "clock": "9.00",
}
# An hour that the team calls in, at eleven in Helsinki.
CALLED = {"starts": "2025-03-03T09:00:00+00:00", "phone": "040 123 4567"}
A_UUID = "018f0000-0000-7000-8000-000000000001"

# name: (GET, POST, what is posted). None in place of a row: the method changes nothing and is not tried.
ADDRESSES = {
    # Before anybody signs in
    "set_language": ((405,) * 8, OPEN_POST, {"language": "sv", "next": "/"}),
    "identity:sign_in": (OPEN, (BAD,) * 8, {}),
    "identity:sign_in_professional": (OPEN, (NONE,) * 8, {}),
    # Without a provider these are not there for anybody; with one, identity's own tests see to them.
    **{
        f"identity:{name}": ((NONE,) * 8, None, {})
        for name in ("provider", "oidc_callback", "saml_finish", "saml_logout", "saml_metadata")
    },
    "identity:oidc_logout": ((LIMIT,) * 8, None, {}),
    "identity:saml_acs": ((LIMIT,) * 8, None, {}),
    "identity:sign_in_account": (OPEN, (BAD,) * 8, {}),
    "identity:activate": (OPEN, (BAD,) * 8, {}),
    "identity:activate_password": ((IN,) * 8, (IN,) * 8, {}),
    # These have no second factor yet; what half way and fresh proof mean is in identity's own tests.
    "identity:second": (TO_PROVE, (405,) * 8, {}),
    "identity:second_code": (TO_PROVE, TO_PROVE, {"code": "123456"}),
    "identity:second_recovery": (TO_PROVE, TO_PROVE, {"code": "123456"}),
    "identity:second_passkey": (TO_PROVE, TO_PROVE, {"answer": "{}"}),
    "identity:set_up": (DESK, (405,) * 8, {}),
    "identity:set_up_app": (DESK, DESK_BAD, {}),
    "identity:set_up_passkey": (DESK, DESK_BAD, {}),
    "identity:codes": (TO_PROVE, TO_PROVE, {}),
    "identity:mine": ((IN, *(OK,) * 7), (405,) * 8, {}),
    "identity:end_sign_in": ((405,) * 8, (IN,) * 8, {"reference": "others"}),
    "identity:change_password": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "identity:remove_app": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "identity:remove_passkey": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "identity:resume": ((IN, *(OUT,) * 7), (405,) * 8, {}),
    "identity:discard": ((405,) * 8, (IN, *(OUT,) * 7), {}),
    "identity:stay": ((405,) * 8, (401, *(OK,) * 7), {}),
    "identity:single_keys": ((405,) * 8, (NONE, *(OUT,) * 7), {"on": "yes"}),
    "identity:sign_out": ((405,) * 8, OPEN_POST, {}),
    "identity:signed_out": (OPEN, (405,) * 8, {}),
    "ui:gallery": (OPEN, (405,) * 8, {}),
    "ui:preferences": ((405,) * 8, OPEN_POST, {"theme": "dark"}),
    # The resident's site
    # Elsa may act for Maria, and is asked for whom she is here before anything else.
    "resident:acting": (RESIDENTS, RES_BAD, {}),
    "resident:acting_register": ((IN, *(NONE,) * 7), None, {}),
    "resident:acting_answer": ((IN, *(NONE,) * 7), None, {}),
    "resident:home": ((OK, OK, OK, OUT, OUT, OUT, OUT, OUT), None, {}),
    "resident:chat": (OPEN, None, {}),
    "resident:privacy": (OPEN, None, {}),
    "resident:accessibility": (OPEN, None, {}),
    "resident:contact_start": ((IN, OK, OUT, OUT, NONE, NONE, NONE, NONE), RES_LIMIT, {}),
    "resident:contact_new": (RES_SENT, RES_LIMIT, {}),
    "resident:contact_resume": (WRITER_SENT, None, {}),
    "resident:contact_urgent": (WRITER_SENT, None, {}),
    "resident:contact_chat": (WRITER, WRITER_SENT, {}),
    "resident:contact_send": (RES_SENT, WRITER_SENT, {}),
    "resident:contact_sent": (WRITER, None, {}),
    "resident:contact_changed": (WRITER, None, {}),
    "resident:contact_discard": (WRITER, WRITER_SENT, {}),
    "resident:contact_file_remove": (RES_LIMIT, WRITER_SENT, {}),
    "resident:contact_step": (WRITER, WRITER_SENT, WORDS),
    "resident:contact_save": (
        (401, LIMIT, LIMIT, LIMIT, NONE, NONE, NONE, NONE),
        (401, OK, NONE, NONE, NONE, NONE, NONE, NONE),
        {**WORDS, "changed": "words"},
    ),
    "resident:matters": (RESIDENTS, RES_LIMIT, {}),
    "resident:matter": (CLIENT, RES_LIMIT, {}),
    "resident:letter": (CLIENT_SENT, CLIENT_SENT, {"body": "Kiitos.", "key": A_UUID}),
    "resident:letters": (CLIENT, RES_LIMIT, {}),
    "resident:ticket": (CLIENT, RES_LIMIT, {}),
    "resident:letter_draft": (
        (401, LIMIT, LIMIT, LIMIT, NONE, NONE, NONE, NONE),
        (401, OK, NONE, OK, NONE, NONE, NONE, NONE),
        {"body": "Kii"},
    ),
    "resident:worse": (CLIENT, CLIENT_SENT, {"affirmed": ["stroke"], "words": ""}),
    "resident:worse_told": (CLIENT_SENT, RES_LIMIT, {}),
    "resident:callback": (CLIENT, CLIENT_SENT, CALLED),
    "resident:callback_withdraw": (RES_LIMIT, CLIENT_SENT, {}),
    "resident:appointment": (CLIENT, CLIENT_BAD, {}),
    "resident:appointment_move": (CLIENT, CLIENT_BAD, {}),
    "resident:appointment_cancel": (CLIENT, CLIENT_SENT, {}),
    "resident:appointment_calendar": (CLIENT, RES_LIMIT, {}),
    "resident:cancel": (CLIENT, CLIENT_SENT, {}),
    "resident:chat_room": (CLIENT, RES_LIMIT, {}),
    "resident:chat_now": (CLIENT, RES_LIMIT, {}),
    "resident:chat_writing": (RES_LIMIT, (IN, 204, NONE, 204, NONE, NONE, NONE, NONE), {}),
    "resident:chat_turn": (RES_LIMIT, CLIENT_SENT, {"by": ""}),
    "resident:chat_messages": (RES_LIMIT, CLIENT_SENT, {}),
    "resident:chat_end": (CLIENT, CLIENT_SENT, {}),
    "resident:chat_copy": (CLIENT, RES_LIMIT, {}),
    "resident:chat_copy_text": (CLIENT, RES_LIMIT, {}),
    "resident:feedback": (CLIENT, CLIENT_SENT, {"helped": "yes"}),
    "resident:feedback_draft": (
        (401, LIMIT, LIMIT, LIMIT, NONE, NONE, NONE, NONE),
        (401, OK, NONE, OK, NONE, NONE, NONE, NONE),
        {"helped": "yes"},
    ),
    "resident:looks": (RESIDENTS, RES_LIMIT, {}),
    "resident:papers": (RESIDENTS, RES_LIMIT, {}),
    "resident:picture": (RESIDENTS, RES_LIMIT, {}),
    "resident:told": (RESIDENTS, RES_SENT, {}),
    "resident:segments": (RESIDENTS, RES_LIMIT, {}),
    # Everybody of themselves, in a register in which they have a matter; Elsa has none of her own.
    "resident:segment_view": (
        (IN, OK, OK, *(NONE,) * 5),
        (IN, BAD, BAD, *(NONE,) * 5),
        {},
    ),
    "resident:sharing": (RESIDENTS, RES_LIMIT, {}),
    "resident:sharing_other": (CLIENT, RES_LIMIT, {}),
    "resident:sharing_change": (RES_LIMIT, CLIENT_SENT, {}),
    "resident:looks_of": (CLIENT, RES_LIMIT, {}),
    "resident:look": (CLIENT, CLIENT_SENT, {}),
    "resident:older_looks": (
        CLIENT,
        CLIENT_SENT,
        {"register": "patient", "reason": "Oikeudenkäynti.", "key": A_UUID},
    ),
    "resident:looks_csv": (CLIENT, RES_LIMIT, {}),
    "resident:looks_json": (CLIENT, RES_LIMIT, {}),
    "resident:copies": (RESIDENTS, RES_SENT, {}),
    "resident:copy": (WRITER, RES_LIMIT, {}),
    "resident:disclosures": (RESIDENTS, RES_LIMIT, {}),
    "resident:file": (CLIENT, RES_LIMIT, {}),
    # The professional's desk
    "desk:worklist": (DESK, DESK_LIMIT, {}),
    "desk:search": (DESK_LIMIT, DESK_SEE, {"q": "Maria"}),
    "desk:rows": (DESK_LIMIT, DESK, {}),
    "desk:modules": (DESK, DESK_LIMIT, {}),
    "desk:going_home": (DESK, DESK_LIMIT, {}),
    "desk:return_all": (DESK, DESK_SEE, {}),
    "desk:absence": (DESK, DESK_SEE, {"first": "4.3.2025", "last": "5.3.2025"}),
    "desk:phone": (DESK_SEE, DESK_LIMIT, {}),
    # Aino is on the phone: what she has typed is hers alone.
    "desk:phone_call": (ONE, ONE_BAD, {"act": "save"}),
    "desk:phone_keep": (DESK_LIMIT, ONE, {"changed": "words", "words": "Sel"}),
    "desk:phone_forget": (DESK_LIMIT, DESK_SEE, {}),
    # No way into the chat is open here: `desk/tests/test_chatting.py` has who takes whom.
    "desk:chat": (DESK, DESK_LIMIT, {}),
    "desk:chat_watch": (DESK, DESK_BAD, {}),
    "desk:chat_watch_end": (DESK_LIMIT, DESK_SEE, {}),
    "desk:chat_next": (DESK_LIMIT, DESK_SEE, {}),
    "desk:chat_take": (DESK_LIMIT, (IN, *(NONE,) * 7), {}),
    "desk:chat_ticket": (DESK, DESK_LIMIT, {}),
    "desk:chat_news": (DESK_LIMIT, DESK, {}),
    "desk:chat_now": (LEAD, DESK_LIMIT, {}),
    "desk:chat_now_tables": (LEAD, DESK_LIMIT, {}),
    "desk:chat_figures": (LEAD, DESK_LIMIT, {}),
    "desk:chat_strip": (TEAM, DESK_LIMIT, {}),
    "desk:chat_presence": (DESK_LIMIT, (IN, *(NONE,) * 7), {"doing": "here"}),
    "desk:chat_end": (TEAM_SEE, (IN, NONE, NONE, NONE, 409, NONE, NONE, 409), {}),
    "desk:chat_as_messages": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:callbacks": (DESK, DESK_LIMIT, {}),
    "desk:calling_hours": (LEAD, LEAD_SEE, {"act": "tries", "attempts": "3", "minutes_apart": "20"}),
    "desk:callback": (TEAM, TEAM_SEE, {"outcome": "no_answer", "number": "1"}),
    "desk:promise_callback": (TEAM, TEAM_SEE, CALLED),
    "desk:day": (DESK, DESK_LIMIT, {}),
    "desk:care_limits": (DESK, DESK_LIMIT, {}),
    # Whoever has a secret address is let in: `desk/tests/test_calendars.py`.
    "desk:calendar": (DESK, DESK, {}),
    "desk:calendar_end": (DESK_LIMIT, DESK_SEE, {}),
    "desk:calendar_feed": ((NONE,) * 8, (LIMIT,) * 8, {}),
    # A team's hours: its lead, and whoever they are about (`desk/tests/test_reception.py`).
    "desk:reception": (DESK, DESK_LIMIT, {}),
    "desk:reception_new": (DESK, DESK_BAD, {}),
    "desk:reception_end": (TEAM, TEAM_SEE, {}),
    "desk:room_new": (LEAD, LEAD_BAD, {}),
    "desk:room_close": (LEAD, LEAD_SEE, {}),
    # No limit runs on this one: the page leads back to the matter.
    "desk:delay": (TEAM_SEE, TEAM_SEE, {}),
    # Without a button nothing is agreed on: the page shows what was kept.
    # Aino is asked, by Lea; their team is Maria's own team.
    "desk:own_clients": (DESK, DESK_LIMIT, {}),
    "desk:own_accept": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:own_decline": (TEAM, (IN, NONE, NONE, NONE, SEE, NONE, NONE, 409), {"why": "En ehdi."}),
    "desk:own_withdraw": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:own_people": (TEAM, TEAM_BAD, {}),
    "desk:own_end": (TEAM, TEAM_SEE, {"why": "Hoito päättyi."}),
    "desk:segments_due": (DESK, DESK_LIMIT, {}),
    "desk:segment": (TEAM, TEAM, {"why": "Kesken."}),
    # The time that was posted may be gone: the page says so.
    "desk:appointment": (TEAM, TEAM_BAD, {}),
    "desk:appointment_move": (TEAM, TEAM_BAD, {}),
    "desk:appointment_cancel": (TEAM, TEAM_SEE, {"explanation": "Muutos."}),
    "desk:appointment_note": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:people": (LEAD, DESK_LIMIT, {}),
    "desk:advice_given": (LEAD, DESK_LIMIT, {}),
    "desk:feedback": (LEAD, DESK_LIMIT, {}),
    "desk:messages_out": (LEAD, DESK_LIMIT, {}),
    "desk:message_settle": (DESK_LIMIT, (IN, *(NONE,) * 6, SEE), {}),
    "desk:end": (LEAD, LEAD_SEE, {"sure": "on"}),
    # The lead, and whoever it is about: `desk/tests/test_leaving.py`.
    "desk:leaving": (LEAD, LEAD_BAD, {}),
    "desk:cancel_leaving": (DESK_LIMIT, LEAD_SEE, {}),
    # For those who answer for data protection alone: `desk/tests/test_oversight.py`.
    "desk:oversight": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {"reader": "Aino"}),
    "desk:older_looks": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {"decision": "grant"}),
    # For managers alone: `desk/tests/test_hours.py`, `desk/tests/test_licences.py`.
    **{
        f"desk:{name}": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {})
        for name in (
            *("hours_week", "hours_day", "licences", "licences_read"),
            *("staff_new", "staff_team", "staff_move", "staff_abilities", "staff_leading", "staff_task"),
            *("staff_task_end", "unit_new", "unit", "team_new", "team_change", "team_close"),
            *("area_new", "county_file"),
        )
    },
    **{
        f"desk:{name}": ((IN, *(NONE,) * 7), DESK_LIMIT, {})
        for name in ("county_file_text", "staff", "staff_person", "hours", "units", "team", "areas")
    },
    "desk:area": (DESK_LIMIT, (IN, *(NONE,) * 7), {}),
    # Who else administers what is below, in `ADMINISTERED`.
    "desk:administration": (LEAD, DESK_LIMIT, {}),
    "desk:absences": (DESK, DESK_LIMIT, {}),
    "desk:absence_new": (LEAD, LEAD_BAD, {}),
    "desk:absence_change": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "desk:absence_end": (DESK_LIMIT, (IN, *(NONE,) * 7), {}),
    "desk:shifts": (DESK_SEE, DESK_LIMIT, {}),
    "desk:team_shifts": (TEAM, DESK_LIMIT, {}),
    "desk:shift_new": (LEAD, LEAD_BAD, {}),
    "desk:shift": (LEAD, LEAD_BAD, {}),
    "desk:shift_remove": (DESK_LIMIT, LEAD_SEE, {}),
    "desk:shifts_copy": (DESK_LIMIT, LEAD_SEE, {}),
    "desk:hours_remove": (DESK_LIMIT, (IN, *(NONE,) * 7), {}),
    # Everybody at the desk reads the rules; Lea leads a team and writes, Olli is the chief physician.
    "desk:handbook": (DESK, DESK_LIMIT, {}),
    "desk:handbook_kind": (DESK, DESK_LIMIT, {}),
    "desk:handbook_item": (DESK, DESK_LIMIT, {}),
    "desk:handbook_change": (DESK, DESK_LIMIT, {}),
    "desk:handbook_owners": (DESK, DESK_LIMIT, {}),
    **{f"desk:handbook_{name}": (WRITERS, WRITERS_BAD, {}) for name in ("new", "write", "end", "back")},
    # Refused in words to whoever is not the owner, or has not proposed it.
    **{f"desk:handbook_{name}": (DESK_LIMIT, DESK_SEE, {}) for name in ("approve", "withdraw", "call_off")},
    "desk:handbook_send_back": (
        (IN, NONE, NONE, NONE, NONE, OK, NONE, NONE),
        (IN, NONE, NONE, NONE, NONE, BAD, NONE, NONE),
        {},
    ),
    **{
        f"desk:handbook_{name}": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {})
        for name in ("owner", "owner_new")
    },
    "desk:notices": (DESK, DESK_LIMIT, {}),
    "desk:notices_seen": (DESK_LIMIT, DESK_SEE, {}),
    "desk:side_questions": (DESK, DESK_LIMIT, {}),
    # Asked of Sari's team.
    "desk:answer_side": (
        (IN, NONE, NONE, NONE, NONE, NONE, OK, NONE),
        (IN, NONE, NONE, NONE, NONE, NONE, SEE, NONE),
        {"answer": "Soita meille."},
    ),
    "desk:open_in_need": (DESK, DESK_BAD, {}),
    # Aino's own opening; only the data protection officer reviews it.
    "desk:opened_in_need": ((IN, NONE, NONE, NONE, OK, NONE, NONE, NONE), DESK_LIMIT, {}),
    "desk:reviews": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "desk:review": ((IN, *(NONE,) * 7), (IN, *(NONE,) * 7), {}),
    "desk:matter": (TEAM, DESK_LIMIT, {}),
    "desk:catch": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:release": (TEAM, TEAM_SEE, {"why": ""}),
    "desk:offer": (TEAM, TEAM_BAD, {}),
    "desk:accept": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:decline": (TEAM, (IN, NONE, NONE, NONE, SEE, NONE, NONE, 409), {"answer": "En ehdi."}),
    "desk:withdraw": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:ask": (TEAM, TEAM_BAD, {}),
    "desk:answer": (TEAM, (IN, NONE, NONE, NONE, SEE, NONE, NONE, 409), {"answer": "Samaa mieltä."}),
    "desk:withdraw_question": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:reply": (DESK_SEE, TEAM_SEE, {"body": "Hei, soitan.", "uuid": A_UUID}),
    "desk:letters": (TEAM, DESK_LIMIT, {}),
    "desk:ticket": (TEAM, DESK_LIMIT, {}),
    "desk:reply_draft": (DESK_LIMIT, TEAM, {"body": "Hei"}),
    "desk:note": (DESK_SEE, TEAM_SEE, {"body": "Soita kahdelta.", "uuid": A_UUID}),
    "desk:note_draft": (DESK_LIMIT, TEAM, {"body": "So"}),
    "desk:snooze": (TEAM, TEAM_SEE, {"until": "hour"}),
    "desk:wake": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:wait": (TEAM, (IN, NONE, NONE, NONE, SEE, NONE, NONE, 409), {"waiting_for": "client"}),
    "desk:assess": (TEAM, TEAM_SEE, ASSESSED),
    "desk:urgency": (TEAM, TEAM_SEE, {"urgency": "2"}),
    # Maria is of full age: the page leads back to the matter.
    "desk:capacity": (TEAM_SEE, TEAM_SEE, {}),
    "desk:close": (TEAM, TEAM_SEE, {"outcome": "guided", "assessment": "not_a_care_need"}),
    "desk:reopen": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:join": (TEAM, TEAM_BAD, {}),
    "desk:correct": (TEAM, TEAM_BAD, {}),
    "desk:identify": (TEAM, TEAM_BAD, {}),
    "desk:other_side": (TEAM, TEAM_BAD, {}),
    "desk:end_other_side": (DESK_LIMIT, TEAM_SEE, {}),
    "desk:ask_other_side": (TEAM, TEAM_BAD, {}),
    "desk:disclose": (TEAM, TEAM_SEE, GIVEN_OUT),
    "desk:picture": (TEAM, DESK_LIMIT, {}),
    "desk:paper": (TEAM, DESK_LIMIT, {}),
    "desk:paper_write": (TEAM, TEAM_SEE, {"text": "Laulaa kuorossa.", "seen": "2"}),
    "desk:paper_draft": (DESK_LIMIT, TEAM, {"text": "As"}),
    "desk:spoken": (TEAM, TEAM_SEE, {"act": "ban"}),
    "desk:file": (TEAM, DESK_LIMIT, {}),
    # Only whoever has caught it: the shift lead of the same team is led back to the matter.
    "desk:contact_details": ((IN, NONE, NONE, NONE, OK, NONE, NONE, SEE), DESK_LIMIT, {}),
}

# Mirja manages the county and is in no team; Lea leads the team, Tiina its shifts; Aino is a member, Olli
# of another team. What is asked about is Eero's: his page, his shift, his absence, and his team.
ADMINISTRATORS = ("mirja", "lea", "tiina", "aino", "olli")
MANAGED, LED, PLANNED = (OK, *(NONE,) * 4), (NONE, OK, *(NONE,) * 3), (NONE, OK, OK, NONE, NONE)
ADMINISTERED = {
    "desk:administration": (OK, OK, OK, NONE, NONE),
    "desk:people": LED,
    "desk:leaving": LED,
    "desk:end": (OK, OK, NONE, NONE, NONE),
    "desk:calling_hours": LED,
    "desk:absences": (OK,) * 5,
    "desk:absence_new": PLANNED,
    "desk:absence_change": PLANNED,
    "desk:shifts": (SEE,) * 5,
    "desk:team_shifts": (OK, OK, OK, OK, NONE),
    "desk:shift_new": (OK, OK, OK, NONE, NONE),
    "desk:shift": (OK, OK, OK, NONE, NONE),
    **{
        f"desk:{name}": MANAGED
        for name in (
            *("staff", "staff_new", "staff_person", "staff_team", "staff_move", "staff_abilities"),
            *("staff_leading", "staff_task", "staff_task_end", "units", "unit", "unit_new"),
            *("team", "team_new", "team_change", "team_close", "hours", "hours_week", "hours_day"),
            *("licences", "licences_read", "areas", "area_new", "county_file", "county_file_text"),
        )
    },
}
DONE = {
    "desk:shift_remove": (SEE, SEE, SEE, NONE, NONE),
    "desk:shifts_copy": (SEE, SEE, SEE, NONE, NONE),
    "desk:absence_end": (NONE, SEE, SEE, NONE, NONE),
    "desk:area": (SEE, *(NONE,) * 4),
    "desk:cancel_leaving": (SEE, SEE, NONE, NONE, NONE),
}

# Which matter an address is asked about, when a new one that nobody has caught would not do.
ABOUT = {
    "desk:release": "held",
    "desk:callback": "held",
    "resident:callback": "held",
    "resident:callback_withdraw": "held",
    **{
        f"resident:chat_{name}": "patient"
        for name in ("room", "now", "writing", "turn", "messages", "end", "copy", "copy_text")
    },
    "resident:feedback": "patient",
    "resident:feedback_draft": "patient",
    "desk:promise_callback": "held",
    "desk:appointment_move": "overdue",
    "desk:appointment_cancel": "overdue",
    "desk:appointment_note": "overdue",
    "resident:appointment_move": "overdue",
    "resident:appointment_cancel": "overdue",
    "resident:appointment_calendar": "overdue",
    "desk:contact_details": "held",
    "desk:accept": "offered",
    "desk:decline": "offered",
    "desk:withdraw": "offered",
    "desk:answer": "asked",
    "desk:withdraw_question": "asked",
    "desk:wake": "snoozed",
    "desk:wait": "held",
    "desk:reopen": "closed",
    "desk:identify": "advice",
}


def names(resolver=None, before=""):
    """Walk the resolver: the names of all addresses, with their namespaces."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{before}{pattern.namespace}:" if pattern.namespace else before
            yield from names(pattern, space)
        else:
            yield f"{before}{pattern.name}"


def address(name, county):
    """Return an address about Maria's things, or the pages of a message she has not sent."""
    matter = getattr(county, ABOUT.get(name, "fresh"))
    sent = name in ("resident:contact_sent", "resident:contact_changed")
    known = {
        "reference": matter.reference,
        "draft_uuid": county.contact.key if sent else county.draft.uuid,
        "step": "words",
        "who": "residents",
        "file_uuid": county.draft_file.uuid if name == "resident:contact_file_remove" else county.file.uuid,
        "copy_uuid": county.copy.uuid,
        "call_uuid": county.call.uuid,
        "visit_id": 999_999,
        "question_id": county.question.pk,
        "import_id": county.licences.pk,
        "change_id": county.change.pk,
        "kind": "summary" if name.startswith("desk:paper") else "statement",
        "code": "breathing",
        "version": 1,
        "owner": "chief-physician",
        "way": "phone",
        "on": "2025-03-04",
        "event_id": county.appointment.pk,
        "what": "arrived",
        "professional_id": county.eero_person.pk,
        "side_question_id": county.side_question.pk,
        "glass_id": county.glass.pk,
        "client_uuid": county.maria_client.uuid,
        "register": "patient",
        "act": "ban",
        "reading_id": county.look,
        "passkey_id": 1,
        "request_id": county.older.pk,
        "team_id": county.teams["etela"].pk,
        "unit_id": county.teams["etela"].unit_id,
        "municipality_id": county.teams["etela"].unit.municipality_id,
        "shift_id": county.eero_person.shifts.get().pk,
        "absence_id": getattr(county, "absence_id", 1),
        "duty_id": county.eero_person.duties.get().pk,
        "pattern_id": county.reception.pk,
        "room_id": county.room.pk,
        "secret": "nobodys",
        "naming_id": county.naming.pk,
        "responsibility_id": county.own_team.pk,
        "delivery_id": county.unsent.pk,
        "deed": "again",
    }
    wanted = next(set(params) for _, params in get_resolver_entry(name) if set(params) <= set(known))
    return reverse(name, kwargs={key: known[key] for key in wanted})


def get_resolver_entry(name):
    """Return the possible shapes of a named address."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    return [shape for entry in resolver.reverse_dict.getlist(last) for shape in entry[0]]


def undone():
    """Return a transaction of the tests' own kind: what insists on committing itself may do so in it."""
    block = transaction.atomic()
    block._from_testcase = True
    return block


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The county and a signed-in browser for each role, made once: every request is undone."""
    with django_db_blocker.unblock(), time_machine.travel(TEN_PAST), undone():
        county = make_county(tmp_path_factory.mktemp("files"))
        browsers = {}
        for role in ROLES:
            browsers[role] = Client()
            browsers[role].cookies["koppi_language"] = "fi"
            if role:
                browsers[role].force_login(getattr(county, role))
        yield county, browsers
        transaction.set_rollback(True)


@pytest.fixture
def county(built, settings):
    settings.MEDIA_ROOT = built[0].folder
    return built[0]


@pytest.fixture(autouse=True)
def browsers(built, settings):
    """What a test changes is undone after it, and every one begins with the same cookies."""
    settings.MEDIA_ROOT = built[0].folder
    cookies = {role: browser.cookies.copy() for role, browser in built[1].items()}
    with undone():
        yield built[1]
        transaction.set_rollback(True)
    for role, browser in built[1].items():
        browser.cookies = cookies[role]


def ask(browser, method, url, data):
    """Ask once, and undo whatever it did."""
    cookies = browser.cookies.copy()
    with undone():
        answer = browser.get(url) if method == "GET" else browser.post(url, data)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def said(answer):
    """Return the status, or that the visitor is sent to sign in."""
    if answer.status_code == 302 and answer["location"].startswith("/sign-in/"):
        return IN
    return answer.status_code


def test_every_address_has_its_line():
    assert sorted(names()) == sorted(ADDRESSES)


@pytest.mark.parametrize("name", ADDRESSES)
def test_each_role_gets_what_is_theirs_and_nothing_else(name, county, browsers):
    get, post, data = ADDRESSES[name]
    url = address(name, county)

    for method, wanted in (("GET", get), ("POST", post)):
        if wanted is None:
            continue
        got = tuple(said(ask(browsers[role], method, url, data)) for role in ROLES)
        assert got == wanted, f"{method} {name}"


@pytest.mark.parametrize(
    ("method", "name"), [*(("GET", name) for name in ADMINISTERED), *(("POST", name) for name in DONE)]
)
def test_each_administers_what_is_theirs_and_finds_nothing_else(method, name, county):
    with undone():
        team = county.teams["etela"]
        county.tiina = make_professional("Tiina Vuori", team, roles=["shift_lead"]).user
        county.absence_id = be_away(county.eero_person).pk
        url = address(name, county)
        got = []
        for role in ADMINISTRATORS:
            browser = Client()
            browser.force_login(getattr(county, role))
            got.append(said(ask(browser, method, url, {})))
        del county.absence_id, county.tiina
        transaction.set_rollback(True)

    assert tuple(got) == (ADMINISTERED if method == "GET" else DONE)[name]


@pytest.mark.parametrize("name", [name for name, (_, post, _) in ADDRESSES.items() if post])
def test_no_address_changes_anything_for_another_site(name, county):
    """A form that another site posts in somebody's name is refused."""
    url = address(name, county)
    for role in ("maria", "aino"):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(getattr(county, role))
        assert browser.post(url, {}).status_code == 403, role


def test_a_guardian_for_health_care_finds_nothing_of_social_care(county, browsers):
    for name in ("matter", "letter", "worse", "cancel"):
        url = reverse(f"resident:{name}", args=[county.social.reference])
        assert browsers["elsa"].get(url).status_code == 404
    assert county.social.reference not in browsers["elsa"].get("/my/").content.decode()


def test_a_guardianship_that_has_ended_opens_nothing(county, browsers):
    county.maria_client.mandates.update(valid_to=date(2025, 1, 1))

    assert browsers["elsa"].get(f"/my/{county.fresh.reference}/").status_code == 404


def test_somebody_elses_answers_are_not_shown_by_any_address(county, browsers):
    """A draft, a file and a matter of Maria's are, to Otto and to Olli, as if they had never been."""
    theirs = [
        f"/contact/{county.draft.uuid}/words/",
        f"/files/{county.draft_file.uuid}/",
        f"/files/{county.file.uuid}/",
        f"/my/{county.fresh.reference}/",
        f"/desk/m/{county.fresh.reference}/",
        f"/desk/m/{county.fresh.reference}/files/{county.file.uuid}/",
    ]
    for role in ("otto", "olli", "sari"):
        for url in theirs:
            answer = browsers[role].get(url)
            assert answer.status_code in (200, 404) if url == theirs[0] else answer.status_code == 404
            assert "Selkä kipeytyi" not in answer.content.decode(), (role, url)


def test_what_is_not_yours_and_what_is_not_there_look_the_same(county, browsers):
    def page(url):
        return browsers["olli"].get(url).content.decode().replace(url, "")

    assert page(f"/desk/m/{county.fresh.reference}/") == page("/desk/m/ZZZZZZ/")
