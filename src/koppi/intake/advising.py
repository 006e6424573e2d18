"""Give advice to somebody who does not say who they are, and let it go on once they have."""

from django.db import IntegrityError, transaction
from uuid6 import uuid7

from koppi.matters.actions import check_names_nobody, close_matter, continue_advice, open_advice
from koppi.matters.errors import ReasonMissing
from koppi.matters.models import Matter, Topic
from koppi.people.models import in_language
from koppi.ui.text import clean

from . import rules
from .actions import tell_received, the_same
from .models import Contact, MatterContact


@transaction.atomic
def receive_advice(
    *, key, channel, topic, words, by, at, title="", affirmed=(), language="fi", outcome="", team=None
):
    """Write down what somebody asks who does not say who they are; the same key again changes nothing.

    A contact about nobody and one matter of advice, in one transaction. With an outcome it is answered on the
    spot: the matter closes in the same breath, as the giver's. Without one it waits for the topic's team,
    which has until the promise to answer. A written word that tells who it is goes nowhere.

    The contact that is returned knows the matter that it opened just now (`opened`, a list of one).

    :param channel: `Contact.Channel.PHONE` or `WALK_IN`
    :param affirmed: codes of the warning statements that hold right now
    :param outcome: how it was answered on the spot, one of `matters.rules.ADVICE_ENDS`; empty: it stays open
    :param team: the team that it goes to when it stays open; without one the topic's
    :raises NamesSomebody: the words or the title have an identity code in them: identify the client instead
    :raises ReasonMissing: there are no words
    :raises NotAllowed: the user's tasks let them give no advice, or there is no such outcome
    :raises KeyReused: the key was used before with another body
    """
    words, title = clean(words).strip(), clean(title).strip()
    if not words:
        raise ReasonMissing()
    body = {"advice": words, "title": title, "topic": topic.code}
    contact = Contact(
        key=key,
        body_hash=rules.body_hash(body),
        channel=channel,
        sent_by=by,
        topic=topic,
        words=words,
        affirmed=list(affirmed),
        answers={"title": title, "reach": None, "support": None},
        language=language,
        received_at=at,
    )
    check_names_nobody(words, title)
    try:
        with transaction.atomic():
            contact.save(force_insert=True)
    except IntegrityError:
        return the_same(Contact.objects.get(key=key), body)
    matter = open_advice(
        topic=topic,
        subject=rules.derive_subject(title, in_language(topic, "name", language), words),
        language=language,
        words=words,
        affirmed=bool(affirmed),
        team=None if outcome else team,
        here=bool(outcome),
        by=by,
        at=at,
    )
    MatterContact.objects.create(matter=matter, contact=contact, how=MatterContact.How.OPENED)
    contact.opened = [matter]
    tell_received(contact, by, at)
    if outcome:
        close_matter(matter_id=matter.pk, outcome=outcome, by=by, at=at)
    return contact


@transaction.atomic
def identify_client(*, matter_id, client, identified, by, at, for_other=False):
    """Let advice go on as the client's own, now that they have said who they are (`continue_advice`).

    What they told is copied into a contact of theirs, as of the moment when they told it, so that nothing is
    told twice. The advice keeps its own contact, which is about nobody.

    The contact that is returned knows the matters that go on (`opened`), the one that is kept first.

    :param client: whom the caller has been identified as
    :param identified: how the professional came to know it, one of `Contact.Identified`
    :param for_other: somebody else asks on the client's behalf
    :raises NotAdvice: the matter has a client
    :raises ContinuesElsewhere: somebody has identified the client already
    :raises AlreadyClosed: it is closed; reopen it first
    :raises NotYours: somebody else holds it
    :raises Matter.DoesNotExist: it is not there, or not theirs
    """
    topic = Topic.objects.get(pk=Matter.objects.in_care_of(by).values_list("topic_id").get(pk=matter_id)[0])
    matters = continue_advice(matter_id=matter_id, client=client, registers=topic.touched, by=by, at=at)
    told = Contact.objects.filter(matter_contacts__matter=matter_id).order_by("received_at", "pk").last()
    contact = Contact(
        key=uuid7(),
        body_hash=told.body_hash,
        channel=told.channel,
        # Whoever wrote the advice down does not come to know whose it was.
        sent_by=by,
        about=client,
        for_other=for_other,
        identified=Contact.Identified(identified),
        topic=topic,
        words=told.words,
        affirmed=told.affirmed,
        answers=told.answers,
        language=told.language,
        interpreter=told.interpreter,
        received_at=told.received_at,
    )
    contact.save(force_insert=True)
    MatterContact.objects.bulk_create(
        MatterContact(matter=matter, contact=contact, how=MatterContact.How.OPENED) for matter in matters
    )
    contact.opened = matters
    tell_received(contact, by, at)
    return contact
