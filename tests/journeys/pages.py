"""Every page and every state of it: who sees it, where it is, and what is done to get there.

A way is a list of steps: a selector that is pressed or ticked, a (selector, text) pair that is filled in, or
a function of the page. Steps that change something for the pages after them come last.
"""

from dataclasses import dataclass

from django.db import DatabaseError
from django.utils import timezone

from koppi.config.providers import Provider
from koppi.identity.providers.refusing import STATUS
from koppi.identity.providers.rules import REFUSALS, Refused
from koppi.matters.models import Matter
from koppi.people.tests.factories import test_code
from koppi.people.valtuudet import RegisterDown
from tests.county import EXTRACT, STATES
from tests.journeys import sign_in_pages

# An identity provider that is down: the ways to it are shown, and what is said when it does not answer.
DOWN = Provider("oidc", "http://127.0.0.1:9", "koppi", "secret", ("high",))
PROVIDERS = {"residents": DOWN, "professionals": DOWN}
NONE = {"residents": None, "professionals": None}
NEW = "018f0000-0000-7000-8000-000000000009"
SEND = "main form .button.primary"
STEP = "form.step .button:is(.primary, .danger)"
ETELA = "/desk/teams/{c.teams[etela].pk}/"
DISGUISED = {"name": "kuva.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00 not a photo"}


@dataclass(frozen=True)
class Visit:
    """One state of one page.

    :param page: the name of its address, or nothing for what has no address of its own
    :param path: where to go; `{c.…}` stands for the county's things
    :param way: what to do there
    :param status: of the page that is shown in the end
    :param broken: what to break meanwhile: where, and the error it raises
    :param instead: what stands there meanwhile: pairs of where and what
    """

    page: str
    role: str
    path: str
    way: tuple = ()
    status: int = 200
    broken: tuple = ()
    instead: tuple = ()

    def __str__(self):
        return f"{self.page or 'error'} {self.role} {self.path} {len(self.way) or ''}"


# Steps


def unfold(page):
    """Open every fold but the menus, which would lie over the rest."""
    page.evaluate("for (const one of document.querySelectorAll('details:not([data-menu])')) one.open = true")


def change(selector, name, value):
    """Return a step that sets an attribute or a property by hand, as somebody with tools could."""
    return lambda page: page.locator(selector).first.evaluate(f"(one, to) => one.{name} = to", value)


def untick(page):
    for one in page.locator("main [type=checkbox]:checked").all():
        one.uncheck()


def chosen_template(page):
    page.locator("#template").select_option(index=1)


def minutes_later(minutes):
    """Let minutes pass while nobody looks at the window, then look at it again."""

    def pass_by(page):
        page.clock.set_fixed_time(timezone.now() + timezone.timedelta(minutes=minutes))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    return pass_by


def key(name):
    return lambda page: page.keyboard.press(name)


def leave(page):
    """Let the sign-in end while the page is open."""
    page.context.clear_cookies(name="koppi")


def chosen_file(page):
    page.locator("main [type=file]").set_input_files(DISGUISED)


def go(path):
    """Return a step to another page."""
    return lambda page: page.goto(page.home + path.format(c=page.county))


def code_of(name):
    return lambda page: page.locator("[name=code]").fill(page.county.codes[name])


def always(*args):
    return True


def never(*args, **more):
    return False


def refusing(code):
    """Return what raises the refusal of an identity provider's answer."""
    return lambda why: Refused(code)


def sign_out_and_stay(page):
    """Sign out, and let the page that then leads to the provider lead nowhere."""
    page.route("**/elsewhere", lambda route: route.fulfill(status=204))
    with page.expect_response("**/elsewhere"):
        page.locator("form[action='/sign-out/'] button").first.click()


def shows(selector):
    return lambda page: page.locator(selector).first.wait_for()


def sends_extract(line):
    """Choose an extract of the licence register with one line."""
    data = EXTRACT.encode().split(b"\n")[0] + b"\n" + line
    file = {"name": "ote.csv", "mimeType": "text/csv", "buffer": data}
    return lambda page: page.set_input_files("[name=extract]", file)


SHORTER_DAY = b'format = 1\n[opening.phone]\nmon = ["08:00-12:00"]\n[end]\nwhole = true\n'


def sends_settings(data):
    """Choose a file of a county's settings."""
    file = {"name": "koppi.toml", "mimeType": "application/toml", "buffer": data}
    return lambda page: page.set_input_files("[name=file]", file)


def many_letters(page):
    """Put more into a field than is taken in at all."""
    page.locator("[name=q]").evaluate(
        "one => { one.removeAttribute('maxlength'); one.value = 'x'.repeat(3e6) }"
    )
    page.locator("[name=q]").evaluate("one => one.form.submit()")
    page.wait_for_url("**/search/**")


def types(letters):
    """Return a step that adds to the reply, and waits until that is kept."""

    def step(page):
        with page.expect_response("**/reply/draft/"):
            page.locator("#reply_body").press_sequentially(letters)

    return step


def reply_to_the_closed(page):
    """Send what was written before a colleague closed the matter."""
    page.locator("#note form").evaluate(
        """(form, to) => {
          form.action = to;
          form.querySelector("textarea").name = "body";
          form.querySelector("textarea").value = "Vielä yksi asia.";
          form.submit();
        }""",
        f"/desk/m/{page.county.closed.reference}/reply/",
    )
    page.wait_for_url("**/reply/")


DRAFT = "/contact/{c.draft.uuid}/"
OVERSIGHT = "/desk/data-protection/"
LOOKS = "/my-data/{c.maria_client.uuid}/"
MY = "/my/{c.held.reference}/"
AT_DESK = "/desk/m/{c.held.reference}/"
BOOKED_AT_DESK = "/desk/m/{c.overdue.reference}/appointment/{c.appointment.pk}/"
BOOKED = "/my/{c.overdue.reference}/appointment/{c.appointment.pk}/"
LETTER = "form[action$='/letter/']"

