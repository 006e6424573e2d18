"""What has been said in the demo county's chat: a few talks of the last weeks, some of whose clients told how it went.

Examples for a demo, not medical advice.
"""

import uuid
from dataclasses import dataclass
from datetime import time, timedelta

from django.db.models import Exists, OuterRef

from koppi.chat import actions as chat
from koppi.chat.models import Route
from koppi.chat.queries import is_route_open
from koppi.conversations import actions as letters
from koppi.deadlines.calendars import at_local, day_of
from koppi.feedback import actions as feedback
from koppi.identity.models import User
from koppi.intake.actions import Said
from koppi.matters import actions as matters
from koppi.matters.models import Matter, Topic
from koppi.people.models import Client, Professional

from .staff import LICENSED, WORKERS

MINUTE = timedelta(minutes=1)
ASSESSED = "Arvioitu chatissa keskustelun perusteella."


@dataclass(frozen=True)
class Talk:
    """One talk: what the client came with, what was said in turn (we first), its end, and how it went.

    :param went: helped, ease and own words; nothing when the client did not tell
    """

    days: int
    hour: int
    route: str
    topic: str
    language: str
    words: str
    lines: tuple
    outcome: str
    went: tuple = ()
    waits: int = 4


TALKS = (
    Talk(
        19, 9, "health", "back-limbs", "fi",
        "Selkä kipeytyi eilen nostaessa. Kävely onnistuu, mutta kumartuminen sattuu.",
        (
            "Hei! Säteileekö kipu jalkaan, tai tuntuuko jalassa puutumista?",
            "Ei säteile, kipu on vain alaselässä.",
            "Hyvä. Liiku sen verran kuin pystyt. Jos kipu ei helpota viikossa, varaan ajan fysioterapeutille.",
            "Kiitos, näin teen!",
        ),
        "own_care", ("yes", 1, "Sain vastauksen saman tien. Ei tarvinnut jonottaa puhelimessa."),
    ),
    Talk(
        17, 13, "health", "skin", "sv",
        "Jag har ett utslag på armen som kliar. Det kom efter helgen i skogen.",
        (
            "Hej! Har du feber, eller har utslaget blivit större sedan det kom?",
            "Ingen feber. Det är ungefär lika stort som en tumnagel.",
            "Bra att du hörde av dig. Följ utslaget, och skriv genast om det växer till en ring.",
        ),
        "own_care", ("yes", 2, ""), 11,
    ),
    Talk(
        12, 10, "mind", "mental", "fi",
        "En saa nukuttua, ajatukset kiertävät. En oikein tiedä, mistä aloittaisin.",
        (
            "Hei, hyvä että tulit. Kuinka monta yötä tätä on jatkunut?",
            "Melkein kaksi viikkoa. Töissä on ollut paljon.",
            "Se on raskasta. Sovitaan sinulle aika keskustelemaan kanssani tällä viikolla. Sopiiko?",
            "Sopii. Helpotti jo, kun sai kertoa.",
        ),
        "appointment", ("yes", 1, "Minua kuunneltiin."), 2,
    ),
    Talk(
        10, 9, "health", "infection", "fi",
        "Lapsella kurkku kipeä kolmatta päivää ja lämpöä 38,2.",
        (
            "Hei! Juoko hän, ja jaksaako leikkiä välillä?",
            "Juo kyllä ja leikkii vähän.",
            "Otetaan nielunäyte huomenna. Näet ajan kohta täällä.",
        ),
        "appointment", ("partly", 3, "Jonossa meni yli puoli tuntia. Muuten hyvä."), 34,
    ),
    Talk(
        9, 11, "social", "older-home", "sv",
        "Mamma är 84 och klarar inte längre trapporna. Var börjar man?",
        (
            "Hej! Bor hon ensam, och vem hjälper henne nu?",
            "Ensam. Jag är där på veckosluten.",
            "Då kommer jag på ett hembesök och vi ser tillsammans vad hon behöver.",
        ),
        "appointment", ("yes", 2, "Skönt att få skriva på svenska."), 6,
    ),
    Talk(
        5, 14, "health", "urinary", "fi",
        "Kirvelee ja käy tiheään. Alkoi yöllä.",
        (
            "Hei. Onko sinulla kuumetta tai kipua kyljissä?",
            "Ei kumpaakaan.",
            "Tehdään virtsakoe tänään. Varasin sinulle ajan.",
        ),
        "appointment", ("yes", 1, ""), 8,
    ),
    Talk(
        4, 10, "health", "wound", "fi",
        "Haava aukesi reunasta ja vuotaa vähän.",
        ("Hei, näytätkö kuvan? Silloin näen, tarvitaanko tikkejä.", "En saa kuvaa lähtemään."),
        "guided", ("no", 4, "Kuvaa ei saanut liitettyä vanhalla puhelimella, ja piti soittaa."), 15,
    ),
    Talk(
        3, 12, "mind", "substance", "fi",
        "Haluaisin vähentää juomista, mutta en ole puhunut tästä kenellekään.",
        (
            "Hei! Rohkeasti tehty. Mitä itse toivot, että muuttuu ensin?",
            "Että arki-illat olisivat ilman.",
            "Aloitetaan siitä. Tavataan kahden kesken torstaina, et sitoudu mihinkään.",
        ),
        "appointment", (), 3,
    ),
    Talk(
        2, 9, "health", "long-term", "fi",
        "Verenpainemittari näyttää aamuisin 150/95. Pitääkö tehdä jotain heti?",
        (
            "Hei! Onko sinulla päänsärkyä, rintakipua tai huimausta?",
            "Ei ole, olo on hyvä.",
            "Mittaa aamuin illoin viikon ajan ja kirjoita lukemat tähän. Katson ne ja soitan.",
        ),
        "guided", ("yes", 2, "Selkeä ohje."), 5,
    ),
)  # fmt: skip

