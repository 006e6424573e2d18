"""The mark of a page that has been opened, and whose opening stands in the reading log.

An open page asks for what has been said since. That is the same opening, so it leaves no line of its own: the
page shows the mark it was given when its line was written. Without one, or with one that has grown old, a new
line is written first.
"""

from datetime import timedelta

from django.core import signing

SALT = "koppi.desk.opened"
SALT_OF_LIST = "koppi.desk.listed"
GOOD_FOR = timedelta(hours=1)


def mark_of(matter, *, by, at):
    """Return the mark of a page on which a matter, with its `opening`, has just been written down."""
    return signing.dumps([by.pk, matter.pk, matter.opening.why, int(at.timestamp())], salt=SALT)


def is_opened(mark, matter, *, by, at):
    """Tell whether a mark shows that this reader opened this matter lately, on the ground that holds now."""
    try:
        *facts, since = signing.loads(mark, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    age = at.timestamp() - since
    return facts == [by.pk, matter.pk, matter.opening.why] and -1 <= age <= GOOD_FOR.total_seconds()


def mark_of_list(clients, *, by, at):
    """Return the mark of a list that has just been written down.

    :param clients: whom it shows, by register
    """
    return signing.dumps([by.pk, {**clients}, int(at.timestamp())], salt=SALT_OF_LIST)


def not_in_mark(mark, clients, *, by, at):
    """Return those clients, by register, whom a mark does not show to have been listed for this reader."""
    try:
        reader, before, since = signing.loads(mark, salt=SALT_OF_LIST)
    except (signing.BadSignature, ValueError, TypeError):
        return clients
    if reader != by.pk or not -1 <= at.timestamp() - since <= GOOD_FOR.total_seconds():
        return clients
    left = {
        register: [one for one in ids if one not in before.get(register, ())]
        for register, ids in clients.items()
    }
    return {register: ids for register, ids in left.items() if ids}