RESIDENT = [
    # Before anybody signs in
    Visit("identity:sign_in", "nobody", "/sign-in/"),
    Visit("identity:sign_in", "nobody", "/sign-in/?next=/my/&kept=no"),
    Visit("identity:sign_in", "nobody", "/sign-in/", (("[name=code]", "170582-901X"), SEND), 422),
    Visit("identity:sign_in", "nobody", "/sign-in/", (("[name=code]", test_code(number=987)), SEND)),
    Visit("identity:sign_in", "nobody", "/sign-in/", (("[name=code]", test_code(number=987)), SEND, SEND),
              422),
    Visit("identity:sign_in_professional", "nobody", "/sign-in/professionals/?next=/desk/"),
    Visit("identity:sign_in_professional", "nobody", "/sign-in/professionals/?q=nobody"),
    Visit("identity:provider", "nobody", "/sign-in/with/residents/?next=/my/", status=503),
    *(Visit("identity:provider", "nobody", "/sign-in/with/residents/", status=STATUS.get(told, 403),
            broken=("koppi.identity.providers.oidc.Oidc.begin", refusing(code)))
      for told, code in sorted({told: code for code, told in REFUSALS.items()}.items())),
    *(Visit(name, "nobody", path, status=status,
            instead=(("django.conf.settings.DEMO_SIGN_IN", False),
                     ("django.conf.settings.LOCAL_ACCOUNTS", status == 200),
                     ("django.conf.settings.SIGN_IN_PROVIDERS", PROVIDERS if status == 200 else NONE)))
      for name, path in (("identity:sign_in", "/sign-in/?next=/my/"),
                         ("identity:sign_in_professional", "/sign-in/professionals/"))
      for status in (200, 503)),
    Visit("identity:signed_out", "nobody", "/signed-out/"),
    Visit("ui:gallery", "nobody", "/ui/"),
    Visit("resident:home", "nobody", "/", (unfold,)),
    Visit("resident:chat", "nobody", "/chat/"),
    Visit("resident:chat", "maria", "/chat/"),
    Visit("resident:chat", "nobody", "/chat/", instead=(("koppi.chat.rules.is_open", never),)),
    Visit("resident:privacy", "nobody", "/privacy/"),
    Visit("resident:accessibility", "nobody", "/accessibility/"),
    # One's own pages, full and empty
    Visit("resident:home", "maria", "/"),
    Visit("resident:acting", "elsa", "/acting/"),
    Visit("resident:acting", "elsa", "/acting/",
          instead=(("koppi.resident.views.acting.shielded_children", always),
                   ("koppi.resident.views.acting.mandate_register", always))),
    Visit("resident:acting", "elsa", "/acting/",
          (change("button[name=who] >> nth=1", "value", "nobody"), "button[name=who] >> nth=1"), 422),
    Visit("resident:acting", "elsa", "/acting/", ("button[name=who] >> nth=1",)),
    Visit("resident:home", "elsa", "/"),
    Visit("resident:acting_register", "elsa", "/acting/register/", status=503,
          broken=("koppi.resident.views.acting.begin_visit", RegisterDown),
          instead=(("koppi.resident.views.acting.mandate_register", always),)),
    Visit("resident:home", "newcomer", "/"),
    Visit("resident:matters", "maria", "/my/"),
    Visit("resident:matters", "newcomer", "/my/"),
    Visit("resident:looks", "maria", "/my-data/"),
    Visit("resident:looks", "newcomer", "/my-data/"),
    Visit("resident:told", "maria", "/my/notices/"),
    Visit("resident:told", "maria", "/my/notices/", ("[name=sms]", SEND), 422),
    Visit("resident:segments", "maria", "/my-data/segments/"),
    Visit("resident:segment_view", "maria", "/my-data/segments/patient/"),
    Visit("resident:segment_view", "maria", "/my-data/segments/patient/", (SEND,), 422),
    Visit("resident:sharing", "maria", "/my-data/sharing/"),
    Visit("resident:sharing", "elsa", "/my-data/sharing/",
          ("[action*='/social/permission/'] .button.primary",), 422),
    Visit("resident:sharing_other", "elsa", "/my-data/sharing/{c.maria_client.uuid}/"),
    Visit("resident:sharing", "otto", "/my-data/sharing/",
          ("[name=social-kinds][value=letters]", "[action*='/social/permission/'] .button.primary")),
    Visit("resident:sharing", "otto", "/my-data/sharing/", ("[action*='/patient/ban/'] .button",)),
    Visit("resident:looks_of", "elsa", LOOKS),
    Visit("resident:look", "maria", LOOKS + "lines/{c.look}/"),
    Visit("resident:older_looks", "maria", LOOKS + "older/"),
    Visit("resident:older_looks", "maria", LOOKS + "older/", (SEND,), 422),
    Visit("resident:copies", "maria", "/my-data/copy/"),
    Visit("resident:copies", "maria", "/my-data/copy/", ("main form button",)),
    Visit("resident:copies", "salla", "/my-data/copy/"),
    Visit("resident:copies", "stranger", "/my-data/copy/"),
    Visit("resident:copies", "elsa", "/my-data/copy/"),
    Visit("resident:copies", "elsa", "/my-data/copy/", ("main form button",)),
    Visit("resident:copies", "elsa", "/my-data/copy/",
          ("[name=whose] >> nth=0", change("[name=whose]", "value", "nonsense"), "main form button"), 422),
    Visit("resident:disclosures", "maria", "/my-data/disclosures/"),
    Visit("resident:disclosures", "newcomer", "/my-data/disclosures/"),
    *(Visit("resident:matter", "otto" if state == "asked" else "maria", f"/my/{{c.{state}.reference}}/",
    (unfold,))
      for state in (*STATES, "patient", "social")),
    Visit("resident:matter", "elsa", "/my/{c.fresh.reference}/"),
    Visit("resident:matter", "elsa", "/my/{c.fresh.reference}/", status=403,
          broken=("koppi.resident.views.acting.matter_for", Matter.DoesNotExist),
          instead=(("koppi.resident.views.acting._mandate_has_ended", lambda *_: True),)),
    Visit("resident:callback", "maria", "/my/{c.held.reference}/callback/"),
    Visit("resident:callback", "maria", "/my/{c.fresh.reference}/callback/"),
    Visit("resident:callback", "maria", "/my/{c.fresh.reference}/callback/", (SEND,), 422),
    Visit("resident:contact_step", "maria", DRAFT + "reach/",
          ("[name=by][value=phone]", ("[name=phone]", "040 123 4567"), SEND), 422),
    Visit("resident:worse", "maria", MY + "worse/"),
    Visit("resident:appointment", "maria", "/my/{c.fresh.reference}/appointment/"),
    Visit("resident:appointment_move", "maria", BOOKED + "move/"),
    Visit("resident:appointment_cancel", "maria", BOOKED + "cancel/"),
    Visit("resident:matter", "maria", "/my/{c.overdue.reference}/"),
    Visit("resident:cancel", "maria", MY + "cancel/"),
    # The contact form
    Visit("resident:contact_start", "maria", "/contact/"),
    Visit("resident:contact_step", "elsa", f"/contact/{NEW}/who/"),
    Visit("resident:contact_step", "elsa", f"/contact/{NEW}/who/", (SEND,), 422),
    *(Visit("resident:contact_step", "maria", f"{DRAFT}{step}/", (unfold,))
      for step in ("topic", "warnings", "words", "since", "reach", "support", "files", "check")),
    Visit("resident:contact_step", "maria", DRAFT + "check/?back=check"),
    Visit("resident:contact_step", "salla", "/contact/{c.hidden_draft.uuid}/reach/"),
    Visit("resident:matter", "salla", "/my/{c.hidden.reference}/"),
    Visit("resident:contact_chat", "maria", DRAFT + "chat/"),
    Visit("resident:contact_chat", "maria", DRAFT + "chat/", instead=(("koppi.chat.rules.is_open", never),)),
    Visit("resident:chat_room", "maria", "/my/{c.patient.reference}/chat/", (unfold,)),
    Visit("resident:chat_room", "elsa", "/my/{c.patient.reference}/chat/"),
    Visit("resident:chat_room", "maria", "/my/{c.patient.reference}/chat/",
          ("[name=by][value=sms]", ("[name=phone]", "04"), "form[action$='/turn/'] .button"), 422),
    Visit("resident:chat_end", "maria", "/my/{c.patient.reference}/chat/end/"),
    Visit("resident:papers", "maria", "/my/agreed/"),
    Visit("resident:picture", "maria", "/my/picture/"),
    Visit("resident:feedback", "maria", "/my/{c.patient.reference}/feedback/"),
    Visit("resident:feedback", "maria", "/my/{c.patient.reference}/feedback/", (SEND,), 422),
    Visit("resident:chat_copy", "maria", "/my/{c.patient.reference}/chat/copy/"),
    Visit("resident:chat_room", "maria", "/my/{c.patient.reference}/chat/end/", (SEND,)),
    Visit("resident:contact_sent", "maria", "/contact/{c.contact.key}/sent/"),
    Visit("resident:contact_changed", "maria", "/contact/{c.contact.key}/changed/"),
    Visit("resident:contact_discard", "maria", DRAFT + "discard/"),
    Visit("resident:contact_step", "stranger", "/contact/new/"),
    Visit("resident:contact_step", "newcomer", "/contact/new/", (SEND,), 422),
    # What is not right
    Visit("resident:matter", "maria", "/my/ZZZZZZ/", status=404),
    Visit("", "maria", MY + "draft/", status=405),
    Visit("", "maria", "/my/%00/", status=400),
    Visit("resident:looks", "maria", "/my-data/", status=500,
          broken=("koppi.resident.looks.looks_page", RuntimeError)),
    Visit("resident:matter", "maria", MY,
          (("[name=body]", "Kirjoitin tämän, kun sivu oli vanha."),
           change(f"{LETTER} [name=csrfmiddlewaretoken]", "value", "a" * 64), f"{LETTER} .button.primary"),
           403),
    Visit("resident:matter", "maria", MY, (("[name=body]", ""), f"{LETTER} .button.primary"), 422),
    Visit("resident:matter", "maria", MY, (unfold, chosen_file, f"{LETTER} .button.primary"), 422),
    Visit("resident:worse", "maria", MY + "worse/", (SEND,), 422),
    Visit("resident:look", "maria", LOOKS + "lines/{c.look}/", (SEND,)),
    Visit("resident:look", "maria", LOOKS + "lines/{c.look}/", (SEND,), 422),
    Visit("resident:looks", "maria", "/my-data/"),
    Visit("resident:matter", "maria", MY, (minutes_later(27), shows(".session-warning"))),
    Visit("resident:matter", "maria", MY, (minutes_later(31), shows(".session-warning"))),
    Visit("resident:contact_step", "maria", DRAFT + "since/",
          ("[name=since][value=date]", ("[name=on]", "9.9.2031"), SEND), 422),
    Visit("resident:contact_step", "maria", DRAFT + "reach/",
          ("[name=by][value=phone]", ("[name=phone]", "04"), ("[name=email]", "maria"), SEND), 422),
    Visit("resident:contact_step", "maria", DRAFT + "support/", ("[name=language][value=other]", SEND), 422),
    Visit("resident:contact_step", "maria", DRAFT + "files/", (chosen_file, "main [name=go][value=on]"), 422),
    Visit("resident:contact_step", "maria", DRAFT + "warnings/", (untick, SEND), 422),
    Visit("resident:contact_step", "maria", DRAFT + "words/", (("[name=words]", ""), SEND), 422),
    Visit("resident:contact_step", "maria", DRAFT + "check/"),
    Visit("resident:contact_step", "maria", DRAFT + "words/",
          (change("[name=words]", "value", "Sanoin näin."), SEND, go(DRAFT + "words/"),
           change("[name=words]", "value", "Sanoin toisin."), change("[name=tab]", "value", "another"),
           change("[name=version]", "value", "0"), SEND), 409),
    Visit("resident:contact_urgent", "maria", DRAFT + "warnings/", ("[name=affirmed] >> nth=0", SEND)),
    Visit("resident:contact_changed", "maria", DRAFT + "words/",
          (change("[name=words]", "value", "Vielä yksi asia."), change("[name=tab]", "value", "window"),
           lambda page: page.locator("main form").evaluate(
               "(form, to) => form.action = to", f"/contact/{page.county.contact.key}/words/"), SEND)),
    Visit("resident:worse_told", "maria", "/my/{c.overdue.reference}/worse/", ("[name=affirmed] >> nth=0",
              SEND)),
    Visit("resident:matter", "maria", "/my/{c.overdue.reference}/"),
    Visit("resident:matter", "maria", MY, (unfold, ("[name=body]", "Kiitos."), f"{LETTER} .button.primary")),
    # The sign-in ends while one writes: the way in says so, and what was written waits behind it
    Visit("identity:sign_in", "nobody", "/sign-in/",
          (code_of("maria"), SEND, go(MY), ("[name=body]", "Kirjoitin tätä kauan."), leave,
           f"{LETTER} .button.primary")),
    Visit("identity:resume", "nobody", "/sign-in/", (code_of("maria"), SEND)),
    # The way out by the provider: the next page is not ours, and here it answers with nothing
    Visit("identity:sign_out", "stranger", "/my/", (sign_out_and_stay,), 204,
          instead=(("koppi.identity.providers.views.Leaving.url", lambda self: "/elsewhere"),)),
]  # fmt: skip

