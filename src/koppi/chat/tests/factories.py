"""Ways into the chat, people on watch, and people who come, for tests."""

from datetime import time
from uuid import uuid4

from koppi.chat.actions import begin_watch, enter_chat
from koppi.chat.models import Route
from koppi.intake.actions import Said
from koppi.matters.tests.factories import LONG_AGO, NINE, make_client, make_owner, resident_of
from koppi.people.models import Municipality, OpeningHours


def make_hours(opens=time(8), closes=time(15), weekdays=range(5)):
    """Let the chat be open on weekdays."""
    return [
        OpeningHours.objects.create(way="chat", weekday=day, opens=opens, closes=closes) for day in weekdays
    ]


def make_route(code="terveys", topics=("kurkku",), register="patient", **values):
    """Return a route in force."""
    texts = {f"{field}_{language}": code for field in ("name", "invite") for language in ("fi", "sv", "en")}
    return Route.objects.create(
        code=code,
        register=register,
        topics=list(topics),
        owner=make_owner(),
        **{"valid_from": LONG_AGO, **texts, **values},
    )


def make_place(code="905", *, served=True):
    """Return a municipality."""
    names = dict.fromkeys(("name_fi", "name_sv", "name_en"), f"Kunta {code}")
    return Municipality.objects.get_or_create(code=code, defaults={**names, "served": served})[0]


def make_neighbour(name="Otto Öhman", *, served=True, **values):
    """Return a client who lives where the county serves, and their account."""
    client = make_client(name, municipality=make_place("905" if served else "091", served=served), **values)
    return client, resident_of(client)


def said_by(client, topic, *, affirmed=(), words="Kurkku on kipeä kolmatta päivää.", register="patient"):
    """Return a contact as the chat's questions gather it."""
    return Said(
        about=client,
        topic=topic,
        registers=(register,),
        words=words,
        affirmed=tuple(affirmed),
        reach={"by": "message", "phone": "", "times": [], "voicemail": False, "email": "o@example.fi"},
        support={"language": "fi", "interpreter": "", "support": [], "more": ""},
    )


def enter(topic, *, name="Otto Öhman", at=NINE, route="terveys", client=None, by=None, key=None, **values):
    """Return the visit of somebody who enters the chat; somebody new, unless a client is given."""
    if client is None:
        client, by = make_neighbour(name)
    turn = {key: values.pop(key) for key in ("turn_by", "turn_address") if key in values}
    return enter_chat(
        said=said_by(client, topic, **values),
        key=key or uuid4(),
        route_code=route,
        by=by or resident_of(client),
        at=at,
        **turn,
    )


def watch(user, *routes, capacity=2, at=NINE):
    """Let somebody answer the chat."""
    return begin_watch(route_codes=routes or ("terveys",), capacity=capacity, by=user, at=at)
