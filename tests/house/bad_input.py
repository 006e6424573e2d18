"""The list of bad input that `test_bad_input` sends: each kind once, and what must come of it.

The packages' own tests try the exhaustive tables; this is the list one can read.
"""

import io
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from PIL import Image

from koppi.conversations import actions as conversations
from koppi.conversations.models import Draft, Message, Note
from koppi.files.actions import open_file
from koppi.files.models import StoredFile
from koppi.intake import rules
from koppi.intake.models import ContactDraft
from koppi.matters.models import Capacity, Matter
from koppi.people.models import Client as People
from koppi.people.tests.factories import test_code
from tests.county import EXTRACT, TEN_PAST

GIGABYTES = 2 * 1024**3
KEY = "018f0000-0000-7000-8000-000000000001"
NOWHERE = "018f0000-0000-7000-8000-00000000dead"
TYPED = "Polveni vihloo portaissa"
TOMORROW = test_code(date(2025, 3, 4))
HUNDRED_KB = (f"{TYPED}. " * 5_000)[:99_999]
EMOJI = f"{TYPED} 👩‍👩‍👧‍👦 🙂‍↕️ 🇫🇮 👍🏽"
CONTROLS = "Polveni\x00 vihloo\x07 por\x1b[31mtaissa\u202e"
CLEANED = "Polveni vihloo por[31mtaissa"
TOO_LONG = (
    "The text is %(over)s character too long: %(length)s of at most %(longest)s. "
    "Nothing was lost: shorten it and send again.",
    "The text is %(over)s characters too long: %(length)s of at most %(longest)s. "
    "Nothing was lost: shorten it and send again.",
)
DISGUISED = "The file is not what its name says. Save it again as a photo, a PDF or a text file."
UNKNOWN_FILE = "We cannot open this kind of file. Send a photo (JPEG, PNG or WebP), a PDF or a text file."
MEANWHILE = (
    "A colleague has saved a new version while you wrote. Both are kept: look below at what they changed, "
    "take along what you need, and save again."
)
NO_PAGE = "There is no such page"
TOO_LARGE = "This is too large to send"
NOT_UNDERSTOOD = "We did not understand this"
EMPTY_LETTER = "Write your message first."
GONE_CHOICE = "This choice is no longer there. Choose again."


def in_its_language(fi, sv, en):
    """Return what each language has its own words for, and the county keeps in three."""
    return lazy(lambda: {"fi": fi, "sv": sv, "en": en}[get_language()[:2]], str)()


BACK = in_its_language(
    "Selkä, nivelet tai lihakset", "Ryggen, lederna eller musklerna", "Back, joints or muscles"
)
CHIEF = in_its_language("Johtajaylilääkäri", "Chefsöverläkare", "Chief physician")
SKIN = "/desk/handbook/topic/skin/change/"
SKIN_SAYS = {
    **{f"name_{language}": "Ihottumat" for language in ("fi", "sv", "en")},
    "registers": "patient",
    "patient_team": "pohjoinen",
    "patient_skill": "general",
    "statements_0": "breathing",
    "owner": "head-of-the-health-stations",
    "position": "3",
    "booking": "assessed",
    "in_form": "on",
    "is_care": "on",
    "why": "Selkeämpi nimi.",
    "when": "once",
    "base": "1 ",
    "press": "send",
}


HEALTH = "/desk/handbook/chat/health/change/"
HEALTH_SAYS = {
    **{f"name_{language}": "Terveysasia" for language in ("fi", "sv", "en")},
    **{f"invite_{language}": "Juttele hoitajan kanssa" for language in ("fi", "sv", "en")},
    "register": "patient",
    "topics": ["back-limbs"],
    "owner": "chief-physician",
    "opens": "8",
    "closes": "15",
    "last_entry": "15",
    "position": "0",
    "most_at_once": "3",
    "most_waiting": "0",
    "grace": "5",
    "why": "Selkeämpi.",
    "when": "once",
    "base": "1 ",
    "press": "send",
}


@dataclass(frozen=True)
class Row:
    """One bad input: who sends it, how, and what must come of it.

    :param send: takes the browser and the county, returns the answer
    :param status: of the first answer, before anything is followed
    :param says: the sentence that the reader must see, in English; with its plural, and values,
    as the code has it
    :param typed: what was typed; it stands in the page that comes back, and in no log and no address
    :param adds: how many rows of each model are there afterwards that were not before
    :param then: looks at what else must be so, with the county and the page
    """

    case: str
    role: str | None
    send: object
    status: int
    says: object = None
    values: dict = field(default_factory=dict)
    typed: str = ""
    shown: bool = True
    adds: dict = field(default_factory=dict)
    then: object = None


def post(path, data=None, **more):
    """Return a way to post a form to an address about something of the county's."""

    def send(browser, county):
        given = {name: value(county) if callable(value) else value for name, value in (data or {}).items()}
        return browser.post(path.format(c=county), given, follow=True, **more)

    return send


def get(path, **query):
    return lambda browser, county: browser.get(path.format(c=county), query, follow=True)


def raw(path, body, kind="application/x-www-form-urlencoded"):
    """Return a way to post bytes as they are."""
    return lambda browser, county: browser.post(path.format(c=county), body, content_type=kind, follow=True)


def upload(name, data, path="/contact/{c.draft.uuid}/files/"):
    return post(path, {"files": lambda county: SimpleUploadedFile(name, data), "go": "on"})


def extract(data):
    """Return a way to send a file as an extract of the licence register."""
    path = "/desk/licences/"
    return post(path, {"extract": lambda county: SimpleUploadedFile("ote.csv", data())})


def settings_file(data):
    """Return a way to send a file as a county's settings."""
    return post("/desk/county-file/", {"file": lambda county: SimpleUploadedFile("koppi.toml", data())})


def about_a_child(path, data):
    """Return a way to post a form about a matter of the county's when its client is fourteen."""
    send = post(path, data)

    def send_young(browser, county):
        born = TEN_PAST.date().replace(year=TEN_PAST.year - 14)
        People.objects.filter(pk=county.maria_client.pk).update(birth_date=born)
        return send(browser, county)

    return send_young


def letter(**fields):
    return post("/my/{c.held.reference}/letter/", {"key": KEY, **fields})


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG")
    return out.getvalue()


# What takes more than one step


class Endless:
    """A body that says it is 2 GB, gives some, and stops early; it counts what was read."""

    gives = 3 * 1024 * 1024

    def __init__(self):
        self.read_bytes = 0

    def read(self, size=-1):
        part = min(size if size >= 0 else self.gives, self.gives - self.read_bytes)
        self.read_bytes += part
        return b"x" * part

    readline = read


def two_gigabytes(browser, county):
    body = Endless()
    answer = browser.generic(
        "POST",
        f"/contact/{county.draft.uuid}/files/",
        b"",
        content_type="multipart/form-data; boundary=x",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(GIGABYTES)},
    )
    assert body.read_bytes == Endless.gives, "what came is read and dropped, so that a browser shows the page"
    return answer


def a_lying_length(browser, county):
    """Say little and send much: what was not announced is not read."""
    body = Endless()
    answer = browser.generic(
        "POST",
        f"/my/{county.held.reference}/letter/",
        b"",
        content_type="application/x-www-form-urlencoded",
        **{"wsgi.input": body, "CONTENT_LENGTH": "20"},
    )
    assert body.read_bytes <= 20
    return answer


def after_a_colleague(browser, county):
    """Reply from a page that has not seen a colleague's letter."""
    conversations.reply(
        matter_id=county.held.pk, body="Hei, tässä Lea.", client_uuid=uuid4(), by=county.lea, at=TEN_PAST
    )
    fields = {"body": TYPED, "uuid": KEY, "seen": "1"}
    return browser.post(f"/desk/m/{county.held.reference}/reply/", fields, follow=True)