RESIDENT += sign_in_pages.visits(Visit)

DESK = [
    Visit("desk:worklist", "lea", "/desk/?scope=team", (unfold,)),
    Visit("desk:matter", "lea", AT_DESK, (unfold,)),
    *(Visit("desk:worklist", "aino", f"/desk/?scope={scope}")
      for scope in ("for_me", "team", "mine", "offered", "waiting", "snoozed")),
    *(Visit("desk:worklist", "olli", f"/desk/?scope={scope}")
      for scope in ("for_me", "team", "mine", "offered", "waiting", "snoozed")),
    Visit("desk:worklist", "aino", "/desk/?scope=team&urgency=0&language=sv"),
    Visit("desk:worklist", "sari", "/desk/"),
    Visit("desk:worklist", "aino", "/desk/", (("#q", "Maria"), key("Enter"), shows(".found"))),
    Visit("desk:worklist", "aino", "/desk/", (("#q", "ei ketään"), key("Enter"), shows(".found"))),
    Visit("desk:worklist", "aino", "/desk/", (change("#q", "maxLength", 500), ("#q", "polvi " * 20),
              key("Enter"),
                                              shows(".error-summary")), 422),
    Visit("desk:worklist", "aino", "/desk/", (key("?"), shows("dialog[open]"))),
    Visit("desk:worklist", "lea", "/desk/", ("details.account summary",)),
    Visit("desk:worklist", "aino", "/desk/", (minutes_later(27), shows(".session-warning"))),
    # A matter in each state, for those who see it differently
    *(Visit("desk:matter", "aino", f"/desk/m/{{c.{state}.reference}}/", (unfold,)) for state in STATES),
    Visit("desk:matter", "aino", AT_DESK + "?scope=mine"),
    Visit("desk:matter", "eero", "/desk/m/{c.offered.reference}/", (unfold,)),
    Visit("desk:matter", "eero", "/desk/m/{c.asked.reference}/", (unfold,)),
    Visit("desk:matter", "eero", AT_DESK),
    Visit("desk:matter", "kaisa", "/desk/m/{c.patient.reference}/", (unfold,)),
    Visit("desk:matter", "sari", "/desk/m/{c.social.reference}/", (unfold,)),
    Visit("desk:matter", "aino", AT_DESK, ("details.more-actions summary",)),
    Visit("desk:contact_details", "aino", AT_DESK + "contact-details/"),
    Visit("desk:contact_details", "aino", "/desk/m/{c.hidden.reference}/contact-details/"),
    Visit("desk:matter", "aino", "/desk/m/{c.hidden.reference}/", (unfold,)),
    # Each step as a page of its own, and a few as dialogs
    *(Visit(f"desk:{name}", "aino", f"{AT_DESK}{noun}/")
      for name, noun in (("release", "release"), ("offer", "handover"), ("ask", "question"), ("snooze",
      "snooze"),
                         ("wait", "waiting"), ("assess", "assessment"), ("urgency", "urgency"),
                         ("close", "closing"), ("join", "join"), ("correct", "client"))),
    Visit("desk:identify", "aino", "/desk/m/{c.advice.reference}/identify/"),
    Visit("desk:identify", "aino", "/desk/m/{c.advice.reference}/identify/", (STEP,), 422),
    Visit("desk:matter", "aino", "/desk/m/{c.advice.reference}/", (unfold,)),
    Visit("desk:matter", "aino", "/desk/m/{c.advised.reference}/", (unfold,)),
    Visit("desk:close", "aino", "/desk/m/{c.advice.reference}/closing/"),
    Visit("desk:decline", "aino", "/desk/m/{c.offered.reference}/handover/decline/"),
    Visit("desk:answer", "aino", "/desk/m/{c.asked.reference}/question/{c.question.pk}/answer/"),
    Visit("desk:assess", "sari", "/desk/m/{c.social.reference}/assessment/"),
    Visit("desk:close", "sari", "/desk/m/{c.social.reference}/closing/"),
    *(Visit("desk:matter", "aino", AT_DESK, (f".actions a[href*='/{noun}/']", shows("dialog[open]")))
      for noun in ("handover", "question", "snooze", "closing")),
    Visit("desk:phone_call", "eero", "/desk/phone/"),
    Visit("desk:phone_call", "eero", "/desk/phone/", (("[name=sought]", "170582-901X"),
          ".who .button >> nth=0"), 422),
    Visit("desk:phone_call", "eero", "/desk/phone/", (("[name=sought]", "Aapeli"), ".who .button >> nth=0",
          shows(".who ~ .notice"))),
    Visit("desk:phone_call", "eero", "/desk/phone/", (("[name=sought]", "Lindqvist"), ".who .button >> nth=0",
          shows(".found-clients"))),
    Visit("desk:phone_call", "eero", "/desk/phone/", (("[name=sought]", test_code(number=988)),
          ".who .button >> nth=0", shows("[name=given_name]"))),
    Visit("desk:phone_call", "eero", "/desk/phone/", ("button[value=nobody]",)),
    Visit("desk:phone_call", "aino", "/desk/phone/{c.call.uuid}/", (unfold,)),
    Visit("desk:phone_call", "aino", "/desk/phone/{c.call.uuid}/", ("[name=affirmed] >> nth=0",
          "[name=affirmed] >> nth=2", "[name=end][value=solved]")),
    Visit("desk:phone_call", "eero", "/desk/phone/", (
          lambda page: page.select_option("[name=topic]", "infection"), shows("[name=none]"))),
    Visit("desk:phone_call", "aino", "/desk/phone/{c.call.uuid}/", ("main .button.primary",), 422),
    Visit("desk:chat", "aino", "/desk/chat/"),
    Visit("desk:chat_watch", "olli", "/desk/chat/watch/"),
    Visit("desk:chat_now", "lea", "/desk/chat/now/"),
    Visit("desk:chat_figures", "lea", "/desk/chat/figures/"),
    Visit("desk:feedback", "lea", "/desk/feedback/"),
    Visit("desk:chat_figures", "lea", "/desk/chat/figures/",
          (("[name=first]", "eilisestä"), "main form .button"), 422),
    Visit("desk:callbacks", "aino", "/desk/callbacks/"),
    Visit("desk:callbacks", "olli", "/desk/callbacks/"),
    Visit("desk:callback", "aino", "/desk/m/{c.held.reference}/callback/"),
    Visit("desk:promise_callback", "aino", "/desk/m/{c.fresh.reference}/callback/promise/"),
    Visit("desk:promise_callback", "aino", "/desk/m/{c.fresh.reference}/callback/promise/", (STEP,), 422),
    Visit("desk:calling_hours", "lea", "/desk/teams/{c.teams[etela].pk}/calls/"),
    Visit("desk:calling_hours", "lea", "/desk/teams/{c.teams[etela].pk}/calls/",
          ("[name=weekdays][value='0']", ("[name=opens]", "9"), ("[name=closes]", "12"),
           ("[name=calls_per_hour]", "3"), SEND), 409),
    Visit("desk:day", "aino", "/desk/appointments/?day=2025-03-07"),
    Visit("desk:day", "olli", "/desk/appointments/"),
    Visit("desk:care_limits", "olli", "/desk/care-limits/"),
    Visit("desk:calendar", "olli", "/desk/calendar/"),
    Visit("desk:calendar", "olli", "/desk/calendar/", ("main form .button",)),
    Visit("desk:reception", "olli", "/desk/reception/"),
    Visit("desk:reception", "lea", "/desk/reception/", (unfold,)),
    Visit("desk:reception_new", "aino", "/desk/reception/new/"),
    Visit("desk:reception_new", "lea", "/desk/reception/new/", (STEP,), 422),
    Visit("desk:reception_end", "lea", "/desk/reception/{c.reception.pk}/end/"),
    Visit("desk:room_new", "lea", "/desk/rooms/new/"),
    Visit("desk:room_new", "lea", "/desk/rooms/new/", (STEP,), 422),
    Visit("desk:room_close", "lea", "/desk/rooms/{c.room.pk}/close/"),
    Visit("desk:appointment", "aino", AT_DESK + "appointment/"),
    Visit("desk:appointment", "aino", AT_DESK + "appointment/",
          (change("[name=slot]", "value", "999999"), SEND), 422),
    Visit("desk:appointment", "aino", AT_DESK + "appointment/?profession=doctor&unit="),
    Visit("desk:appointment_move", "aino", BOOKED_AT_DESK + "move/"),
    Visit("desk:appointment_cancel", "aino", BOOKED_AT_DESK + "cancel/"),
    Visit("desk:matter", "aino", "/desk/m/{c.overdue.reference}/"),
    Visit("desk:going_home", "aino", "/desk/going-home/"),
    Visit("desk:going_home", "olli", "/desk/going-home/"),
    Visit("desk:return_all", "aino", "/desk/going-home/all/"),
    Visit("desk:absence", "aino", "/desk/absence/"),
    Visit("desk:people", "lea", "/desk/people/"),
    Visit("desk:advice_given", "lea", "/desk/advice/"),
    Visit("desk:messages_out", "lea", "/desk/messages/"),
    Visit("desk:messages_out", "lea", "/desk/messages/", ("[action$='/leave/'] .button",)),
    Visit("desk:end", "lea", "/desk/people/{c.eero_person.pk}/end/"),
    Visit("desk:leaving", "lea", "/desk/people/{c.aino_person.pk}/leaving/"),
    Visit("desk:leaving", "lea", "/desk/people/{c.aino_person.pk}/leaving/", (".button.primary",), 422),
    Visit("desk:leaving", "lea", "/desk/people/{c.eero_person.pk}/end/",
          (("[name=last]", "7.3.2025"), "[name=sure]", STEP)),
    Visit("desk:leaving", "aino", "/desk/people/{c.aino_person.pk}/leaving/"),
    Visit("desk:notices", "aino", "/desk/notices/"),
    Visit("desk:notices", "olli", "/desk/notices/"),
    Visit("desk:handbook", "aino", "/desk/handbook/"),
    Visit("desk:handbook", "olli", "/desk/handbook/"),
    Visit("desk:handbook_kind", "mirja", "/desk/handbook/topic/"),
    Visit("desk:handbook_item", "mirja", "/desk/handbook/topic/back-limbs/"),
    Visit("desk:handbook_item", "olli", "/desk/handbook/statement/breathing/", (unfold,)),
    Visit("desk:handbook_new", "mirja", "/desk/handbook/text-module/new/"),
    *(Visit("desk:handbook_kind", "mirja", f"/desk/handbook/{kind}/")
      for kind in ("chat", "instruction-card", "recording-template", "closing-reason", "promise",
                   "way-of-working")),
    *(Visit("desk:handbook_item", "mirja", f"/desk/handbook/{item}/", (unfold,))
      for item in ("chat/health", "instruction-card/back-first", "recording-template/call",
                   "closing-reason/guided", "promise/P1", "way-of-working/patient-care")),
    *(Visit("desk:handbook_write", "mirja", f"/desk/handbook/{item}/change/")
      for item in ("chat/health", "instruction-card/back-first", "closing-reason/guided", "promise/P1")),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/chat/health/change/", (
        ("[name=closes]", "0"), ("[name=why]", "Lyhyempi."), SEND), 422),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/chat/health/change/", (
        ("[name=closes]", "14"), ("[name=why]", "Lyhyempi."), SEND)),
    Visit("desk:handbook_end", "mirja", "/desk/handbook/chat/health/end/"),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/topic/back-limbs/change/", (SEND,), 422),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/topic/back-limbs/change/", (
        ("[name=name_fi]", "Selkä ja nivelet"), ("[name=why]", "Lyhyempi."), "[name=when][value=minute]")),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/topic/back-limbs/change/", (
        ("[name=name_fi]", "Selkä ja nivelet"), ("[name=why]", "Lyhyempi."), SEND)),
    Visit("desk:handbook_write", "mirja", "/desk/handbook/statement/breathing/change/?again={c.change.pk}"),
    Visit("desk:handbook_end", "mirja", "/desk/handbook/statement/breathing/end/",
          (("[name=why]", "Turha."), STEP), 409),
    Visit("desk:handbook_back", "olli", "/desk/handbook/statement/breathing/back/1/"),
    Visit("desk:handbook_change", "mirja", "/desk/handbook/changes/{c.change.pk}/"),
    Visit("desk:handbook_change", "olli", "/desk/handbook/changes/{c.change.pk}/"),
    Visit("desk:handbook_send_back", "olli", "/desk/handbook/changes/{c.change.pk}/sending-back/", (STEP,),
          422),
    Visit("desk:handbook_change", "olli", "/desk/handbook/changes/{c.change.pk}/sending-back/",
          (("[name=why]", "Lyhyemmin."), STEP)),
    Visit("desk:handbook_change", "mirja", "/desk/handbook/changes/{c.change.pk}/"),
    Visit("desk:handbook_owners", "mirja", "/desk/handbook/owners/"),
    Visit("desk:handbook_owner", "mirja", "/desk/handbook/owners/chief-dentist/"),
    Visit("desk:handbook_owner_new", "mirja", "/desk/handbook/owners/new/", (STEP,), 422),
    Visit("desk:hours_week", "mirja", "/desk/hours/phone/"),
    Visit("desk:hours_week", "mirja", "/desk/hours/phone/", (("[name=day_1]", "8–11, 10–12"), STEP), 422),
    Visit("desk:hours_week", "mirja", "/desk/hours/office/", (("[name=day_1]", "8–11, 12–16"),
              ("[name=valid_from]", "5.3.2025"), STEP), 409),
    Visit("desk:hours", "mirja", "/desk/hours/phone/", (("[name=day_1]", "8–11, 12–16"),
              ("[name=valid_from]", "5.3.2025"), STEP)),
    Visit("desk:hours_day", "mirja", "/desk/hours/walk_in/day/"),
    Visit("desk:hours", "mirja", "/desk/hours/walk_in/day/", (("[name=day]", "6.3.2025"), STEP)),
    Visit("desk:staff", "mirja", "/desk/staff/"),
    Visit("desk:staff_new", "mirja", "/desk/staff/new/"),
    Visit("desk:staff_new", "mirja", "/desk/staff/new/", (STEP,), 422),
    Visit("desk:staff_team", "mirja", "/desk/staff/{c.eero_person.pk}/team/"),
    Visit("desk:administration", "mirja", "/desk/administration/"),
    Visit("desk:administration", "lea", "/desk/administration/"),
    Visit("desk:absences", "aino", "/desk/absences/"),
    Visit("desk:absence_new", "lea", "/desk/absences/new/"),
    Visit("desk:absence_new", "lea", "/desk/absences/new/", (("[name=first]", "99.99."), STEP), 422),
    Visit("desk:absences", "kaisa", "/desk/absences/"),
    Visit("desk:absence_change", "kaisa", "/desk/absences/{c.absence.pk}/"),
    Visit("desk:absence_change", "kaisa", "/desk/absences/{c.absence.pk}/", (("[name=last]", "99.99."), STEP),
          422),
    Visit("desk:team_shifts", "aino", "/desk/shifts/"),
    Visit("desk:team_shifts", "lea", ETELA + "shifts/"),
    Visit("desk:team_shifts", "mirja", ETELA + "shifts/?week=2025-12-22"),
    Visit("desk:shift_new", "lea", ETELA + "shifts/new/"),
    Visit("desk:shift_new", "lea", ETELA + "shifts/new/", (STEP,), 422),
    Visit("desk:team_shifts", "lea", ETELA + "shifts/new/?week=2025-03-10&person={c.eero_person.pk}",
          ("[name=days] >> nth=1", ("[name=hours]", "8–16"), "[name=leads]", STEP)),
    Visit("desk:shift_new", "lea", ETELA + "shifts/new/?week=2025-03-10&person={c.eero_person.pk}",
          ("[name=days] >> nth=1", ("[name=hours]", "15–21"), STEP), 409),
    Visit("desk:shift", "lea", ETELA + "shifts/{c.shift.pk}/"),
    Visit("desk:staff_person", "mirja", "/desk/staff/{c.eero_person.pk}/"),
    Visit("desk:staff_person", "mirja", "/desk/staff/{c.mirja_person.pk}/"),
    Visit("desk:staff_abilities", "mirja", "/desk/staff/{c.eero_person.pk}/abilities/"),
    Visit("desk:staff_leading", "mirja", "/desk/staff/{c.eero_person.pk}/leading/"),
    Visit("desk:staff_task", "mirja", "/desk/staff/{c.eero_person.pk}/task/"),
    Visit("desk:staff_task", "mirja", "/desk/staff/{c.sari_person.pk}/task/", (STEP,), 422),
    Visit("desk:staff_person", "mirja", "/desk/staff/{c.sari_person.pk}/task/",
          ("[name=task] >> nth=1", STEP)),
    Visit("desk:staff_task_end", "mirja", "/desk/staff/{c.eero_person.pk}/task/{c.duty.pk}/end/"),
    Visit("desk:staff_move", "mirja", "/desk/staff/{c.eero_person.pk}/move/"),
    Visit("desk:staff_move", "mirja", "/desk/staff/{c.eero_person.pk}/move/", (STEP,), 422),
    Visit("desk:end", "mirja", "/desk/people/{c.olli_person.pk}/end/"),
    Visit("desk:areas", "mirja", "/desk/areas/"),
    Visit("desk:area_new", "mirja", "/desk/areas/new/"),
    Visit("desk:area_new", "mirja", "/desk/areas/new/", (STEP,), 422),
    Visit("desk:areas", "mirja", "/desk/areas/", ("main li form button",)),
    Visit("desk:units", "mirja", "/desk/units/"),
    Visit("desk:unit_new", "mirja", "/desk/units/new/"),
    Visit("desk:unit_new", "mirja", "/desk/units/new/", (STEP,), 422),
    Visit("desk:unit", "mirja", "/desk/units/{c.unit.pk}/"),
    Visit("desk:team_new", "mirja", "/desk/teams/new/"),
    Visit("desk:team", "mirja", "/desk/teams/new/", (("[name=name_fi]", "Lahti"), ("[name=name_sv]", "Viken"),
          ("[name=name_en]", "Bay"), lambda page: page.locator("[name=unit]").select_option(index=1),
          "[name=register][value=patient]", STEP)),
    Visit("desk:team", "mirja", ETELA),
    Visit("desk:team_change", "mirja", ETELA + "change/"),
    Visit("desk:team", "mirja", ETELA + "change/", (("[name=name_en]", "South"), STEP)),
    Visit("desk:team_close", "mirja", ETELA + "close/"),
    Visit("desk:team_close", "mirja", ETELA + "close/",
          (lambda page: page.locator("[name=successor]").select_option(index=1), "[name=sure]", STEP), 409),
    Visit("desk:staff_person", "mirja", "/desk/staff/{c.eero_person.pk}/team/",
          ("[name=team] >> nth=0", STEP)),
    Visit("desk:licences", "mirja", "/desk/licences/"),
    Visit("desk:licences", "mirja", "/desk/licences/", (SEND,), 422),
    Visit("desk:licences_read", "mirja", "/desk/licences/", (sends_extract(b"x;1"), SEND)),
    Visit("desk:licences_read", "mirja", "/desk/licences/{c.licences.pk}/"),
    Visit("desk:licences", "mirja", "/desk/licences/{c.licences.pk}/", (SEND,)),
    Visit("desk:county_file", "mirja", "/desk/county-file/"),
    Visit("desk:county_file", "mirja", "/desk/county-file/", (sends_settings(b"format = 1"), SEND), 422),
    Visit("desk:county_file", "mirja", "/desk/county-file/", (sends_settings(SHORTER_DAY), SEND)),
    Visit("desk:county_file", "mirja", "/desk/county-file/", (sends_settings(SHORTER_DAY), SEND, SEND), 422),
    # What is not right
    Visit("desk:matter", "aino", "/desk/m/ZZZZZZ/", status=404),
    Visit("desk:matter", "olli", AT_DESK, status=404),
    Visit("", "aino", AT_DESK + "catch/", status=405),
    Visit("", "aino", "/desk/", (many_letters,), 413),
    Visit("desk:matter", "aino", AT_DESK, status=503, broken=("koppi.access.actions.log_reading",
              DatabaseError)),
    Visit("desk:matter", "aino", AT_DESK, status=500,
          broken=("koppi.desk.views.doors.write_reading", RuntimeError)),
    *(Visit(f"desk:{name}", "aino", f"{AT_DESK}{noun}/", (STEP,), 422)
      for name, noun in (("offer", "handover"), ("ask", "question"), ("assess", "assessment"), ("close",
      "closing"),
                         ("join", "join"), ("correct", "client"))),
    Visit("desk:capacity", "aino", "/desk/m/{c.minors.reference}/capacity/"),
    Visit("desk:capacity", "aino", "/desk/m/{c.minors.reference}/capacity/", ("[name=capable][value=no]",
          "[name=guardian][value=no]", ".step .primary"), 422),
    Visit("desk:matter", "aino", "/desk/m/{c.minors.reference}/"),
    Visit("desk:ask_other_side", "aino", AT_DESK + "ask-other-side/"),
    Visit("desk:ask_other_side", "aino", AT_DESK + "ask-other-side/",
          (("[name=question]", "Miten Lindqvist saa apua?"), ".step .primary"), 422),
    Visit("desk:side_questions", "aino", "/desk/side-questions/"),
    Visit("desk:answer_side", "sari", "/desk/side-questions/{c.side_question.pk}/answer/"),
    Visit("desk:side_questions", "sari", "/desk/side-questions/{c.side_question.pk}/answer/",
          (("[name=answer]", "Soita palveluohjaukseen."), ".step .primary")),
    Visit("desk:side_questions", "karin", "/desk/side-questions/"),
    Visit("desk:open_in_need", "aino", "/desk/in-need/"),
    Visit("desk:open_in_need", "aino", "/desk/in-need/", (".step .danger",), 422),
    Visit("desk:open_in_need", "aino", "/desk/in-need/", (("[name=whose]", "170582-900X"),
          "[name=reason][value=danger]", ("[name=why]", "Soitti hädissään."), ".step .danger"), 409),
    Visit("desk:opened_in_need", "aino", "/desk/in-need/{c.glass.pk}/"),
    Visit("desk:opened_in_need", "aino", "/desk/in-need/", (
          lambda page: page.fill("[name=whose]", page.county.fresh.reference),
          "[name=reason][value=danger]", ("[name=why]", "Soitti hädissään."), ".step .danger")),
    Visit("desk:reviews", "karin", "/desk/openings/"),
    Visit("desk:review", "karin", "/desk/openings/{c.glass.pk}/"),
    Visit("desk:review", "karin", "/desk/openings/{c.glass.pk}/", (".step .primary",), 422),
    Visit("desk:reviews", "karin", "/desk/openings/{c.glass.pk}/", ("[name=verdict][value=yes]",
          ("[name=review]", "Asiakas tarvitsi apua."), ".step .primary")),
    Visit("desk:review", "karin", "/desk/openings/{c.glass.pk}/"),
    Visit("desk:other_side", "aino", AT_DESK + "other-side/"),
    Visit("desk:other_side", "aino", AT_DESK + "other-side/", (".step .primary",), 422),
    Visit("desk:other_side", "aino", AT_DESK + "other-side/", ("[name=basis][value=permission]",
          ("[name=why]", "Yhteinen arvio."), "[name=until][value=today]", ".step .primary"), 409),
    Visit("desk:picture", "aino", "/desk/m/{c.fresh.reference}/picture/"),
    Visit("desk:paper", "aino", "/desk/m/{c.fresh.reference}/papers/summary/"),
    Visit("desk:paper", "aino", "/desk/m/{c.fresh.reference}/papers/plan/"),
    Visit("desk:paper_write", "aino", "/desk/m/{c.fresh.reference}/papers/plan/change/"),
    Visit("desk:paper_write", "aino", "/desk/m/{c.fresh.reference}/papers/plan/change/", (STEP,), 409),
    Visit("desk:spoken", "aino", AT_DESK + "spoken/"),
    Visit("desk:spoken", "aino", AT_DESK + "spoken/", (".step .primary",), 422),
    Visit("desk:disclose", "aino", AT_DESK + "disclosure/"),
    Visit("desk:disclose", "aino", AT_DESK + "disclosure/", (".step .primary",), 422),
    Visit("desk:matter", "aino", AT_DESK + "disclosure/", ("[name=given][value=letters]",
          "[name=basis][value=law]", ("[name=provision]", "703/2023 53 §"),
          ("[name=receiver]", "Kotihoito Oy"), "[name=purpose][value=care]", ".step .primary")),
    Visit("desk:other_side", "aino", AT_DESK + "other-side/", ("[name=basis][value=joint_service]",
          ("[name=why]", "Yhteinen arvio."), "[name=until][value=today]", ".step .primary")),
    Visit("desk:snooze", "aino", AT_DESK + "snooze/", ("[name=until][value=time]", ("[name=day]", "99.99."),
              STEP), 422),
    Visit("desk:decline", "aino", "/desk/m/{c.offered.reference}/handover/decline/", (STEP,), 422),
    Visit("desk:answer", "aino", "/desk/m/{c.asked.reference}/question/{c.question.pk}/answer/", (STEP,),
              422),
    Visit("desk:absence", "aino", "/desk/absence/", (STEP,), 422),
    Visit("desk:end", "lea", "/desk/people/{c.eero_person.pk}/end/", (STEP,), 422),
    Visit("desk:offer", "eero", "/desk/m/{c.offered.reference}/handover/",
          (lambda page: page.locator("[name=to]").select_option(index=1), ("[name=reason]", "Sittenkin."),
          STEP), 409),
    Visit("desk:matter", "aino", AT_DESK, (("#reply_body", ""), "#send"), 422),
    Visit("desk:matter", "aino", AT_DESK, (("#reply_body", "Hei Maria."), "[name=preview]")),
    Visit("desk:matter", "aino", AT_DESK, (unfold, "#note .composer button"), 422),
    Visit("desk:matter", "aino", "/desk/m/{c.waiting.reference}/",
          (unfold, chosen_template, "#note button[name=insert]", shows("#note dl.answers"))),
    Visit("desk:matter", "aino", AT_DESK,
          (types(" ::"), shows("ul.modules"))),
    Visit("desk:matter", "aino", AT_DESK,
          (types(" ::zz"), shows("div.modules"))),
    Visit("desk:matter", "aino", "/desk/m/{c.closed.reference}/", (reply_to_the_closed,), 409),
    # What changes something
    Visit("desk:matter", "aino", "/desk/m/{c.fresh.reference}/",
              (".actions form[action*='/catch/'] button",)),
    Visit("desk:matter", "aino", "/desk/m/{c.overdue.reference}/?scope=team",
          (change(".actions form[action*='/catch/']", "action", "/desk/m/ZZZZZZ/catch/"),
          ".actions form button"), 404),
    Visit("desk:notices", "eero", "/desk/notices/"),
    # Those who answer for data protection
    Visit("desk:oversight", "karin", OVERSIGHT),
    Visit("desk:oversight", "karin", OVERSIGHT, (("[name=reader]", "Aino"), SEND)),
    Visit("desk:oversight", "karin", OVERSIGHT, (SEND,), 422),
    Visit("desk:older_looks", "karin", OVERSIGHT + "older/{c.older.pk}/"),
    Visit("desk:older_looks", "karin", OVERSIGHT + "older/{c.older.pk}/", (STEP,), 422),
    # The assessment calls for a nurse: the limit runs, the matter says so, and a delay can be recorded
    Visit("desk:matter", "aino", "/desk/m/{c.fresh.reference}/assessment/",
          (("[name=need]", "Selkäkipu."), "[name=urgency] >> nth=0",
           lambda page: page.locator("[name=profession]").select_option("nurse"), STEP)),
    Visit("desk:own_clients", "aino", "/desk/own-clients/"),
    Visit("desk:own_clients", "lea", "/desk/own-clients/"),
    Visit("desk:own_decline", "aino", "/desk/own-clients/asked/{c.naming.pk}/decline/"),
    Visit("desk:own_people", "aino", "/desk/m/{c.fresh.reference}/own-people/"),
    Visit("desk:own_people", "aino", "/desk/m/{c.fresh.reference}/own-people/", (STEP,), 422),
    Visit("desk:own_end", "aino", "/desk/m/{c.fresh.reference}/own-people/{c.own_team.pk}/end/"),
    Visit("desk:segments_due", "aino", "/desk/segments/"),
    Visit("desk:segment", "aino", "/desk/m/{c.fresh.reference}/segment/"),
    Visit("desk:segment", "aino", "/desk/m/{c.fresh.reference}/segment/", ("[value=agree]",), 422),
    Visit("desk:delay", "aino", "/desk/m/{c.fresh.reference}/delay/"),
    Visit("desk:care_limits", "aino", "/desk/care-limits/"),
    Visit("desk:close", "aino", "/desk/m/{c.fresh.reference}/closing/", ("[name=outcome] >> nth=0", STEP),
          422),
    # A watch at the chat, and a talk: whoever waited is taken, so these come last
    Visit("desk:chat", "kaisa", "/desk/chat/", ("main form .button.primary",)),
    Visit("desk:chat_watch", "kaisa", "/desk/chat/watch/"),
    Visit("desk:matter", "kaisa", "/desk/chat/", ("form[action$='/chat/next/'] .button",)),
    Visit("desk:chat", "kaisa", "/desk/chat/"),
    Visit("desk:chat_now", "lea", "/desk/chat/now/"),
    Visit("desk:chat_end", "kaisa", "/desk/m/{c.patient.reference}/chat/end/?scope=chat"),
]  # fmt: skip

