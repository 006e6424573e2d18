"""What the sign-in asks about people; `settings.IDENTITY_DIRECTORY` names this module's class."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import day_of
from koppi.identity.directory import CodeRefused, NotAClient, PracticeOnly, Resident, Worker, WrongCode

from . import codes
from .actions import client_by_provider, make_client
from .errors import AlreadyClient
from .models import Client, ClientIdentity, Mandate, Membership, Professional
from .queries import find_client_by_hetu

SHOWN_RESIDENTS = 8
LEADING = {Professional.Role.SHIFT_LEAD, Professional.Role.TEAM_LEAD}


class PeopleDirectory:
    """Clients and professionals as those who sign in."""

    def resident_by_code(self, code, at):
        """Return whom an identity code names, or None for nobody we know yet.

        :raises CodeRefused: it is not an identity code, or it is not an invented one
        """
        self._checked(code, at)
        client = find_client_by_hetu(code)
        return _resident(client) if client else None

    @transaction.atomic
    def new_resident(self, code, given_name, family_name, language, by, at):
        """Add an invented person; if somebody just added the same code, return that person.

        :raises CodeRefused: it is not an identity code, or it is not an invented one
        """
        self._checked(code, at)
        try:
            return _resident(
                make_client(
                    hetu=code, given_name=given_name, family_name=family_name, language=language, by=by, at=at
                )
            )
        except AlreadyClient as late:
            return _resident(late.client)

    def resident(self, person_id):
        """Return somebody by their person id, or None."""
        client = Client.objects.filter(person_id=person_id, died_on=None).order_by("pk").first()
        return _resident(client) if client else None

    def identified(self, facts, language, by, at):
        """Return the person whom an identity provider named, adding them when they are new to us.

        :param facts: code, names, municipality and turvakielto, as the provider told them
        :raises WrongCode: the identity code is none
        :raises PracticeOnly: it is a real one, and this is a practice environment
        :raises NotAClient: the person has died, as far as we know
        """
        try:
            checked = codes.parse(facts.code, on=day_of(at))
        except codes.BadCode:
            raise WrongCode from None
        if settings.DEMO_SIGN_IN and not checked.is_test:
            raise PracticeOnly
        client = client_by_provider(
            code=checked,
            given_name=facts.given_name,
            family_name=facts.family_name,
            municipality_code=facts.municipality,
            non_disclosure=facts.non_disclosure,
            language=language,
            by=by,
            at=at,
        )
        if client.died_on:
            raise NotAClient
        return _resident(client)

    def shown_residents(self, at):
        """Return a few invented people to try as, those who may act for others first."""
        today = day_of(at)
        may_act = _mandates(today).filter(agent=OuterRef("person_id"))
        clients = Client.objects.filter(
            Exists(ClientIdentity.objects.filter(client=OuterRef("pk"))),
            died_on=None,
            birth_date__lte=today.replace(year=today.year - 18, day=min(today.day, 28)),
        ).order_by(Exists(may_act).desc(), "pk")[:SHOWN_RESIDENTS]
        # Invented people only, and nobody has signed in yet: whom each may act for stands beside the name.
        with whole_house():
            return [_resident(client, at) for client in clients]

    def workers(self, at, words=""):
        """Return who works here, by team and name; with words, those whose name or team has each of them."""
        memberships = (
            Membership.objects.filter(
                Q(until=None) | Q(until__gt=at),
                professional__ended_at=None,
                professional__user__is_active=True,
                team__closed_at=None,
            )
            .select_related("professional", "team")
            .order_by("team__code", "professional__family_name", "professional__given_name", "pk")
        )
        workers = [
            Worker(
                user_id=row.professional.user_id,
                name=row.professional.name,
                task=row.professional.get_profession_display(),
                team=row.team.name,
                leads=bool(LEADING.intersection(row.professional.roles)),
            )
            for row in memberships
        ]
        wanted = words.casefold().split()
        return [worker for worker in workers if all(word in worker.searched for word in wanted)]

    def worker_names(self, user_id):
        """Return the name and the task of a professional's account, or None."""
        person = Professional.objects.filter(user_id=user_id).first()
        return (person.name, person.get_profession_display()) if person else None

    def _checked(self, code, at):
        try:
            checked = codes.parse(code, on=day_of(at))
        except codes.BadCode as bad:
            raise CodeRefused(str(bad)) from None
        if not checked.is_test:
            raise CodeRefused(
                _(
                    "This is a practice environment. Use an invented code, with 900–999 after the sign. "
                    "Never type a real identity code here."
                )
            )


def _resident(client, at=None):
    return Resident(
        person_id=client.person_id,
        name=client.name,
        language=client.language,
        age=client.age_on(day_of(at)) if at else None,
        acts_for=_acts_for(client, day_of(at)) if at else (),
        code=_test_code(client) if at else "",
    )


def _mandates(day):
    return Mandate.objects.usable(day)


def _acts_for(client, day):
    rows = _mandates(day).filter(agent=client.person_id).select_related("client").order_by("client_id")
    return tuple(dict.fromkeys(row.client.name for row in rows))


def _test_code(client):
    """Return an invented person's code, to be shown to whoever tries Koppi; a real one never."""
    identity = client.identities.order_by("-valid_to", "pk").first()
    code = codes.decrypt(identity.ciphertext) if identity else ""
    return code if code and codes.is_test(code) else ""