def from_another_window(browser, county):
    address = f"/contact/{county.draft.uuid}/words/"
    browser.post(address, {"tab": "one", "version": "0", "words": "Toisessa ikkunassa."})
    return browser.post(address, {"tab": "two", "version": "0", "words": TYPED}, follow=True)


def twice(path, second, **fields):
    """Return a way to send once, and other words under the same key."""

    def send(browser, county):
        address = path.format(c=county)
        browser.post(address, {**fields, "body": "Näin sanoin ensin."})
        return browser.post(address, {**fields, "body": second}, follow=True)

    return send


def send_changed(browser, county):
    """Send a contact, then change its words and send under the same key."""
    browser.post(f"/contact/{county.draft.uuid}/send/")
    fields = {"tab": "window", "version": "99", "words": TYPED, "title": ""}
    return browser.post(f"/contact/{county.draft.uuid}/words/", fields, follow=True)


def after_the_sign_in_ended(browser, county):
    """Write a letter when the sign-in is over, sign in again, and read what was kept."""
    language = browser.cookies["koppi_language"].value
    browser.post("/sign-in/", {"person": str(county.maria_client.person_id)})
    del browser.cookies["koppi"]
    kept = browser.post(f"/my/{county.held.reference}/letter/", {"body": TYPED, "key": KEY})
    assert kept["location"].endswith("&kept=yes") and browser.get(kept["location"]).status_code == 200
    browser.cookies["koppi_language"] = language
    return browser.post("/sign-in/", {"person": str(county.maria_client.person_id)}, follow=True)


def with_a_bad_token(browser, county):
    guarded = Client(enforce_csrf_checks=True)
    guarded.cookies = browser.cookies
    address = f"/my/{county.held.reference}/letter/"
    return guarded.post(
        address,
        {"body": TYPED, "key": KEY, "csrfmiddlewaretoken": "a" * 64},
        headers={"referer": f"http://testserver/my/{county.held.reference}/", "origin": "http://testserver"},
    )


def with_a_strange_cookie(browser, county):
    browser.cookies["koppi"] = "\x00" * 20
    return browser.get("/")


def eleven_files(browser, county):
    files = [SimpleUploadedFile(f"mittaus-{n}.txt", b"130/80") for n in range(11)]
    return browser.post(f"/contact/{county.draft.uuid}/files/", {"files": files, "go": "on"}, follow=True)


def thirty_files(browser, county):
    files = [SimpleUploadedFile(f"mittaus-{n}.txt", b"130/80") for n in range(30)]
    return browser.post(f"/my/{county.held.reference}/letter/", {"files": files, "key": KEY})


# What must also be so


def kept_in_draft(county, page):
    answers = ContactDraft.objects.get(uuid=county.draft.uuid).answers
    assert rules.raw_of(answers, "words")["words"] == [HUNDRED_KB]
    assert rules.data_of(answers, "words") is None


def letter_is(words):
    def check(county, page):
        assert Message.objects.order_by("pk").last().body == words

    return check


def note_is(words):
    def check(county, page):
        assert Note.objects.order_by("pk").last().body == words

    return check


def draft_is(words):
    def check(county, page):
        assert Draft.objects.get().body == words

    return check


def guardian_still_sees(county, page):
    held, social = (Matter.objects.get(pk=matter.pk) for matter in (county.held, county.social))
    assert held.guardian_sees and social.guardian_sees


def reason_is(words):
    def check(county, page):
        assert Capacity.objects.get().reason == words
        assert not Matter.objects.get(pk=county.held.pk).guardian_sees

    return check


def photo_has_no_tail(county, page):
    with open_file(StoredFile.objects.order_by("pk").last()) as file:
        assert b"<script" not in file.read()


def same_as_nothing(*paths, way="get"):
    """Check that somebody else's page and one that is not there are the same."""

    def check(county, page):
        browser = Client()
        browser.cookies["koppi_language"] = "fi"
        browser.force_login(getattr(county, "otto" if paths[0].startswith("/my") else "olli"))
        there, nowhere = (path.format(c=county) for path in paths)
        pages = [getattr(browser, way)(path) for path in (there, nowhere)]
        assert {answer.status_code for answer in pages} == {404}
        words = [
            answer.content.decode().replace(path, "")
            for answer, path in zip(pages, (there, nowhere), strict=True)
        ]
        assert words[0] == words[1]

    return check


def stays_here(county, page):
    assert "evil.example" not in page


WORDS = "/contact/{c.draft.uuid}/words/"
ACCOUNT = "/sign-in/professionals/account/"
WRONG_PASSWORD = (
    "The username or the password is wrong. Check both. If you have forgotten your password, "
    "ask your administrator for a new activation code."
)
PROMISE = "/desk/m/{c.fresh.reference}/callback/promise/"
HOURS = "/desk/teams/{c.teams[etela].pk}/calls/"
RECEPTION = "/desk/reception/new/"
RECEIVES = {
    "professional": lambda c: str(c.aino_person.pk),
    "weekdays": ["4"],
    "spans": "12–15",
    "minutes": "30",
    "manner": "on_site",
    "bookers": ["team"],
    "change_hours": "24",
    "valid_from": "3.3.2025",
}
BOOKING = "/desk/m/{c.fresh.reference}/appointment/"
BOOKED = "/desk/m/{c.overdue.reference}/appointment/{c.appointment.pk}/"
CALL = "/desk/phone/{c.call.uuid}/"
REPLY = "/desk/m/{c.held.reference}/reply/"
NOTE = "/desk/m/{c.held.reference}/note/"
CAPACITY = "/desk/m/{c.held.reference}/capacity/"
SOCIAL_CAPACITY = "/desk/m/{c.social.reference}/capacity/"
FORBIDS = {"capable": "yes", "guardian": "no"}
GIVEN_OUT = {
    "given": "letters",
    "basis": "law",
    "provision": "703/2023 53 §",
    "receiver": TYPED,
    "purpose": "care",
    "day": "3.3.2025",
    "clock": "9.00",
    "key": KEY,
}
NEWCOMER = {
    "given_name": "Uusi",
    "family_name": "Tulokas",
    "username": lambda county: county.aino.username,
    "profession": "nurse",
    "licence": "licensed",
    "languages": "fi",
    "teams": lambda county: county.teams["etela"].pk,
}
PHONE_WEEK = "/desk/hours/phone/"
SHIFTS = "/desk/teams/{c.teams[etela].pk}/shifts/"
AINO_ENDS = "/desk/people/{c.aino_person.pk}/end/"
AINO_LEAVES = "/desk/people/{c.aino_person.pk}/leaving/"
OLDER = "/my-data/{c.maria_client.uuid}/older/"
OF_HUNDRED_KB = {"over": 89_999, "length": 99_999, "longest": 10_000}
A_LETTER = {"conversations.message": 1}
DRAFTED = {"conversations.draft": 1}