# Addresses that only change something, or that give a file, a fragment or data.
NO_PAGE = {
    "resident:chat_now", "resident:chat_writing", "resident:chat_turn", "resident:chat_messages",
    "resident:chat_copy_text", "resident:feedback_draft",
    "resident:callback_withdraw", "resident:letters", "resident:ticket", "desk:letters", "desk:ticket",
    "set_language", "identity:discard", "identity:stay", "identity:single_keys", "identity:oidc_callback",
    "identity:oidc_logout", "identity:saml_acs", "identity:saml_finish", "identity:saml_logout",
    "identity:saml_metadata", "identity:second", "identity:end_sign_in", "resident:acting_answer",
    "ui:preferences", "resident:contact_new", "resident:contact_resume", "resident:contact_send",
    "resident:contact_file_remove", "resident:contact_save", "resident:letter", "resident:letter_draft",
    "resident:file", "resident:sharing_change", "resident:copy", "desk:search", "desk:rows", "desk:modules",
    "desk:message_settle",
    "desk:notices_seen", "desk:catch",
    "resident:looks_csv", "resident:looks_json",
    "desk:accept",
    "desk:withdraw", "desk:withdraw_question", "desk:reply", "desk:reply_draft", "desk:note",
    "desk:note_draft", "desk:paper_draft",
    "desk:shifts", "desk:shifts_copy", "desk:shift_remove", "desk:absence_end", "desk:area",
    "desk:handbook_approve", "desk:handbook_withdraw", "desk:handbook_call_off",
    "desk:hours_remove", "desk:cancel_leaving", "desk:appointment_note", "resident:appointment_calendar",
    "desk:wake", "desk:reopen", "desk:file", "desk:end_other_side", "desk:phone", "desk:phone_keep",
    "desk:phone_forget",
    "desk:calendar_feed", "desk:calendar_end", "desk:county_file_text",
    "desk:chat_watch_end", "desk:chat_next", "desk:chat_take", "desk:chat_ticket", "desk:chat_news",
    "desk:chat_now_tables", "desk:chat_strip", "desk:chat_presence", "desk:own_accept",
    "desk:own_withdraw", "desk:chat_as_messages",
}  # fmt: skip
