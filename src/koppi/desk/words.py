"""What codes are called on the desk, in the reader's language."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from koppi.access.matrix import Kind
from koppi.access.signals import Signal
from koppi.matters.models.matter import Urgency, WaitingFor
from koppi.people.models import Profession

from .own_words import OWN_NOTICE

SCOPE = {
    "for_me": _("For me"),
    "team": _("Team"),
    "mine": pgettext_lazy("scope", "Mine"),
    "offered": _("Offered"),
    "waiting": pgettext_lazy("scope", "Waiting"),
    "snoozed": _("Snoozed"),
}
URGENCY = {
    int(Urgency.URGENT): pgettext_lazy("urgency", "Urgent, now"),
    int(Urgency.TODAY): pgettext_lazy("urgency", "Today"),
    int(Urgency.CALM): pgettext_lazy("urgency", "No hurry"),
}
DUE = {
    "H1": _("Answer and assess %(by)s"),
    "P1": _("Answer %(by)s"),
    "N1": _("Next step %(by)s"),
    "R1": _("Reminder %(by)s"),
    "H2": _("Care begins %(by)s"),
    "H3": _("Care begins %(by)s"),
    "H3-doctor": _("The doctor sees them %(by)s"),
    "H4": _("Oral health care begins %(by)s"),
    "H5": _("Oral health care begins %(by)s"),
    "H5-dentist": _("The dentist sees them %(by)s"),
    "H5-dentist-assessed": _("The dentist sees them %(by)s"),
    "H4-specialist": _("The specialist dentist sees them %(by)s"),
    "H5-specialist": _("The specialist dentist sees them %(by)s"),
}
WHY = {
    "own": _("your client"),
    "skill": _("your skill"),
    "language": _("your language"),
}
GROUP = {
    "urgent": pgettext_lazy("group", "Urgent"),
    "today": pgettext_lazy("group", "Today"),
    "later": pgettext_lazy("group", "Tomorrow and later"),
    "closed": pgettext_lazy("group", "Closed"),
}
WAITING = {
    WaitingFor.CLIENT.value: _("The client’s answer"),
    WaitingFor.APPOINTMENT.value: _("An appointment"),
    WaitingFor.PROVIDER.value: _("A service provider"),
    WaitingFor.OTHER.value: _("Something else"),
}
STATE_WAITING = {
    WaitingFor.CLIENT.value: _("waits for the client"),
    WaitingFor.APPOINTMENT.value: _("waits for an appointment"),
    WaitingFor.PROVIDER.value: _("waits for a service provider"),
    WaitingFor.OTHER.value: _("waits for something else"),
}
NO_ASSESSMENT = {
    "not_a_care_need": _("It is not a care need"),
    "assessed_elsewhere": _("It was assessed elsewhere"),
    "not_reached": _("The client could not be reached"),
    "client_cancelled": _("The client withdrew the matter"),
}
NO_CARE = {
    "given": _("The client had the care now, in this matter"),
    "not_needed": _("The care is no longer needed"),
    "declined": _("The client does without it"),
    "elsewhere": _("The client has it elsewhere"),
}
PROFESSION = {
    Profession.NURSE.value: _("Nurse"),
    Profession.PUBLIC_HEALTH_NURSE.value: _("Public health nurse"),
    Profession.DOCTOR.value: _("Doctor"),
    Profession.PSYCHIATRIC_NURSE.value: _("Psychiatric nurse"),
    Profession.SUBSTANCE_USE_NURSE.value: _("Substance use nurse"),
    Profession.PHYSIOTHERAPIST.value: _("Physiotherapist"),
    Profession.ORAL_HEALTH.value: _("Oral health"),
    Profession.DENTIST.value: _("Dentist"),
    Profession.DENTAL_SPECIALIST.value: _("Specialist dentist"),
    Profession.SOCIAL_ADVISER.value: _("Social adviser"),
    Profession.SOCIAL_WORKER.value: _("Social worker"),
    Profession.THERAPIST.value: _("Therapist"),
    Profession.PARAMEDIC.value: _("Paramedic"),
    Profession.PRACTICAL_NURSE.value: _("Practical nurse"),
}
CHAT_ENDED = {
    "client": _("The client ended the chat"),
    "professional": _("The professional ended the chat"),
    "as_messages": _("Went on as messages"),
    "left": _("The client was called and did not come"),
    "closed_for_the_day": _("The chat closed for the day"),
    "called_back": _("The client chose a call instead"),
}
LOOKED_AT = {
    "matter": _("the matter"),
    "worklist": _("a list of work"),
    "search": _("the results of a search"),
    "going_home": _("the list at the end of the day"),
    "leaving": _("what a colleague who leaves still has"),
    "sorting": _("how a change would sort matters"),
    "contact_details": _("how to reach the client"),
    "file": _("a file"),
    "other_side": _("what the matters of the other register are about"),
    "reading_log": _("the log of who has looked"),
    "call": _("the client and their open matters, during a call"),
    "picture": _("the client's picture"),
    "naming": _("the client’s name, when somebody was asked to be their own"),
}
LOOKED_WHY = {
    "holder": _("held the matter"),
    "own_team": _("own team"),
    "own_client": _("own client"),
    "meant_for_them": _("meant for them"),
    "offer": _("was offered the matter"),
    "question": _("was asked for advice"),
    "appointment": _("meets the client"),
    "break_glass": _("opened in an emergency"),
    "joint_service": _("joint service"),
    "permission": _("the client's permission"),
    "cannot_judge": _("the client could not judge"),
    "social_need": _("the duty of social care"),
    "data_protection": _("data protection"),
    "call": _("took a call"),
    "naming": _("asked, or was asked, who is the client’s own"),
    "none": _("no reason that Koppi knows"),
}
SIGNAL = {
    Signal.OWN_NAME: _("The reader and the client have the same family name."),
    Signal.COLLEAGUE: _("The client has the same name as somebody who works here."),
    Signal.NO_RELATION: _("Koppi knew of no care relation at the time."),
    Signal.RELATION_ENDED: _("The matter had been closed for more than 30 days."),
    Signal.MANY_CLIENTS: _("The reader opened the data of more than 40 clients within the hour."),
    Signal.OUTSIDE_SHIFT: _("The reader was not on shift."),
}
WAY = {
    "office": _("Office hours"),
    "phone": _("Phone"),
    "walk_in": _("Walk-in"),
    "chat": _("Chat"),
}
LEADS = {
    "shift_lead": _("Leads the shift"),
    "team_lead": _("Leads the team"),
}
RIGHT = {
    "licensed": _("Licensed"),
    "protected_title": _("Protected title"),
    "none": _("No right"),
}
ROLE = {
    **LEADS,
    "manager": _("Manages the county"),
    "data_protection_officer": _("Data protection officer"),
}
# The tasks and the functions of social care as decree 457/2024 names them.
TASK = {
    "patient": {
        "broad": _("Care"),
        "limited": _("Care, limited"),
        "support": _("Supporting work"),
        "medicines": _("Medicines"),
        "admin": _("Office work"),
    },
    "social": {
        "broad": _("Social work"),
        "arranging": _("Arranging services"),
        "child_supervisor": _("Child supervisor"),
        "delivery": _("Giving services"),
        "admin": _("Office work"),
    },
}
SERVICE = {
    "families": _("services for families with children"),
    "working_age": _("services for people of working age"),
    "older_people": _("services for older people"),
    "substance_use": _("services for substance use"),
    "disability": _("disability services"),
    "child_welfare": _("child welfare"),
    "family_law": _("family law"),
}
EVERY_SERVICE = _("all services")
KINDS_SEEN = {
    Kind.BASE: _("who the client is"),
    Kind.CONTACT: _("how they are reached"),
    Kind.MATTER: _("what it is about"),
    Kind.LETTERS: _("letters"),
    Kind.ASSESSMENT: _("assessments"),
    Kind.FILES: _("photos and files"),
    Kind.NOTES: _("notes"),
}
BAD_EXTRACT = {
    "too_large": _("The file is too large. Send only the people who work here."),
    "too_many": _("The file has too many rows. Send only the people who work here."),
    "not_text": _("This is not a CSV file. Save the extract as CSV and send it again."),
    "empty": _("The file has no rows. Check that you chose the right one."),
    "broken": _("The file breaks off inside a quoted text. Ask for a new extract."),
    "columns": _("These columns are missing: %(columns)s. Check that you chose the right file."),
}
BAD_COUNTY_FILE = {
    "not_text": _("This is not a text file. Send the file that Koppi wrote, or one like it."),
    "not_readable": _("The file cannot be read: %(where)s. Mend that place, or take the file anew."),
    "not_settings": _("This is not a file of a county's settings: its first line does not say its format."),
    "other_version": _(
        "The file is of format %(found)s; this Koppi reads format %(known)s. Nothing was taken in."
    ),
    "cut_short": _("The end of the file is missing, so it was cut short on the way. Nothing was taken in."),
    "unknown_part": _("The file has a part that Koppi does not know, or that breaks its form: %(part)s."),
    "bad_hours": _("These hours cannot be understood: %(where)s. Write them like 08:00-16:00."),
    "bad_team": _("There is no such team here, or its calling hours cannot be: %(team)s."),
}
COUNTY_FILE_PARTS = {"opening": _("Opening hours"), "calling": _("Calling hours")}
BAD_LINE = {
    "short": _("there are too few columns."),
    "nobody": _("the number or the name is missing."),
    "long": _("a text is too long."),
    "right": _("the right to practise is unknown."),
    "day": _("a day cannot be understood."),
    "backwards": _("the right ends before it begins."),
    "twice": _("the same right stands twice."),
}
NO_PROFESSION = pgettext_lazy("profession", "No more care is needed")
LANGUAGE = {
    "fi": _("Finnish"),
    "sv": _("Swedish"),
    "en": _("English"),
    "ru": _("Russian"),
    "et": _("Estonian"),
    "ar": _("Arabic"),
    "so": _("Somali"),
    "vi": _("Vietnamese"),
    "uk": _("Ukrainian"),
    "bs": _("Bosnian"),
}
LANGUAGE_OF_TEXT = {"fi": _("In Finnish"), "sv": _("In Swedish"), "en": _("In English")}
IN_LANGUAGE = {
    "fi": _("%(what)s, in Finnish"),
    "sv": _("%(what)s, in Swedish"),
    "en": _("%(what)s, in English"),
}
NOBODY_NAMED = _("Nobody has been named")
CHANGE_STATE = {
    "pending": _("Waits for approval"),
    "sent_back": _("Sent back"),
    "withdrawn": _("Withdrawn"),
    "called_off": _("Called off"),
    "planned": _("Approved, not yet in force"),
    "in_force": _("Approved"),
}
VERSION_STATE = {
    "in_force": _("In force"),
    "planned": _("Not yet in force"),
    "past": _("Not in force any more"),
    "called_off": _("Called off before it took force"),
}
SEX = {"female": _("woman"), "male": _("man"), "unknown": ""}
SEX_LETTER = {"female": pgettext_lazy("sex, one letter", "F"), "male": pgettext_lazy("sex, one letter", "M")}
REGISTER = {"patient": _("health care"), "social": _("social care"), "advice": _("advice")}
EVENT = {
    "matter.caught": _("%(who)s caught this"),
    "matter.released": _("%(who)s returned this to the team"),
    "matter.sent_on": _("Returned to the team, because its holder is away"),
    "matter.snoozed": _("%(who)s snoozed this"),
    "matter.woken": _("Came back"),
    "matter.waits": _("%(who)s set this to wait"),
    "matter.assessed": _("%(who)s assessed the care need"),
    "matter.alerted": _("The shift lead was told that nobody has this"),
    "matter.team_closed": _("The team was closed; this went on in another team"),
    "matter.raised": _("Overdue, raised to the team"),
    "matter.closed": _("%(who)s closed this: %(outcome)s"),
    "matter.cancelled": _("The client withdrew this"),
    "matter.reopened": _("Opened again"),
    "matter.joined": _("%(who)s joined this to an older matter"),
    "matter.received_joined": _("%(who)s joined a newer matter to this"),
    "matter.corrected": _("%(who)s corrected the client; this goes on as another matter"),
    "client.identified": _("%(who)s identified the client; this goes on as the client's own matter"),
    "data.disclosed": _("%(who)s wrote down that data was given to: %(to)s"),
    "capacity.noted": _("%(who)s noted the minor's own word"),
    "urgency.set": _("%(who)s set the urgency: %(urgency)s"),
    "client.warned": _("The client says that it got worse"),
    "handover.offered": _("%(who)s offered this to %(to)s"),
    "handover.accepted": _("%(who)s accepted this"),
    "handover.declined": _("%(who)s declined this"),
    "handover.withdrawn": _("The offer was taken back"),
    "handover.expired": _("The offer ended, nobody took this"),
    "callback.promised": _("A call was promised"),
    "callback.moved": _("The promised call was moved"),
    "callback.number_changed": _("The number to call was changed"),
    "callback.withdrawn": _("The promised call was withdrawn"),
    "callback.tried": _("%(who)s called, and nobody answered"),
    "callback.not_reached": _("%(who)s called, and nobody was reached; the client was told"),
    "callback.reached": _("%(who)s called and reached the client"),
    "appointment.booked": _("An appointment was booked"),
    "appointment.moved": _("The appointment was moved"),
    "appointment.cancelled": _("The appointment was cancelled"),
    "appointment.arrived": _("The client came to the appointment"),
    "appointment.held": _("The appointment took place"),
    "appointment.missed": _("The client did not come to the appointment"),
    "care.began": _("Care has begun: the limit is met"),
    "delay.recorded": _("%(who)s recorded why care begins late, and what the client was told"),
}
CAME_BY = {"phone": _("By phone"), "walk_in": _("In person")}
CHANNEL = {"phone": _("On the phone"), "walk_in": _("At the counter")}
IDENTIFIED = {
    "code": _("By the identity code and questions"),
    "questions": _("By the name, the birth date and questions"),
    "called_back": _("Called back to a known number"),
    "document": _("By a document"),
    "known": _("I know the person"),
    "unsure": _("Not surely: I told nothing"),
}
IDENTIFIED_SAID = {
    **IDENTIFIED,
    "known": _("Known to the professional"),
    "unsure": _("Not surely: nothing was told"),
    "not_recorded": _("Not written down"),
}
CALL_END = {
    "take": _("I take it"),
    "leave": _("To the team"),
    "call_back": _("We call back"),
    "book": _("Book an appointment"),
}
MANDATE = {"guardian": _("guardian"), "authorised": _("authorised")}
MANNER = {"on_site": _("On site"), "phone": _("On the phone"), "video": _("A video call")}
BOOKER = {
    "resident": _("The client"),
    "team": _("The team"),
    "contact_person": _("The client's own person"),
}
CALLS = {"now": _("Call now"), "today": _("Later today"), "later": _("Other days")}


def event(kind, *, who, to, data, ended=""):
    """Return an event in words, or nothing when a line of its own tells it."""
    said = EVENT.get(kind)
    if said is None:
        return ""
    facts = {
        "who": who or SYSTEM,
        "to": to,
        "outcome": ended[:1].lower() + ended[1:],
        "urgency": str(URGENCY.get(data.get("urgency"), "")).lower(),
    }
    return str(said) % facts


# On what ground somebody reads a matter that is not theirs (703/2023 53 §), and break-glass.
LENT = {
    "joint_service": _("You read this because you help the client together."),
    "permission": _("You read this by the client's permission."),
    "cannot_judge": _("You read this because the client cannot decide and nobody may act for them."),
    "social_need": _("You read this because social care cannot do its duty without it."),
    "break_glass": _("You opened this in need. The client and the data protection officer know."),
}
OPENED_KINDS = {
    Kind.LETTERS.value: _("Letters"),
    Kind.ASSESSMENT.value: _("Assessments"),
    Kind.FILES.value: _("Photos and files"),
}
OPEN_FOR = {"today": _("Until the end of today"), "week": _("A week"), "month": _("Thirty days")}
BASIS = {
    "joint_service": _("Health care and social care help the client together, and this is necessary for it"),
    "permission": _("The client has permitted it. Only what the permission names opens"),
    "cannot_judge": _("The client cannot decide, and nobody may act for them"),
    "social_need": _("Social care cannot do its duty by law without it"),
}
SPOKEN = {
    "permission": _("The other side may see these data"),
    "withdrawal": _("The permission is taken back"),
    "ban": _("Nobody outside our service may see these data"),
    "lifting": _("The ban is taken back"),
}
SPOKEN_ABOUT = {
    "patient": _("This is about the data of health care alone."),
    "social": _("This is about the data of social care alone."),
}
# What the client reads stands in `disclosures.rules`; these are the same codes as a colleague reads them.
GIVEN = {
    "basic": _("Name, birth date and identity code"),
    "contact": _("What the client told in the contact"),
    "letters": _("Letters"),
    "files": _("Photos and files"),
    "assessment": _("The assessment"),
    "plan": _("The plan"),
    "summary": _("The summary"),
    "notes": _("Professionals' notes"),
    "bookings": _("Appointments"),
}
GIVEN_FOR = {
    "care": _("Health care"),
    "service": _("Social services"),
    "assessment": _("Assessing what the client needs"),
    "decision": _("A decision about the client"),
    "own_request": _("The client asked for it"),
    "authority": _("The receiver's task by law"),
}
GIVEN_BY_LAW = _("A provision of law")
GIVEN_BY_PERMISSION = {
    "patient": _("The client's permission to show it to health care"),
    "social": _("The client's permission to show it to social care"),
}
OTHER_SIDE = {
    "patient": _("The health care of this wellbeing services county"),
    "social": _("The social care of this wellbeing services county"),
}
NEED = {
    "danger": _("Life or health is in danger"),
    "called": _("The client is here or on the phone now"),
    "covering": _("Whoever has the matter cannot be reached"),
    "other": _("Something else"),
}
SYSTEM = "Koppi"
NOTICE = {
    "handover.offered": _("A matter is offered to you."),
    "handover.declined": _("%(who)s declined the matter you offered. You still have it."),
    "handover.accepted": _("%(who)s accepted the matter you offered."),
    "handover.expired": _("Nobody took the matter you offered in time. Check who has it."),
    "handover.withdrawn": _("A matter that was offered to you was taken back."),
    "question.asked": _("A colleague asks you about a matter."),
    "question.answered": _("%(who)s answered your question."),
    "question.returned": _("The colleague you asked is away. Ask somebody else."),
    "matter.released": _("The shift lead returned your matter to the team."),
    "matter.cancelled": _("The client no longer needs a matter that you had. It is closed."),
    "urgent.uncaught": _("An urgent matter waits, and nobody has caught it."),
    "client.wrote": _("The client wrote in a matter that you have."),
    "client.warned": _("It got worse: the client says so in a matter that you have."),
    "matter.overdue": _("A matter is overdue."),
    "callback.withdrawn": _("The client no longer waits for a call in a matter that you have."),
    "callback.not_reached": _("Nobody answered the calls in a matter that you have. Decide how to go on."),
    "appointment.booked": _("An appointment was booked or moved in a matter that you have."),
    "appointment.cancelled": _("An appointment in a matter that you have was cancelled. Decide what to do."),
    "appointment.missed": _("A client did not come to an appointment. Decide how to go on."),
    "side_question.asked": _("The other side asks your team something. See “Questions between the sides”."),
    "side_question.answered": _("%(who)s answered what you asked the other side."),
    "glass.broken": _("%(who)s opened a client's data in need. Review it on “Opened in need”."),
    "team.closed": _("Your team was closed. Its work, and you, go on in another team."),
    "shift.changed": _("A shift of yours was changed or taken away. See “Shifts”, and “Going home”."),
    "licence.ended": _("By the licence register, %(who)s may no longer assess a care need."),
    "handbook.proposed": _("A change of the county’s rules or texts waits for your approval."),
    "handbook.approved": _("The change that you proposed was approved."),
    "handbook.sent_back": _("The change that you proposed was sent back. See why."),
    "glass.waits": _("Openings in need wait for your review on “Opened in need”."),
}
SOMEBODY = _("A colleague")
OTHER_NOTICE = _("Something has changed in a matter.")


def notice(kind, data):
    """Return a notice in words."""
    count = data.get("count", 0)
    if kind == "matters.returned":
        said = ngettext(
            "%(count)s matter came back to your team because a colleague is away.",
            "%(count)s matters came back to your team because a colleague is away.",
            count,
        )
    elif kind == "matters.sent_on":
        said = ngettext(
            "%(count)s matter waits for you because a colleague is away.",
            "%(count)s matters wait for you because a colleague is away.",
            count,
        )
    elif kind == "handed.back":
        said = ngettext(
            "Your team lead gave %(count)s of your matters back to its team.",
            "Your team lead gave %(count)s of your matters back to their teams.",
            count,
        )
    elif kind == "own_clients.left":
        said = ngettext(
            "%(who)s left and was the own person of %(count)s client. Name a new one.",
            "%(who)s left and was the own person of %(count)s clients. Name new ones.",
            count,
        )
    elif kind in ("colleague.left", "colleague.left_team"):
        said = _left(kind, count)
    else:
        said = NOTICE.get(kind) or OWN_NOTICE.get(kind, OTHER_NOTICE)
    return str(said) % {"who": data.get("who") or SOMEBODY, "count": count}


def _left(kind, count):
    if kind == "colleague.left":
        return ngettext(
            "%(who)s no longer works here. %(count)s matter was sent on.",
            "%(who)s no longer works here. %(count)s matters were sent on.",
            count,
        )
    return ngettext(
        "%(who)s no longer works in your team. %(count)s matter was sent on.",
        "%(who)s no longer works in your team. %(count)s matters were sent on.",
        count,
    )