ROWS = [
    # Identity codes
    Row("a code whose last character is wrong", None, post("/sign-in/", {"code": "170582-901X"}), 422,
        "The last character does not fit the other digits. Check the code for a typing mistake.",
        typed="170582-901X"),
    Row("a code of a day that cannot be", None, post("/sign-in/", {"code": "310290-901X"}), 422,
        "The code starts with a day that does not exist. Check the first six digits.", typed="310290-901X"),
    Row("a birth date in the future", None,
        post("/sign-in/", {"code": TOMORROW}), 422,
        "The birth date in the code is in the future. Check the code.", typed=TOMORROW),
    Row("a code with emoji and control characters", None,
        post("/sign-in/", {"code": "17\x000582🙂-901"}), 422,
        "An identity code has 11 characters: the date of birth, a sign, three digits and a check character.",
        typed="0582🙂-901"),
    Row("a wrong code for the right client at the desk", "aino",
        post("/desk/m/{c.held.reference}/client/", {"code": "170582-901X", "reason": TYPED, "sure": "on"}),
        422,
        "The last character does not fit the other digits. Check the code for a typing mistake.",
        typed=TYPED),
    Row("a wrong code for advice that is nobody's yet", "aino",
        post("/desk/m/{c.advice.reference}/identify/", {"code": "170582-901X", "identified": "code"}), 422,
        "The last character does not fit the other digits. Check the code for a typing mistake.",
        typed="170582-901X"),
    Row("an identity code in a note beside advice", "aino",
        post("/desk/m/{c.advice.reference}/note/", {"body": f"{TYPED}, {TOMORROW}", "uuid": KEY}), 409,
        "The words have an identity code in them, and advice is kept without anybody's name. "
        "Identify the client first, or take the code out.", typed=TYPED),
    Row("a day in the future", "maria",
        post("/contact/{c.draft.uuid}/since/", {"tab": "window", "version": "9", "since": "date",
        "on": "9.9.2031"}), 422,
        "The day is in the future. Write a day that is today or earlier.", typed="9.9.2031"),
    # 100 kB of text
    Row("100 kB in the contact's words", "maria",
        post(WORDS, {"tab": "window", "version": "0", "words": HUNDRED_KB, "title": ""}), 422, TOO_LONG,
        OF_HUNDRED_KB, typed=HUNDRED_KB, then=kept_in_draft),
    Row("100 kB in a letter", "maria", letter(body=HUNDRED_KB), 422, TOO_LONG, OF_HUNDRED_KB,
        typed=HUNDRED_KB),
    Row("100 kB in a reply", "aino", post(REPLY, {"body": HUNDRED_KB, "uuid": KEY}), 422, TOO_LONG,
        OF_HUNDRED_KB, typed=HUNDRED_KB),
    Row("100 kB in a note", "aino", post(NOTE, {"body": HUNDRED_KB, "uuid": KEY}), 422, TOO_LONG,
        OF_HUNDRED_KB, typed=HUNDRED_KB),
    Row("100 kB in a reply that saves itself", "aino", post(REPLY + "draft/", {"body": HUNDRED_KB}), 422,
        "Your text has %(length)s characters. %(limit)s is the most. Nothing has been lost.",
        {"length": 99_999, "limit": 10_000}, typed=HUNDRED_KB, shown=False),
    Row("100 kB in a letter that saves itself", "maria",
        post("/my/{c.held.reference}/draft/", {"body": HUNDRED_KB}), 422,
        "Your text has %(length)s characters. %(limit)s is the most. Nothing has been lost.",
        {"length": 99_999, "limit": 10_000}, typed=HUNDRED_KB, shown=False),
    Row("100 kB of words on the phone", "aino", post(CALL, {"act": "save", "words": HUNDRED_KB}), 422,
        TOO_LONG, OF_HUNDRED_KB, typed=HUNDRED_KB),
    Row("100 kB of a name on the phone", "aino", post(CALL, {"act": "find", "sought": HUNDRED_KB}), 422,
        TOO_LONG, {"over": 99_879, "length": 99_999, "longest": 120}),
    Row("a wrong code on the phone", "aino",
        post(CALL, {"act": "find", "sought": "170582-901X", "words": TYPED}), 422,
        "The last character does not fit the other digits. Check the code for a typing mistake.",
        typed=TYPED),
    Row("somebody born tomorrow on the phone", "aino",
        post(CALL, {"act": "find", "sought": "Maria 4.3.2025", "words": TYPED}), 422,
        "The day of birth is in the future. Check the year.", typed=TYPED),
    Row("NUL and emoji in a name on the phone", "aino",
        post(CALL, {"act": "find", "sought": "Aap\x00eli 🙂 \u202e%", "words": TYPED}), 200,
        "Nobody was found. Check the spelling and the birth date, or ask for the identity code.",
        typed=TYPED),
    Row("a client that is none on the phone", "aino",
        post(CALL, {"act": "choose:nobody", "words": TYPED}), 404, NO_PAGE),
    Row("a call that joins what is not theirs", "aino",
        post(CALL, {"act": "join:ZZZZZZ", "words": TYPED, "client": lambda c: str(c.maria_client.uuid),
        "identified": "code", "who": "self", "channel": "phone", "language": "fi"}), 404, NO_PAGE),
    Row("a call with choices that are none", "aino",
        post(CALL, {"act": "save", "words": TYPED, "topic": "nothing", "end": "fly", "urgency": "9",
        "who": "m999999", "identified": "magic", "channel": "pigeon", "language": "xx",
        "client": lambda c: str(c.maria_client.uuid)}), 422, GONE_CHOICE, typed=TYPED),
    Row("a client in a call's field that is none", "aino",
        post(CALL, {"act": "save", "words": TYPED, "client": "' or 1=1"}), 404, NO_PAGE),
    Row("100 kB in a search", "aino", post("/desk/search/", {"q": HUNDRED_KB}), 422, TOO_LONG,
        {"over": 99_919, "length": 99_999, "longest": 80}, typed=HUNDRED_KB),
    # Emoji and characters that do not show
    Row("emoji in a letter", "maria", letter(body=EMOJI), 302, typed=EMOJI, adds=A_LETTER,
        then=letter_is(EMOJI)),
    Row("control characters and NUL in a letter", "maria", letter(body=CONTROLS), 302, typed=CLEANED,
        adds=A_LETTER, then=letter_is(CLEANED)),
    Row("emoji in a reply", "aino", post(REPLY, {"body": EMOJI, "uuid": KEY}), 303, typed=EMOJI,
        adds=A_LETTER, then=letter_is(EMOJI)),
    Row("control characters and NUL in a note", "aino", post(NOTE, {"body": CONTROLS, "uuid": KEY}), 303,
        typed=CLEANED, adds={"conversations.note": 1}, then=note_is(CLEANED)),
    Row("a recording template that is not there", "aino",
        post(NOTE, {"body": EMOJI, "uuid": KEY, "template": "\x00" + "x" * 99, "insert": "1"}), 409,
        "This recording template is not in use here. Choose another one.", typed=EMOJI),
    Row("a closing reason that is not offered", "aino",
        post("/desk/m/{c.held.reference}/closing/", {"outcome": "joined", "assessment": "not_reached"}), 422,
        "This choice is no longer there. Choose again."),
    Row("nothing but control characters", "maria", letter(body="\x00\x07\u200b".replace("\u200b", "")), 422,
        EMPTY_LETTER),
    Row("NUL in a search", "aino", post("/desk/search/", {"q": "Pol\x00vi"}), 303,
        "Found with “%(search_words)s”",
        {"search_words": "Polvi"}, typed="Polvi"),
    Row("lone surrogates", "maria", raw("/my/{c.held.reference}/letter/",
        f"key={KEY}&body=".encode() + b"Polveni%ED%A0%80%20vihloo"),
        302, typed="vihloo", adds=A_LETTER),
    Row("bytes that are no UTF-8", "maria", raw("/my/{c.held.reference}/letter/",
        f"key={KEY}&body=".encode() + b"Polveni\xff\xfe vihloo"),
        302, typed="vihloo", adds=A_LETTER),
    Row("a form that is no form", "maria", raw("/my/{c.held.reference}/letter/", b"Polveni vihloo",
        "multipart/form-data"),
        400, NOT_UNDERSTOOD, typed=TYPED, shown=False),
    Row("a thousand fields", "maria", letter(**{f"polvi{n}": TYPED for n in range(1000)}), 400,
        NOT_UNDERSTOOD,
        typed=TYPED, shown=False),
    # Files
    Row("a 2 GB file that stops early", "maria", two_gigabytes, 413, TOO_LARGE),
    Row("a length that lies", "maria", a_lying_length, 422, EMPTY_LETTER),
    Row("a file over the limit", "maria", upload("polvi.txt", b"130/80 " * 160_000), 422,
        ("The file is too large. One file may have %(limit)s megabyte.",
         "The file is too large. One file may have %(limit)s megabytes."), {"limit": 1}),
    Row("a program named as a photo", "maria", upload("polvi.jpg", b"MZ\x90\x00" + b"\0" * 500), 422,
        DISGUISED),
    Row("a page named as a document", "maria", upload("polvi.pdf", b"<html><script>alert(1)</script>"), 422,
        DISGUISED),
    Row("a drawing that runs", "maria", upload("polvi.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='a()'/>"),
        422, UNKNOWN_FILE),
    Row("a photo that is a page as well", "maria", upload("polvi.jpg",
        photo() + b"<html><script>alert(1)</script>"),
        302, adds={"files.storedfile": 1, "intake.draftfile": 1}, then=photo_has_no_tail),
    Row("an empty file", "maria", upload("polvi.jpg", b""), 422, "The file is empty. Choose another file."),
    Row("a disguised file with a letter", "maria",
        letter(body=TYPED, files=lambda county: SimpleUploadedFile("polvi.jpg", b"MZ\x90")), 422, DISGUISED,
        typed=TYPED, adds=DRAFTED, then=draft_is(TYPED)),
    Row("one file too many", "maria", eleven_files, 422,
        "You can send %(most)s files at a time. Remove one first, or send the rest as a letter afterwards.",
        {"most": 10}, adds={"files.storedfile": 9, "intake.draftfile": 9}),
    Row("far too many files", "maria", thirty_files, 400, NOT_UNDERSTOOD),
    # Pages that have grown old
    Row("a reply from a page that has not seen a colleague's", "aino", after_a_colleague, 409,
        "%(who)s has replied to the client meanwhile. "
        "Read that letter first, and send yours if it still holds.",
        {"who": "Lea Virta"}, typed=TYPED, adds={**A_LETTER, **DRAFTED}, then=draft_is(TYPED)),
    Row("an answer from another window", "maria", from_another_window, 409,
        "You have answered this in another window meanwhile. Both texts are here: send the right one.",
        typed=TYPED),
    Row("a letter after the sign-in ended", None, after_the_sign_in_ended, 302,
        "Your sign-in ended before this was saved. Nothing was sent yet, and we kept what you wrote.",
        typed=TYPED),
    Row("a token of another page", "maria", with_a_bad_token, 403, "The page had grown old", typed=TYPED),
    # The same key with another body
    Row("another letter under the same key", "maria",
        twice("/my/{c.held.reference}/letter/", TYPED, key=KEY), 422,
        "This message was already sent. What you changed has not been sent; send it as a new one.",
        typed=TYPED,
        adds={**A_LETTER, **DRAFTED}, then=draft_is(TYPED)),
    Row("another reply under the same key", "aino", twice(REPLY, TYPED, uuid=KEY), 409,
        "This message was already sent. What you changed has not been sent; send it as a new one.",
        typed=TYPED,
        adds={**A_LETTER, **DRAFTED}, then=draft_is(TYPED)),
    Row("another note under the same key", "aino", twice(NOTE, TYPED, uuid=KEY), 409,
        "This message was already sent. What you changed has not been sent; send it as a new one.",
        typed=TYPED,
        adds={"conversations.note": 1}),
    Row("another contact under the same key", "maria", send_changed, 302,
        "This message has already been sent",
        typed=TYPED, adds={"intake.contact": 1, "intake.contactfile": 1,
                           "intake.mattercontact": 1, "matters.matter": 1}),
    # What is not there, or not yours
    Row("somebody else's matter", "otto", get("/my/{c.fresh.reference}/"), 404, NO_PAGE,
        then=same_as_nothing("/my/{c.fresh.reference}/", "/my/ZZZZZZ/")),
    Row("a letter to somebody else's matter", "otto",
        post("/my/{c.fresh.reference}/letter/", {"body": TYPED, "key": KEY}), 404, NO_PAGE, typed=TYPED,
        shown=False,
        then=same_as_nothing("/my/{c.fresh.reference}/letter/", "/my/ZZZZZZ/letter/", way="post")),
    Row("another team's matter", "olli", get("/desk/m/{c.fresh.reference}/"), 404, NO_PAGE,
        then=same_as_nothing("/desk/m/{c.fresh.reference}/", "/desk/m/ZZZZZZ/")),
    Row("a reply to another team's matter", "olli",
        post("/desk/m/{c.fresh.reference}/reply/", {"body": TYPED, "uuid": KEY}), 404, NO_PAGE, typed=TYPED,
        shown=False),
    Row("a reference that cannot be", "maria", get("/my/%F0%9F%99%82-1/"), 404, NO_PAGE),
    Row("a reference that cannot be, at the desk", "aino", get("/desk/m/K7Q' or 1=1/"), 404, NO_PAGE),
    Row("an address with NUL", "maria", get("/my/K7Q%00/"), 400, NOT_UNDERSTOOD),
    Row("a query with NUL", "aino", get("/desk/", scope="team", skill="\x00"), 400, NOT_UNDERSTOOD),
    Row("a cookie with NUL", None, with_a_strange_cookie, 400, NOT_UNDERSTOOD),
    Row("a uuid that is none", "maria", get("/contact/018f-not-a-uuid/words/"), 404, NO_PAGE),
    Row("a number beyond all numbers", "aino",
        get("/desk/m/{c.held.reference}/question/" + "9" * 40 + "/answer/"), 404, NO_PAGE),
    Row("a person who is no uuid", None, post("/sign-in/", {"person": "\x00"}), 404, NO_PAGE),
    Row("a worker who is no number", None, post("/sign-in/professionals/", {"user": "\x00"}), 404, NO_PAGE),
    # Passwords and codes
    Row("a password with NUL", None, post(ACCOUNT, {"username": "a\x00ino", "password": "a\x00b"}), 422),
    Row("a username of 100 kB", None, post(ACCOUNT, {"username": HUNDRED_KB, "password": TYPED}), 422,
        ("The text is %(over)s character too long: %(length)s of at most %(longest)s. "
        "Nothing was lost: shorten it and send again.",
        "The text is %(over)s characters too long: %(length)s of at most %(longest)s. "
        "Nothing was lost: shorten it and send again."),
        {"over": 99_935, "length": 99_999, "longest": 64}, typed=HUNDRED_KB),
    Row("a password of 100 kB", None, post(ACCOUNT, {"username": "aino", "password": HUNDRED_KB}), 422,
        typed=HUNDRED_KB, shown=False),
    Row("a resident's account by password", None, post(ACCOUNT, {"username": lambda county:
        county.maria.username, "password": TYPED}), 422, WRONG_PASSWORD, typed=TYPED, shown=False),
    Row("emoji for a password", None, post(ACCOUNT, {"username": "😟", "password": "😟" * 12}), 422,
        WRONG_PASSWORD),
    Row("an activation code that is none", None,
        post("/sign-in/activate/", {"username": "aino", "code": "🙂" * 16}), 422,
        "The username and the code do not belong together, or the code is too old or has been used. "
        "Check both, or ask your administrator for a new code."),
    Row("an activation without its code", None, post("/sign-in/activate/password/", {"password": TYPED}), 302,
        "Activate your account", typed=TYPED, shown=False),
    Row("a second factor of nobody", None, post("/sign-in/second/code/", {"code": "123456"}), 302,
        "Sign in as a professional"),
    Row("a code app's code in other digits", "aino", post("/sign-in/set-up/app/", {"code": "١٢٣٤٥٦"}), 422,
        "The code is not the one we expected. Check that the clock of your phone is right, "
        "and type the code that the app shows now."),
    Row("a passkey that is no passkey", "aino",
        post("/sign-in/set-up/passkey/", {"name": "työpuhelin", "answer": '{"id":' * 3000}), 422,
        "The passkey could not be added. Try again, or choose the code app.", typed="työpuhelin"),
    Row("ending a sign-in that is not there", "maria", post("/sign-in/mine/end/", {"reference": "\x00"}), 302,
        "That sign-in had ended already."),
    Row("a passkey that is somebody's or nobody's", "aino",
        post("/sign-in/mine/passkey/999999999999999999/remove/"), 404, NO_PAGE),
    Row("a way back to another house at an account", None,
        post(ACCOUNT, {"username": "", "password": "", "next": "//evil.example/"}), 422,
        "This is still empty. Write it here.", then=stays_here),
    # Choices and fields
    Row("a topic that does not exist", "maria",
        post("/contact/{c.draft.uuid}/topic/", {"tab": "window", "version": "9", "topic": "nonsense\x00"}),
        422, GONE_CHOICE),
    Row("somebody one may not act for", "elsa", post("/contact/{u}/who/".replace("{u}", NOWHERE),
        {"tab": "w", "version": "0", "about_whom": lambda county: str(county.otto_client.uuid)}), 422,
        GONE_CHOICE,
        adds={"intake.contactdraft": 1}),
    Row("a copy of the data of somebody one may not act for", "otto",
        post("/my-data/copy/", {"whose": lambda county: str(county.maria_client.uuid)}), 422, GONE_CHOICE),
    Row("a copy of nobody's data", "maria",
        post("/my-data/copy/", {"whose": "nonsense\x00"}), 422, GONE_CHOICE),
    Row("a copy that is not there", "maria", get("/my-data/copy/" + NOWHERE + "/"), 404, NO_PAGE),
    Row("a colleague who does not exist", "aino",
        post("/desk/m/{c.held.reference}/handover/", {"to": "person:999999", "reason": TYPED}), 422,
        GONE_CHOICE,
        typed=TYPED),
    Row("an outcome that does not exist", "aino",
        post("/desk/m/{c.held.reference}/closing/", {"outcome": "vanished"}), 422, GONE_CHOICE),
    Row("an urgency that does not exist", "aino", post("/desk/m/{c.held.reference}/urgency/",
        {"urgency": "9"}), 422,
        GONE_CHOICE),
    Row("a list that does not exist", "aino", get("/desk/", scope="evil", urgency="9", language="xx",
        skill="none",
        after="nonsense"), 200, "Worklist"),
    Row("a language that does not exist", "maria", post("/language/", {"language": "xx", "next": "/"}), 302,
        "My matters"),
    Row("an offer with every field missing", "aino", post("/desk/m/{c.held.reference}/handover/"), 422,
        "Choose one."),
    Row("a reply without its key", "aino", post(REPLY, {"body": TYPED}), 303, typed=TYPED, adds=A_LETTER),
    Row("a letter whose key is none", "maria", letter(key="\x00", body=TYPED), 302, typed=TYPED,
        adds=A_LETTER),
    Row("an e-mail address with NUL", "maria",
        post("/contact/{c.draft.uuid}/reach/", {"tab": "window", "version": "9", "by": "message",
        "email": "a\x00@b.fi"}), 422,
        "We did not understand the e-mail address. It looks like this: name@example.fi"),
    Row("a ground of the law that does not exist", "aino", post("/desk/m/{c.held.reference}/other-side/",
        {"basis": "curiosity\x00", "why": TYPED, "until": "week"}), 422, GONE_CHOICE, typed=TYPED),
    Row("a disclosure with every field missing", "aino", post("/desk/m/{c.held.reference}/disclosure/"), 422,
        "Choose at least one."),
    Row("a disclosure of what does not exist", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "given": "soul\x00"}), 422, GONE_CHOICE, typed=TYPED),
    Row("a disclosure on no ground", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "basis": ""}), 422, "Choose one.", typed=TYPED),
    Row("a disclosure by a permission that is not there", "aino",
        post("/desk/m/{c.held.reference}/disclosure/", {**GIVEN_OUT, "basis": "permission"}), 422,
        GONE_CHOICE, typed=TYPED),
    Row("a disclosure by a law without its section", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "provision": "\x00laki"}), 422,
        "Write the law and its section, for example: 703/2023 53 §.", typed=TYPED),
    Row("a disclosure to a receiver far too long", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "receiver": HUNDRED_KB}), 422, TOO_LONG,
        {"over": 99_879, "length": 99_999, "longest": 120}, typed=TYPED),
    Row("a disclosure at a time that is none", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "clock": "25.99"}), 422, "We did not understand the time. Write it like this: 14.30",
        typed=TYPED),
    Row("a disclosure of tomorrow", "aino", post("/desk/m/{c.held.reference}/disclosure/",
        {**GIVEN_OUT, "day": "4.3.2025"}), 422,
        "The day is in the future. Write a day that is today or earlier.", typed=TYPED),
    Row("a question across that names somebody", "aino", post("/desk/m/{c.held.reference}/ask-other-side/",
        {"team": lambda county: str(county.teams["perhe"].pk), "question": f"{TYPED}, Lindqvist"}), 422,
        "The question tells who it is about. Take out the name, the code or the reference.", typed=TYPED),
    Row("an opening in need of nobody", "aino", post("/desk/in-need/",
        {"whose": "\x00\u202e", "reason": "danger", "why": TYPED}), 422, typed=TYPED),
    Row("an opening in need by no code", "aino", post("/desk/in-need/",
        {"whose": "Maria Lindqvist", "reason": "danger", "why": TYPED}), 409, "This cannot be opened.",
        typed=TYPED),
    Row("a kind of data that does not exist", "maria",
        post("/my-data/sharing/{c.maria_client.uuid}/social/permission/", {"social-kinds": ["notes"]}), 422,
        GONE_CHOICE),
    Row("a register that does not exist", "maria",
        post("/my-data/sharing/{c.maria_client.uuid}/advice/ban/"), 404, NO_PAGE),
    # Chat
    Row("a number to be told at that is none", "maria", post("/my/{c.patient.reference}/chat/turn/",
        {"by": "sms", "phone": "12"}), 422,
        "We did not understand the number. Write it like this: 040 123 4567 or +46 70 123 45 67",
        adds={"live.presence": 1}),
    Row("somebody else's place in the queue", "otto", post("/my/{c.patient.reference}/chat/messages/"), 404,
        NO_PAGE),
    Row("feedback that says nothing", "maria", post("/my/{c.patient.reference}/feedback/",
        {"words": " \u202e "}), 422, "Answer at least one question, or write something."),
    Row("feedback on a scale of its own", "maria", post("/my/{c.patient.reference}/feedback/",
        {"helped": "perhaps", "ease": "9" * 40, "words": TYPED}), 422, GONE_CHOICE, typed=TYPED),
    Row("feedback with an identity code", "maria", post("/my/{c.patient.reference}/feedback/",
        {"words": "Olen 010190-900A"}), 422,
        "Leave the identity code out: whoever reads this is not told who wrote it."),
    Row("feedback about somebody else's matter", "otto", post("/my/{c.patient.reference}/feedback/",
        {"helped": "no"}), 404, NO_PAGE),
    Row("feedback that nobody asked for", "maria", post("/my/{c.fresh.reference}/feedback/",
        {"helped": "no"}), 302,
        "You have told us already, or it was too long ago. If something is wrong, write to us here."),
    # Segments
    Row("a view beside the scale", "maria", post("/my-data/segments/patient/",
        {"coping": "6", "words": TYPED}), 422, GONE_CHOICE, typed=TYPED),
    Row("a view in a register that is none", "maria", post("/my-data/segments/advice/",
        {"words": TYPED}), 404, NO_PAGE),
    Row("a segment that is none, from dots beside the scale", "aino",
        post("/desk/m/{c.fresh.reference}/segment/", {"do": "agree", "segment": "heavy", "client_coping": "9",
        "why": TYPED}), 422, GONE_CHOICE, typed=TYPED, adds={"segments.talk": 1}),
    Row("a talk about somebody else's client", "sari", post("/desk/m/{c.fresh.reference}/segment/",
        {"why": TYPED}), 404, NO_PAGE),
    # Summaries and plans
    Row("a summary that says nothing", "aino", post("/desk/m/{c.fresh.reference}/papers/summary/change/",
        {"text": " \u202e ", "seen": "2"}), 409, "Nothing is written yet. Write at least one thing."),
    Row("a summary too long", "aino", post("/desk/m/{c.fresh.reference}/papers/summary/change/",
        {"text": "a" * 2001, "seen": "2"}), 422, TOO_LONG, {"over": 1, "length": 2001, "longest": 2000}),
    Row("a summary on an older version", "aino", post("/desk/m/{c.fresh.reference}/papers/summary/change/",
        {"text": TYPED, "seen": "1"}), 409,
        MEANWHILE, typed=TYPED, adds={"plans.unfinished": 1}),
    Row("a summary on no version", "aino", post("/desk/m/{c.fresh.reference}/papers/summary/change/",
        {"text": TYPED, "seen": "9" * 40}), 409, MEANWHILE, typed=TYPED,
        adds={"plans.unfinished": 1}),
    Row("a paper of no kind", "aino", post("/desk/m/{c.fresh.reference}/papers/will/change/",
        {"text": TYPED, "seen": "0"}), 404, NO_PAGE),
    # Calls
    Row("a call in an hour that is over", "aino", post(PROMISE,
        {"starts": "2025-03-03T05:00:00+00:00", "phone": "040 123 4567"}), 422,
        "That time has just been taken. Choose another one."),
    Row("a call in a slot of the past", "maria", post("/my/{c.fresh.reference}/callback/",
        {"starts": "2025-03-03T05:00:00+00:00", "phone": "040 123 4567"}), 422,
        "That time has just been taken. Choose another one."),
    Row("a call moved to nowhere", "maria", post("/my/{c.held.reference}/callback/",
        {"starts": HUNDRED_KB, "phone": ""}), 422, "That time has just been taken. Choose another one."),
    Row("an hour of a message that is none", "maria", post("/contact/{c.draft.uuid}/reach/",
        {"by": "phone", "phone": "040 123 4567", "call": "\x00huomenna"}), 422,
        "That time has just been taken. Choose another one."),
    Row("a call at a time that is none", "aino", post(PROMISE, {"starts": TYPED, "phone": "\x00soita"}), 422,
        "We did not understand the number. Write it like this: 040 123 4567 or +46 70 123 45 67"),
    Row("a promised call with every field missing", "aino", post(PROMISE), 422,
        "Write the number we may call."),
    Row("a call's outcome that does not exist", "aino", post("/desk/m/{c.held.reference}/callback/",
        {"outcome": "vanished", "number": "9" * 40}), 422,
        "We did not understand what came of the call. Choose again."),
    Row("a watch at a chat that does not exist", "aino",
        post("/desk/chat/watch/", {"routes": ["\x00", HUNDRED_KB], "capacity": "-1"}), 422,
        "This choice is no longer there. Choose again."),
    Row("a visit to the chat that is nowhere", "aino", post("/desk/chat/999999999/take/"), 404, NO_PAGE),
    Row("the next at the chat without a watch", "aino", post("/desk/chat/next/"), 303,
        "You are not on watch at the chat. Begin your watch first."),
    Row("presence at a talk that is nobody's", "aino",
        post("/desk/m/{c.held.reference}/chat/presence/", {"doing": TYPED}), 404, NO_PAGE),
    Row("the end of a chat that is none", "aino", post("/desk/m/{c.held.reference}/chat/end/"), 409,
        "The chat has ended. The conversation goes on as messages."),
    Row("overlapping calling hours", "lea", post(HOURS, {"act": "add", "weekdays": ["0"], "opens": "15",
        "closes": "17", "calls_per_hour": "2"}), 409,
        "The team already has calling hours that overlap these. Remove those first."),
    Row("calling hours that end before they begin", "lea", post(HOURS, {"act": "add", "weekdays": ["0"],
        "opens": "19", "closes": "17", "calls_per_hour": "2"}), 422, "The hours end after they begin."),
    Row("calling hours that are not there", "lea", post(HOURS, {"act": "remove", "hours": "9" * 40}), 303,
        "When we call"),
    # Appointments
    Row("a booking of a time that is none", "aino", post(BOOKING, {"slot": TYPED, "bring": TYPED}), 422,
        "That time has just been taken. Choose another one.", typed=TYPED),
    Row("a booking of a time that is taken", "aino", post(BOOKING, {"slot": lambda c: str(c.time.pk)}), 422,
        "That time has just been taken. Choose another one."),
    Row("a booking with nothing chosen", "aino", post(BOOKING), 422),
    Row("a filter that does not exist", "aino", get(BOOKING, profession="wizard", unit="ei"), 200),
    Row("an appointment that is moved without a reason", "aino", post(BOOKED + "move/",
        {"slot": lambda c: str(c.other_time.pk)}), 422),
    Row("an appointment that is cancelled without a reason", "aino", post(BOOKED + "cancel/"), 422),
    Row("an appointment of another matter", "aino",
        post("/desk/m/{c.fresh.reference}/appointment/{c.appointment.pk}/arrived/"), 404),
    Row("something that an appointment cannot become", "aino", post(BOOKED + "vanished/"), 404),
    Row("a day that is none", "aino", get("/desk/appointments/", day="31.2.2025"), 200),
    Row("a week that is none", "aino", get("/desk/reception/", week="9999-99-99"), 200),
    Row("the hours of a team that is none", "aino", get("/desk/reception/", team="9" * 40), 404),
    Row("reception hours that overlap others", "aino", post(RECEPTION, {**RECEIVES, "spans": "9–12"}), 409,
        "The professional already has reception hours at that time. End those first."),
    Row("reception hours that overlap each other", "aino",
        post(RECEPTION, {**RECEIVES, "spans": "8–11, 10–12"}), 422),
    Row("reception hours of yesterday", "aino", post(RECEPTION, {**RECEIVES, "valid_from": "2.3.2025"}), 422,
        "The day has passed. Write a day that is today or later."),
    Row("reception hours that are too short for a time", "aino",
        post(RECEPTION, {**RECEIVES, "spans": "8–8.10"}), 409,
        "No time of that length fits between those hours."),
    Row("a link that can be listened to", "aino",
        post(RECEPTION, {**RECEIVES, "manner": "video", "link": "http://video.example.test/"}), 422,
        "The address must begin with https://"),
    Row("reception hours that end in the past", "aino",
        post("/desk/reception/{c.reception.pk}/end/", {"last_day": "1.3.2025"}), 422),
    Row("a room without a Swedish name", "lea",
        post("/desk/rooms/new/", {"name_fi": "A", "name_en": "A"}), 422),
    Row("a delay when no limit runs", "aino",
        post("/desk/m/{c.fresh.reference}/delay/", {"why": "other"}), 303,
        "No limit for care to begin runs here any more. Nothing was changed."),
    Row("a resident's time that is none", "maria", post("/my/{c.fresh.reference}/appointment/",
        {"slot": TYPED}), 422, "That time has just been taken. Choose another one."),
    # A minor's own word
    Row("a capacity that is neither yes nor no", "aino", about_a_child(CAPACITY,
        {"capable": "perhaps\x00", "guardian": "yes", "reason": TYPED}), 422, GONE_CHOICE, typed=TYPED),
    Row("a capacity with nothing chosen", "aino", about_a_child(CAPACITY, {"reason": TYPED}), 422,
        "Choose one.", typed=TYPED),
    Row("a ban by a minor who cannot judge", "aino", about_a_child(CAPACITY,
        {**FORBIDS, "capable": "no", "reason": TYPED}), 422, "Only a minor who can judge may forbid it.",
        typed=TYPED, then=guardian_still_sees),
    Row("100 kB in a minor's reason", "aino", about_a_child(CAPACITY, {**FORBIDS, "reason": HUNDRED_KB}),
        422, TOO_LONG, {"over": 97_999, "length": 99_999, "longest": 2_000}, typed=HUNDRED_KB,
        then=guardian_still_sees),
    Row("controls in a minor's reason", "aino", about_a_child(CAPACITY, {**FORBIDS, "reason": CONTROLS}), 303,
        "Written down. It is in force now.", adds={"matters.capacity": 1}, then=reason_is(CLEANED)),
    Row("a weighty reason of nothing but controls", "sari", about_a_child(SOCIAL_CAPACITY,
        {**FORBIDS, "reason": " \x00\u202e "}), 409, "Write a few words first.", then=guardian_still_sees),
    Row("a minor's word for somebody of full age", "aino", post(CAPACITY, {**FORBIDS, "reason": TYPED}), 303,
        "The client is of full age.", typed=TYPED, shown=False, then=guardian_still_sees),
    Row("a minor's word in another station's matter", "olli", about_a_child(CAPACITY, FORBIDS), 404, NO_PAGE,
        then=same_as_nothing(CAPACITY, "/desk/m/ZZZZZZ/capacity/", way="post")),
    # The way there and back
    Row("the wrong method", "maria", get("/my/{c.held.reference}/draft/"), 405,
        "This page cannot be opened like that"),
    Row("the wrong method at the desk", "aino", get("/desk/m/{c.held.reference}/catch/"), 405,
        "This page cannot be opened like that"),
    Row("a huge query", "aino", get("/desk/", scope="team", skill=HUNDRED_KB), 200, "Worklist",
        typed=HUNDRED_KB, shown=False),
    Row("a query of a thousand parts", "maria", get("/my/", **{f"p{n}": "1" for n in range(1000)}), 200,
        "My matters"),
    Row("a way back to another house at the sign-in", None,
        post("/sign-in/", {"code": lambda county: county.codes["otto"], "next": "//evil.example/"}), 302,
        "My matters",
        then=stays_here),
    Row("a way back to another house with a language", "maria",
        post("/language/", {"next": "https://evil.example/"}), 302, "My matters", then=stays_here),
    Row("a way back to another house with a look", "maria",
        post("/look/", {"theme": "", "next": "https:///evil.example"}), 302, "My matters", then=stays_here),
    # Opening hours
    Row("opening hours that overlap", "mirja",
        post(PHONE_WEEK, {"day_1": "8–11, 10–12", "valid_from": "4.3.2025"}), 422,
        "The hours overlap: %(earlier)s and %(later)s. Write each time once.",
        {"earlier": "8.00–11.00", "later": "10.00–12.00"}, typed="8–11, 10–12"),
    Row("opening hours backwards", "mirja", post(PHONE_WEEK, {"day_1": "16–8", "valid_from": "4.3.2025"}),
        422, "It closes before it opens. Check the hours.", typed="16–8"),
    Row("opening hours that are no hours", "mirja",
        post(PHONE_WEEK, {"day_1": "8–25🙂\x00", "valid_from": "4.3.2025"}), 422,
        "We did not understand the hours. Write them like this: 8–11, 12–16.30", typed="8–25🙂"),
    Row("a week that begins today", "mirja", post(PHONE_WEEK, {"day_1": "8–11", "valid_from": "3.3.2025"}),
        422, "The week can change from tomorrow on. For today, write an exception for the one day.",
        typed="8–11"),
    Row("office hours in two parts", "mirja",
        post("/desk/hours/office/", {"day_1": "8–11, 12–16", "valid_from": "4.3.2025"}), 409,
        "Office hours are one time a day, from Monday to Friday, because the law counts by them.",
        typed="8–11, 12–16"),
    Row("a day of its own that has passed", "mirja",
        post("/desk/hours/phone/day/", {"day": "2.3.2025", "spans": "8–11"}), 422,
        "The day has passed. Write a day that is today or later.", typed="8–11"),
    Row("opening hours from somebody who is no manager", "lea",
        post(PHONE_WEEK, {"day_1": "8–11", "valid_from": "4.3.2025"}), 404, NO_PAGE),
    # Shifts
    Row("a shift on top of another", "lea", post(SHIFTS + "new/", {"person": lambda c: c.eero_person.pk,
        "days": ["2025-03-03"], "hours": "15–21"}), 409,
        "%(name)s has a shift at that time already: %(day)s %(hours)s.",
        {"name": "Eero Salo", "day": "3.3.", "hours": "8.00–18.00"}, typed="15–21"),
    Row("a shift at an hour that is skipped", "lea", post(SHIFTS + "new/?week=2025-03-24",
        {"person": lambda c: c.eero_person.pk, "days": ["2025-03-30"], "hours": "3.30–12"}), 409,
        "There is no such time that night, because the clocks go forward. Choose another one.",
        typed="3.30–12"),
    Row("a shift in the past", "lea", post(SHIFTS + "new/?week=2025-02-24",
        {"person": lambda c: c.eero_person.pk, "days": ["2025-02-25"], "hours": "8–16"}), 409,
        "That time has passed, and what was true then stays. Choose a later one.", typed="8–16"),
    Row("a shift of hours that are none", "lea", post(SHIFTS + "new/", {"person": lambda c: c.eero_person.pk,
        "days": ["2025-03-04"], "hours": "8–25🙂\x00"}), 422,
        "We did not understand the hours. Write them like this: 8–16.15", typed="8–25🙂"),
    Row("a shift of somebody of another team", "lea", post(SHIFTS + "new/",
        {"person": lambda c: c.olli_person.pk, "days": ["2025-03-04"], "hours": "8–16"}), 422, GONE_CHOICE,
        typed="8–16"),
    # Units, teams and tasks
    Row("a team that closes while topics lead to it", "mirja", post("/desk/teams/{c.teams[etela].pk}/close/",
        {"successor": lambda c: c.teams["pohjoinen"].pk, "sure": "on"}), 409,
        then=lambda county, page: county.teams["etela"].refresh_from_db()
        or county.teams["etela"].closed_at is None),
    Row("a team that closes into the other services", "mirja",
        post("/desk/teams/{c.teams[etela].pk}/close/",
        {"successor": lambda c: c.teams["perhe"].pk, "sure": "on"}), 422, GONE_CHOICE),
    Row("a team without a Swedish name", "mirja", post("/desk/teams/new/", {"name_fi": "Uusi tiimi",
        "name_sv": " \x00", "name_en": "New", "unit": lambda c: c.teams["etela"].unit_id,
        "register": "patient", "language": "fi"}), 422, typed="Uusi tiimi"),
    Row("a task of the wrong services", "mirja", post("/desk/staff/{c.eero_person.pk}/task/",
        {"task": "social:broad"}), 422, GONE_CHOICE),
    Row("a language that nobody knows", "mirja", post("/desk/staff/{c.eero_person.pk}/abilities/",
        {"languages": ["klingon"]}), 422, GONE_CHOICE),
    # Rules and texts
    Row("a rule without a Swedish text", "mirja", post(SKIN, SKIN_SAYS | {"name_sv": " "}), 422,
        "The Swedish text is missing: %(what)s.", {"what": gettext_lazy("Name")}, typed="Ihottumat"),
    Row("a rule too long for its place", "mirja", post(SKIN, SKIN_SAYS | {"name_fi": "Ihottumat" * 20}), 422,
        TOO_LONG, {"over": 60, "length": 180, "longest": 120}, typed="Ihottumat"),
    Row("a rule that leads to a team of the other side", "mirja",
        post(SKIN, SKIN_SAYS | {"patient_team": "perhe"}), 422, GONE_CHOICE, typed="Ihottumat"),
    Row("a rule that asks the same twice", "mirja",
        post(SKIN, SKIN_SAYS | {"statements_1": "breathing"}), 422,
        "The same is there twice: %(what)s.", {"what": gettext_lazy("Warning statements")},
        typed="Ihottumat"),
    Row("a rule in force from a minute that has passed", "mirja",
        post(SKIN, SKIN_SAYS | {"when": "minute", "day": "3.3.2025", "clock": "8.00"}), 422,
        "This time has passed. Choose a later one.", typed="Ihottumat"),
    Row("a rule in force from a minute that there is not", "mirja",
        post(SKIN, SKIN_SAYS | {"when": "minute", "day": "30.3.2025", "clock": "3.30"}), 422,
        "There is no such time that night: the clocks go forward.", typed="Ihottumat"),
    Row("a rule written on top of nothing we know", "mirja",
        post(SKIN, SKIN_SAYS | {"base": "x\x00 🙂"}), 409,
        "This has changed since the proposal was written. The proposal is kept: "
        "look at what changed, and propose it again.", typed="Ihottumat"),
    Row("a chat that closes before it opens", "mirja", post(HEALTH, HEALTH_SAYS | {"closes": "8"}), 422,
        "It would close before it opens. Write a later hour.", typed="Juttele hoitajan kanssa"),
    Row("a chat that changes its service", "mirja", post(HEALTH, HEALTH_SAYS | {"register": "social"}), 422,
        "A chat stays with its service. End this one, and add another.", typed="Juttele hoitajan kanssa"),
    Row("a chat that opens at half past", "mirja", post(HEALTH, HEALTH_SAYS | {"opens": "8.30\x00 🙂"}), 422,
        "Write a number here, with digits only.", typed="Juttele hoitajan kanssa"),
    Row("an end of a danger that topics still ask", "mirja",
        post("/desk/handbook/statement/stroke/end/", {"base": "1 ", "why": "Turha", "when": "once"}), 409,
        "“%(topic)s” still asks this. Take it out of the topic first.",
        {"topic": BACK}, typed="Turha"),
    Row("a change approved by somebody who does not own it", "mirja",
        post("/desk/handbook/changes/{c.change.pk}/approval/"), 303, "Only the owner does this: %(role)s.",
        {"role": CHIEF}),
    Row("a rule from somebody who writes none", "aino", post(SKIN, SKIN_SAYS), 404, NO_PAGE),
    Row("a rule of no kind", "mirja", post("/desk/handbook/nothing/new/", SKIN_SAYS), 404, NO_PAGE),
    # Somebody joins
    Row("a username that is taken", "mirja", post("/desk/staff/new/", NEWCOMER), 409,
        "Somebody has this username already. Choose another.", typed="Uusi"),
    Row("a username of strange characters", "mirja",
        post("/desk/staff/new/", {**NEWCOMER, "username": "Äijä\x00 🙂"}), 422,
        "Use small letters, digits, dots and hyphens only.", typed="Uusi"),
    Row("a role that is not given by page", "mirja",
        post("/desk/staff/new/", {**NEWCOMER, "username": "uusi", "roles": "manager"}), 422, GONE_CHOICE,
        typed="Uusi"),
    Row("somebody new from one who is no manager", "lea", post("/desk/staff/new/", NEWCOMER), 404, NO_PAGE),
    # The licence register
    Row("an extract that is a picture", "mirja", extract(photo), 422,
        "This is not a CSV file. Save the extract as CSV and send it again."),
    Row("an extract with nothing in it", "mirja", extract(lambda: b""), 422,
        "The file has no rows. Check that you chose the right one."),
    Row("an extract without one of its columns", "mirja",
        extract(lambda: EXTRACT.replace("Alkaa", "Alku").encode()), 422,
        "These columns are missing: %(columns)s. Check that you chose the right file.",
        {"columns": "Alkaa"}),
    Row("an extract with a day that cannot be", "mirja",
        extract(lambda: EXTRACT.replace("28.2.2025", "30.2.2025").encode()), 303,
        "Nothing can be taken in: these lines cannot be understood.", adds={"people.licenceimport": 1}),
    Row("settings that are a picture", "mirja", settings_file(photo), 422,
        "This is not a text file. Send the file that Koppi wrote, or one like it."),
    Row("settings with nothing in them", "mirja", settings_file(lambda: b""), 422,
        "This is not a file of a county's settings: its first line does not say its format."),
    Row("settings cut in half", "mirja", settings_file(lambda: b"format = 1\n[opening.phone]\n"), 422,
        "The end of the file is missing, so it was cut short on the way. Nothing was taken in."),
    Row("settings from another version", "mirja", settings_file(lambda: b"format = 9\n[end]\nwhole = true\n"),
        422, "The file is of format %(found)s; this Koppi reads format %(known)s. Nothing was taken in.",
        {"found": "9", "known": "1"}),
    Row("settings from somebody who is no manager", "lea", settings_file(lambda: b"format = 1"),
        404, NO_PAGE),
    Row("an extract from somebody who is no manager", "lea", extract(lambda: EXTRACT.encode()), 404, NO_PAGE),
    # Somebody leaves
    Row("a last day that has passed", "lea", post(AINO_ENDS, {"last": "1.3.2025", "sure": "on"}), 422,
        "The day has passed. Write a day that is today or later.", typed="1.3.2025"),
    Row("a successor who is nobody here", "lea", post(AINO_ENDS, {"substitute": "999999999", "sure": "on"}),
        422, GONE_CHOICE),
    Row("a last day of nobody here", "lea", post("/desk/people/999999999/end/", {"sure": "on"}), 404,
        NO_PAGE),
    Row("matters to hand on that the one who leaves does not have", "lea",
        post(AINO_LEAVES, {"matters": ["999999999", "x\x00🙂"], "to": "team"}), 422, GONE_CHOICE),
    Row("matters to hand on without a word to the colleague", "lea",
        post(AINO_LEAVES, {"matters": lambda county: county.held.pk, "to": lambda county:
        county.eero_person.pk, "reason": " \u202e\x00 "}), 422, "Write a few words first."),
    Row("100 kB to the one who takes over", "lea",
        post(AINO_LEAVES, {"matters": lambda county: county.held.pk, "to": lambda county:
        county.eero_person.pk, "reason": HUNDRED_KB}), 422, TOO_LONG,
        {"over": 97_999, "length": 99_999, "longest": 2_000}, typed=HUNDRED_KB),
    # The log of who has looked
    Row("a reason far too long", "maria",
        post(OLDER, {"register": "patient", "reason": HUNDRED_KB, "key": KEY}), 422, TOO_LONG,
        {"over": 97_999, "length": 99_999, "longest": 2_000}, typed=TYPED),
    Row("a question about a line that is not there", "maria",
        post("/my-data/{c.maria_client.uuid}/lines/999999999/"), 404, NO_PAGE),
    Row("an officer's search by a code that is none", "karin",
        post("/desk/data-protection/", {"code": "170582-901\x00🙂"}), 422,
        "An identity code has 11 characters: the date of birth, a sign, three digits and a check character."),
    Row("a place in the log that is none", "maria",
        get("/my-data/", before="99999999999999999999-🙂"), 200, "Who has looked at my data"),
]  # fmt: skip
