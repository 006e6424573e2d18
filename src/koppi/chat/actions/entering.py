"""The client's side: enter with a new or an open matter, be there, go on as messages, end."""

from django.db import IntegrityError, transaction

from koppi.intake.actions import receive_contact
from koppi.intake.models import Contact
from koppi.matters import actions as matters
from koppi.matters.errors import AlreadyClosed, NotAllowed, NotYours
from koppi.matters.models import Matter

from .. import rules
from ..errors import AlreadyInChat, ChatClosed, OutsideArea, QueueFull
from ..models import Route, Visit
from ..queries import is_route_open, is_served, route_in_force, waiting_on
from ._visits import arrive, end, lock_open, name_of, record_in, tell_pages

How = Visit.How


@transaction.atomic
def enter_chat(*, said, key, route_code, by, at, body=None, for_other=False, turn_by="", turn_address=""):
    """Send a contact and stand in the queue: the matter is open, with team and clocks, from this moment.

    The same key again is the same contact, and its visit as it is by then.

    :param said: the whole contact (`intake.actions.Said`); its matter opens in the route's register alone
    :param turn_by, turn_address: how to tell that it is their turn, if they agreed and leave the page
    :raises ChatClosed: the route is closed, or lets nobody in any more today
    :raises OutsideArea: the client does not live where the route serves
    :raises QueueFull: as many wait as may
    :raises AlreadyInChat: the client waits or talks already in this register
    :raises KeyReused: the key was used before with another body
    """
    if not by.is_resident:
        raise NotAllowed()
    route = _route(route_code, at)
    sent_before = Contact.objects.filter(key=key).exists()
    if not sent_before:
        _check_may_enter(route, said.about, at)
    contact = receive_contact(
        said=said,
        body=body,
        key=key,
        channel=Contact.Channel.CHAT,
        for_other=for_other,
        team=route.team if route.team and route.team.is_open else None,
        by=by,
        at=at,
    )
    if sent_before or not hasattr(contact, "opened"):
        return Visit.objects.filter(matter__matter_contacts__contact=contact).latest("pk")
    (opened,) = contact.opened
    urgent = bool(said.affirmed)
    return _enter(opened.pk, route, urgent=urgent, turn=(turn_by, turn_address), by=by, at=at)


@transaction.atomic
def enter_with_matter(*, matter_id, route_code, by, at, turn_by="", turn_address=""):
    """Stand in the queue with a matter that is open already: its conversation becomes live again.

    :raises ChatClosed, OutsideArea, QueueFull, AlreadyInChat: as in `enter_chat`
    :raises AlreadyClosed: the matter is closed
    :raises NotAllowed: the matter is of the other register
    """
    if not by.is_resident:
        raise NotAllowed()
    route = _route(route_code, at)
    matter = matters.lock_where_it_went(matter_id, by)
    if matter.state == Matter.State.CLOSED:
        raise AlreadyClosed(matter=matter.pk)
    if matter.register != route.register:
        raise NotAllowed()
    _check_may_enter(route, matter.client, at)
    return _enter(matter.pk, route, urgent=matter.priority == 2, turn=(turn_by, turn_address), by=by, at=at)


def _route(code, at):
    try:
        return route_in_force(code, at)
    except Route.DoesNotExist:
        raise ChatClosed() from None


def _check_may_enter(route, client, at):
    if not is_route_open(route, at, entering=True):
        raise ChatClosed()
    if not is_served(route, client):
        raise OutsideArea()
    if route.most_waiting and waiting_on(route.code) >= route.most_waiting:
        raise QueueFull()


def _enter(matter_id, route, *, urgent, turn, by, at):
    matter = matters.lock_where_it_went(matter_id, by)
    turn_by, address = turn
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                matter=matter,
                client_id=matter.client_id,
                register=matter.register,
                route=route,
                urgent=urgent,
                entered_by=by,
                entered_at=at,
                seen_at=at,
                turn_by=turn_by if address else "",
                turn_address=address,
            )
    except IntegrityError as refused:
        standing = Visit.objects.open().filter(client=matter.client_id, register=matter.register).first()
        if standing is None:
            raise
        raise AlreadyInChat(standing) from refused
    record_in(matter, "visit.entered", visit, by=by, at=at, urgent=urgent, language=matter.language)
    tell_pages(visit)
    return visit


def note_seen(*, visit, by, at):
    """Note that the client's page asks for news; return whether the client has arrived at a talk by it.

    It writes only now and then, so a page may ask as often as it likes.
    """
    if not by.is_resident or visit.state == Visit.State.ENDED:
        return False
    if visit.state == Visit.State.TALKING and visit.arrived_at is None:
        return arrive(matter_id=visit.matter_id, by=by, at=at)
    if visit.seen_at is None or at - visit.seen_at >= rules.SEEN_EVERY:
        Visit.objects.open().filter(pk=visit.pk).update(seen_at=at)
    return False


@transaction.atomic
def tell_my_turn(*, matter_id, turn_by, turn_address, by, at):
    """Change how a waiting client is told of their turn; an empty address: not at all.

    :raises VisitOver: the visit has ended
    """
    _matter, visit = lock_open(matter_id, by)
    visit.turn_by, visit.turn_address = (turn_by, turn_address) if turn_address else ("", "")
    visit.save(update_fields=["turn_by", "turn_address"])
    return visit


@transaction.atomic
def go_on_as_messages(*, matter_id, by, at):
    """End the live part, by either side: the conversation goes on as messages, its clocks as they run.

    A professional may only for a talk that they hold.

    :raises VisitOver: the visit has ended already
    :raises NotYours: somebody else holds the talk
    """
    matter, visit = lock_open(matter_id, by)
    _check_is_theirs(visit, by)
    return end(visit, How.AS_MESSAGES, matter=matter, by=by, at=at)


@transaction.atomic
def end_talk(*, matter_id, by, at):
    """End the talk, by either side; the matter stays as it is, for whoever holds it to close.

    A client who still waits leaves the queue by it, and is answered by message.

    :raises VisitOver: the visit has ended already
    :raises NotYours: somebody else holds the talk
    """
    matter, visit = lock_open(matter_id, by)
    _check_is_theirs(visit, by)
    how = How.CLIENT if by.is_resident else How.PROFESSIONAL
    return end(visit, how, matter=matter, by=by, at=at)


def _check_is_theirs(visit, by):
    if not by.is_resident and (visit.taken_by_id != by.pk or visit.state != Visit.State.TALKING):
        raise NotYours(name_of(visit.taken_by_id)) if visit.taken_by_id else NotAllowed()
