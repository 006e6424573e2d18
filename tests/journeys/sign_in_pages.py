"""The pages of a local account and its second factor, in the order in which somebody new meets them.

`newhire` has an activation code and nothing else; `hand` is a browser that nobody has signed in with.
"""

from base64 import b32decode

from django.db import DatabaseError
from django.utils import timezone

from koppi.identity import actions, one_time
from koppi.identity.models import Passkey, User
from koppi.identity.tests.keys import SoftKey
from koppi.identity.tests.test_one_time import code_at
from koppi.identity.tests.test_passkeys import made_by

PASSWORD = "kolme outoa sanaa"
ACCOUNT, ACTIVATE = "/sign-in/professionals/account/", "/sign-in/activate/"
MINE, NEW_APP, NEW_KEY = "/sign-in/mine/", "/sign-in/set-up/app/", "/sign-in/set-up/passkey/"
SEND = "main form .button.primary"


def account_of(page):
    """Return the account of somebody new."""
    return page.county.newhire


def invited(page):
    """Type a new activation code."""
    user = account_of(page)
    page.locator("[name=username]").fill(user.username)
    code = actions.invite(user=user, by=User.objects.system(), at=timezone.now())
    page.locator("[name=code]").fill(one_time.grouped(code))


def passwords(first, again=None):
    def typed(page):
        page.locator("[name=password]").fill(first)
        page.locator("[name=again]").fill(again or first)

    return typed


def show_password(page):
    page.goto(page.home + ACCOUNT)
    page.locator("[name=username]").fill(account_of(page).username)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator(SEND).click()


def right_code(page):
    """Type what the app would show, given the key on the page."""
    page.locator("main details summary").click()
    page.county.secret = b32decode(page.locator(".spelled").inner_text().replace(" ", ""))
    page.locator("[name=code]").fill(code_at(timezone.now(), page.county.secret))


def has_passkey(page):
    key = made_by(SoftKey())
    now = timezone.now()
    actions.add_passkey(user=account_of(page), made=key, name="työpuhelin", by=account_of(page), at=now)


def is_theirs(page):
    """Go to the page on which the passkey is taken away."""
    passkey = Passkey.objects.get(user=account_of(page))
    page.goto(f"{page.home}{MINE}passkey/{passkey.pk}/remove/")


def visits(visit):
    """Return the visits; `visit` makes one."""

    def new(page, path, *way, status=200, **more):
        return visit(page, "newhire", path, way, status, **more)

    def hand(page, path, *way, status=200, **more):
        return visit(page, "hand", path, way, status, **more)

    return [
        hand("identity:sign_in_account", ACCOUNT),
        hand("identity:sign_in_account", ACCOUNT, SEND, status=422),
        hand("identity:sign_in_account", ACCOUNT, ("[name=username]", "liisa"), ("[name=password]", "väärä"),
             SEND, status=422),
        hand("identity:sign_in_account", ACCOUNT, SEND, status=429,
             broken=("koppi.identity.limits._take", DatabaseError)),
        hand("identity:activate", ACTIVATE),
        hand("identity:activate", ACTIVATE, ("[name=username]", "liisa"), ("[name=code]", "väärä"), SEND,
             status=422),
        # The first sign-in
        new("identity:activate_password", ACTIVATE, invited, SEND),
        new("identity:activate_password", ACTIVATE + "password/", passwords("lyhyt", "toinen"), SEND,
            status=422),
        new("identity:set_up", ACTIVATE + "password/", passwords(PASSWORD), SEND),
        new("identity:set_up_passkey", NEW_KEY),
        new("identity:set_up_passkey", NEW_KEY, SEND, status=422),
        new("identity:set_up_app", NEW_APP, "main details summary"),
        new("identity:set_up_app", NEW_APP, ("[name=code]", "000000"), SEND, status=422),
        new("identity:codes", NEW_APP, right_code, SEND),
        new("identity:codes", "/sign-in/set-up/codes/", SEND),
        new("identity:codes", "/sign-in/set-up/codes/"),
        # What one has
        new("identity:mine", MINE),
        new("identity:change_password", MINE + "password/"),
        new("identity:change_password", MINE + "password/", SEND, status=422),
        new("identity:remove_app", MINE + "app/remove/", status=409),
        hand("identity:second_code", ACCOUNT, show_password),
        hand("identity:second_code", "/sign-in/second/code/", ("[name=code]", "1"), SEND, status=422),
        hand("identity:second_recovery", "/sign-in/second/recovery/"),
        hand("identity:second_recovery", "/sign-in/second/recovery/", ("[name=code]", "väärä"), SEND,
             status=422),
        hand("identity:second_passkey", "/sign-in/", has_passkey, show_password),
        new("identity:remove_app", MINE + "app/remove/"),
        new("identity:remove_passkey", MINE, is_theirs),
        new("identity:mine", MINE),
        new("identity:set_up", "/sign-in/set-up/"),
        visit("identity:mine", "maria", MINE),
        visit("identity:mine", "aino", MINE),
    ]  # fmt: skip
