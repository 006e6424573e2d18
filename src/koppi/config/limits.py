"""How often each public address may be tried, and what happens when that cannot be counted.

Public is every address whose view has no door (`identity/doors.py`): anybody may ask for it. A test compares
this table with all of them, so a new one must say here which way it fails. Behind a door stands only what one
account could do too much of.

Open means that Koppi lets people through when the counter does not answer; closed, that it refuses. Closed is
for what a guess could open. Nothing on the way to help is closed, and pages that show 112 count nothing.
"""

from datetime import timedelta

from koppi.identity.limits import Limit, Mode, Rate

MINUTE = timedelta(minutes=1)
# Five wrong ones at once, then one in three minutes. So nobody waits for more than three minutes, and a
# guesser gets some 480 guesses a day at one account, from however many machines.
GUESS = Rate(5, 15 * MINUTE)
# Many people stand behind one address of a hospital or a mobile operator; a guesser of many accounts, too.
NETWORK = Rate(300, 10 * MINUTE)
# As much as anybody can say in a talk: sixty at once, then one each second. A machine says more.
WORDS = Rate(60, MINUTE)

SAME_FOR_ALL = "The same page for everybody, with 112 on it or beside it; there is nothing to guess."
A_CHOICE = "Changes how pages look to the one who asks; there is nothing to guess."


def _reading(why: str = SAME_FOR_ALL) -> Limit:
    return Limit(Mode.OPEN, why)


def _proving(why: str) -> Limit:
    return Limit(Mode.CLOSED, why, network=NETWORK, account=GUESS)


LIMITS = {
    "set_language": _reading(A_CHOICE),
    "ui:gallery": _reading("Shows components without data."),
    "ui:preferences": _reading(A_CHOICE),
    "resident:contact_save": _reading(
        "Saves what somebody types, for whoever is signed in; never in their way."
    ),
    "resident:letter": Limit(
        Mode.OPEN,
        "A message in a matter or in its live chat. Each wakes people and is kept for years; one too many "
        "stays with its writer, to be sent a moment later.",
        account=WORDS,
    ),
    "resident:letter_draft": _reading("Saves what somebody types, for whoever is signed in."),
    "resident:feedback_draft": _reading("Saves what somebody types, for whoever is signed in."),
    "resident:home": _reading(
        "The front door with 112 and the contact form; it must open when all else fails."
    ),
    "resident:chat": _reading("The ways into the chat with 112 beside them; there is nothing to guess."),
    "resident:privacy": _reading(),
    "resident:accessibility": _reading(),
    "desk:calendar_feed": Limit(
        Mode.CLOSED,
        "The address is the key to when and where a professional meets clients; guesses are counted. "
        "A calendar asks again by itself.",
        network=NETWORK,
        methods=("GET", "HEAD"),
    ),
    "identity:sign_in": Limit(
        Mode.OPEN,
        "The way to the contact form. In the demo it proves nothing; elsewhere strong identification counts "
        "the tries itself.",
        network=NETWORK,
    ),
    "identity:sign_in_professional": Limit(
        Mode.OPEN, "Lists the ways in; in the demo it proves nothing.", network=NETWORK
    ),
    "identity:sign_in_account": _proving("A password could be guessed, and behind it is everybody's data."),
    "identity:activate": _proving("An activation code could be guessed, and it gives an account away."),
    "identity:activate_password": Limit(
        Mode.CLOSED,
        "Reached with a right activation code only; gives an account its password.",
        network=NETWORK,
    ),
    "identity:provider": _reading("Sends somebody to the identity provider, which counts tries itself."),
    "identity:oidc_callback": Limit(
        Mode.OPEN,
        "An answer is believed for its signature, once; nothing can be guessed. Behind it is help.",
        network=NETWORK,
        methods=("GET",),
    ),
    "identity:saml_acs": Limit(Mode.OPEN, "Like oidc_callback: a signed answer, good once.", network=NETWORK),
    "identity:saml_finish": _reading("Takes the sealed answer of the browser's own; good once."),
    "identity:oidc_logout": _reading("The provider ends a sign-in by a signed message; it must be heard."),
    "identity:saml_logout": _reading("The provider ends a sign-in by a signed message; it must be heard."),
    "identity:saml_metadata": _reading("Public facts about ourselves."),
    "identity:second": _reading("Sends somebody half way to the right page."),
    "identity:second_code": _proving("Six digits could be guessed."),
    "identity:second_passkey": _proving("Counted like the other proofs, so that none is a way round them."),
    "identity:second_recovery": _proving("A recovery code could be guessed."),
    "identity:set_up": _reading("Offers a choice to somebody half way."),
    "identity:set_up_app": _proving("The first code of an app proves that it works."),
    "identity:set_up_passkey": Limit(
        Mode.CLOSED, "Gives an account a new key; reached half way only.", network=NETWORK
    ),
    "identity:codes": Limit(Mode.CLOSED, "Gives an account new codes.", network=NETWORK),
    "identity:resume": _reading("Shows somebody their own words again; nothing typed may be lost."),
    "identity:discard": _reading("Throws away somebody's own words."),
    "identity:stay": _reading("Keeps somebody signed in while they write; nothing typed may be lost."),
    "identity:single_keys": _reading(A_CHOICE),
    "identity:sign_out": _reading("Nobody may be kept from signing out."),
    "identity:signed_out": _reading(),
    # Behind a door, and still a place to guess one's colleague's password at an open desk.
    "identity:change_password": Limit(
        Mode.CLOSED, "The password in use could be guessed by somebody at an open desk.", account=GUESS
    ),
}