# Who waits when the county is made while the chat is open: nobody has taken them yet.
WAITING = (
    ("health", "stomach", "fi", "Vatsa ollut sekaisin neljä päivää, mikään ei oikein pysy sisällä.", 12),
    ("health", "skin", "sv", "Såret efter operationen kliar, får jag duscha?", 5),
)


def hold_talks(*, now):
    """Hold the talks of the last weeks, and let two people wait if the chat is open."""
    colleagues = {one.user.username: one.user for one in Professional.objects.select_related("user")}
    people = _people(len(TALKS) + len(WAITING), day_of(now))
    topics = {topic.code: topic for topic in Topic.objects.in_force(now)}
    for number, talk in enumerate(TALKS):
        at = _open_moment(talk, now)
        if at is not None:
            _hold(talk, people[number], topics[talk.topic], colleagues, number, at)
    for number, (route, topic, language, words, minutes) in enumerate(WAITING, len(TALKS)):
        at = now - minutes * MINUTE
        if is_route_open(Route.objects.in_force(now).get(code=route), now, entering=True):
            _enter(route, people[number], topics[topic], words, language, number, at)


def _people(count, today):
    """Return so many grown-up clients with an account of their own, those with nothing open first."""
    users = {user.person_id: user for user in User.objects.filter(kind=User.Kind.RESIDENT, is_active=True)}
    grown = Client.objects.filter(
        municipality__served=True, died_on=None, non_disclosure=False, birth_date__year__lt=today.year - 18
    )
    busy = Exists(Matter.objects.open().filter(client=OuterRef("pk")))
    found = grown.annotate(is_busy=busy).order_by("is_busy", "-pk")
    return [(client, users[client.person_id]) for client in found if client.person_id in users][:count]


def _open_moment(talk, now):
    """Return the last moment, so many days ago or in the week before, when the talk's chat was open."""
    for back in range(7):
        at = at_local(day_of(now) - timedelta(days=talk.days + back), time(talk.hour))
        if is_route_open(Route.objects.in_force(at).get(code=talk.route), at, entering=True):
            return at
    return None


def _enter(route, person, topic, words, language, number, at):
    client, user = person
    return chat.enter_chat(
        said=Said(
            about=client,
            topic=topic,
            registers=(Route.objects.in_force(at).get(code=route).register,),
            words=words,
            language=language,
            reach={"by": "message", "phone": "", "times": [], "voicemail": False, "email": ""},
            support={"language": language, "interpreter": "", "support": [], "more": ""},
        ),
        key=uuid.UUID(int=1000 + number, version=4),
        route_code=route,
        by=user,
        at=at,
    )


def _hold(talk, person, topic, colleagues, number, at):
    _client, user = person
    visit = _enter(talk.route, person, topic, talk.words, talk.language, number, at)
    by = colleagues[_answers(visit.matter.team.code, talk.language)]
    at += talk.waits * MINUTE
    chat.begin_watch(route_codes=[talk.route], capacity=1, by=by, at=at)
    visit = chat.take(visit_id=visit.pk, by=by, at=at)
    chat.note_seen(visit=visit, by=user, at=at)
    given = {"matter_id": visit.matter_id}
    for turn, line in enumerate(talk.lines):
        at += MINUTE
        key = uuid.UUID(int=(1000 + number) * 100 + turn, version=4)
        if turn % 2:
            letters.write_letter(body=line, client_uuid=key, by=user, at=at, **given)
        else:
            letters.reply(body=line, client_uuid=key, by=by, at=at, **given)
    at += 3 * MINUTE
    if visit.register == "patient":
        matters.assess_matter(need=ASSESSED, urgency=0, profession="", by=by, at=at, **given)
    matters.close_matter(outcome=talk.outcome, without_care="given", by=by, at=at, **given)
    chat.end_watch(by=by, at=at)
    if talk.went:
        helped, ease, words = talk.went
        feedback.give(helped=helped, ease=ease, words=words, by=user, at=at + MINUTE, **given)


def _answers(team, language):
    """Return the account of the first in a team who may assess a need and speaks the language."""
    fit = [one for one in WORKERS if team in one.teams.split() and one.licence == LICENSED]
    return next((one for one in fit if language in one.languages.split()), fit[0]).username
