"""What is known of somebody who chats and is not asked before: how to reach them, in which language."""

from koppi.people.queries import reach_of

from . import rules, words
from .queries import earlier_answers


def reach_in_chat(page):
    """Return how a resident who chats is reached afterwards, as they answered or we know already."""
    if answered := rules.data_of(page.answers, rules.REACH):
        return {**answered, "by": rules.BY_MESSAGE, "call": ""}
    own = reach_of(page.own)
    before = {} if own.hidden else earlier_answers(page.draft.user).get("reach") or {}
    return {
        "by": rules.BY_MESSAGE,
        "phone": before.get("phone") or own.phone,
        "times": [],
        "voicemail": False,
        "email": before.get("email") or own.email,
    }


def support_in_chat(page, language):
    """Return in which language and with what support a resident chats, as far as it is known.

    :param language: of their pages; what they answered, or another language than those of the pages that
        they told before, goes first
    """
    if answered := rules.data_of(page.answers, rules.SUPPORT):
        return answered
    nothing = {"interpreter": "", "support": [], "more": ""}
    before = earlier_answers(page.draft.user).get("support") or {}
    told = before.get("language", language)
    return {**nothing, **before, "language": language if told in words.LANGUAGES else told}
