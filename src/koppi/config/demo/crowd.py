"""The crowd of a filled county: more teams with people like the demo county's own, and many clients."""

from datetime import date, timedelta

from django.db import models

from koppi.identity.models import User
from koppi.people import codes
from koppi.people.models import (
    Client,
    ClientIdentity,
    Duty,
    Membership,
    Municipality,
    Profession,
    Professional,
    Shift,
    Team,
)

from .codes import CHECKS, SIGNS
from .moulds import rows_like
from .names import invent_name

# Of twenty clients in a row: twelve write in Finnish, seven in Swedish, one in English.
LANGUAGES = ("fi",) * 12 + ("sv",) * 7 + ("en",)
FIRST_BIRTH, DAYS_OF_BIRTH = date(1930, 1, 1), 28_489  # to the end of 2007
DAY_STEP = 10_007  # has no factor in common with the days, so that all of them come up
NUMBERS = codes.TEST_NUMBERS
HEX = "%032x"


def copies_of_teams(how_many):
    """Return whom each copy of the demo county's teams has: the places of accounts, teams and professionals.

    The first copy is the county itself. Copies that are there already are used again.
    """
    teams = list(Team.objects.filter(closed_at=None).exclude(code__contains="tietosuoja").order_by("pk"))
    own = [team for team in teams if "-" not in team.code]
    staff = list(
        Professional.objects.exclude(profession=Profession.DATA_PROTECTION)
        .filter(memberships__team__in=own)
        .distinct()
        .select_related("user")
        .order_by("pk")
    )
    system = User.objects.system()
    for number in range(how_many):
        if number and not Team.objects.filter(code=f"{own[0].code}-{number + 1}").exists():
            _copy(own, staff, number + 1)
        yield _places(own, staff, number + 1) | {f"user{system.pk}": system.pk}


def _copy(own, staff, number):
    teams = dict(zip([team.pk for team in own], _anew(own, number, _rename_team), strict=True))
    accounts = _anew([one.user for one in staff], number, _rename_account)
    for one, account in zip(staff, accounts, strict=True):
        one.copied_account = account
    people = _anew(staff, number, lambda row, _: setattr(row, "user", row.copied_account))
    copied = {one.pk: person for one, person in zip(staff, people, strict=True)}
    through = Professional.skills.through
    for model in (through, Membership, Duty, Shift):
        rows = model.objects.filter(professional__in=list(copied)).order_by("pk")
        if model is Membership:
            rows = rows.filter(team__in=list(teams))

        def move(row, _):
            row.professional = copied[row.professional_id]
            if hasattr(row, "team_id"):
                row.team = teams[row.team_id]

        _anew(list(rows), number, move)


def _anew(rows, number, change):
    """Add copies of rows, each changed a little; whatever else a row holds stays as it is."""
    made = []
    for row in rows:
        fields = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key and not getattr(field, "generated", False)
        }
        copy = type(row)(**fields)
        if hasattr(row, "copied_account"):
            copy.copied_account = row.copied_account
        change(copy, number)
        made.append(copy)
    return type(rows[0]).objects.bulk_create(made) if rows else []


def _rename_team(team, number):
    team.code = f"{team.code}-{number}"
    for field in team._meta.concrete_fields:
        if field.name.startswith("name_") and isinstance(field, models.CharField):
            setattr(team, field.attname, f"{getattr(team, field.attname)} {number}")


def _rename_account(account, number):
    account.username = f"{account.username}.{number}"


def _places(own, staff, number):
    ending = f"-{number}" if number > 1 else ""
    teams = dict(
        Team.objects.filter(code__in=[f"{team.code}{ending}" for team in own]).values_list("code", "pk")
    )
    ending_of_name = f".{number}" if number > 1 else ""
    names = [f"{one.user.username}{ending_of_name}" for one in staff]
    people = {
        name: (user, professional)
        for name, user, professional in Professional.objects.filter(user__username__in=names).values_list(
            "user__username", "user_id", "pk"
        )
    }
    places = {f"team{team.pk}": teams[f"{team.code}{ending}"] for team in own}
    for one, name in zip(staff, names, strict=True):
        places[f"user{one.user_id}"], places[f"professional{one.pk}"] = people[name]
    return places


class Clients:
    """Invented clients in any number, each with a test identity code that nobody else has, and an account.

    :param taken: the hashes of codes that somebody else has
    :param start: how many clients were invented before
    """

    models = (User, Client, ClientIdentity)

    def __init__(self, rng, *, taken, start, today):
        self.rng, self.taken, self.number, self.today = rng, taken, start, today
        self.homes = list(Municipality.objects.order_by("pk").values_list("pk", flat=True))
        like = Client.objects.filter(person_id__in=User.objects.exclude(person_id=None).values("person_id"))
        like = like.filter(died_on=None, non_disclosure=False).order_by("pk").first()
        account = User.objects.get(person_id=like.person_id)
        self.lines = {
            User: rows_like(
                User, like=account.pk, id="%(user)s", username="person-%(person)s", person_id="%(person)s", language="%(language)s"
            ),
            Client: rows_like(
                Client, like=like.pk, id="%(client)s", uuid="%(uuid)s", person_id="%(person)s", given_name="%(given)s",
                family_name="%(family)s", birth_date="%(born)s", sex="%(sex)s", language="%(language)s", phone="", email="",
                warnings="", municipality_id="%(home)s",
            ),
            ClientIdentity: rows_like(
                ClientIdentity, like=like.identities.order_by("pk").first().pk, id="%(identity)s", client_id="%(client)s",
                ciphertext="%(ciphertext)s", keyed_hash="%(keyed_hash)s", valid_from="%(born)s", valid_to="\\N",
            ),
        }  # fmt: skip

    def next(self, ids):
        """Return the lines of one more client, and what its stories need of it.

        :param ids: the ids that the rows get: the account's, the client's and the code's
        """
        born, female, code, hashed = self._code()
        language = LANGUAGES[self.number % len(LANGUAGES)]
        self.number += 1
        given, family = self._name(language, female, self.today.year - born.year)
        facts = {
            "user": ids[0], "client": ids[1], "identity": ids[2], "person": HEX % self.rng.getrandbits(128),
            "uuid": HEX % self.rng.getrandbits(128), "given": given, "family": family, "born": born,
            "sex": "female" if female else "male", "language": language, "home": self.rng.choice(self.homes),
            "ciphertext": "\\\\x" + codes.encrypt(code).hex(), "keyed_hash": hashed,
        }  # fmt: skip
        return {model: line % facts for model, line in self.lines.items()}, (ids[0], ids[1], given, family)

    def _name(self, language, female, age):
        while True:
            given, family = invent_name(self.rng, language=language, female=female, age=age)
            # A plain word each, as the search words of a name are written here without asking the database.
            if given.isalpha() and family.isalpha():
                return given, family

    def _code(self):
        while True:
            day = self.number * DAY_STEP % DAYS_OF_BIRTH
            born = FIRST_BIRTH + timedelta(days=day)
            turn = self.number // DAYS_OF_BIRTH
            signs = SIGNS[born.year // 100]
            number, sign = NUMBERS[turn % len(NUMBERS)], signs[turn // len(NUMBERS) % len(signs)]
            start = f"{born:%d%m%y}"
            code = f"{start}{sign}{number}{CHECKS[int(f'{start}{number}') % 31]}"
            hashed = codes.keyed_hash(code)
            if hashed not in self.taken:
                return born, number % 2 == 0, code, hashed
            # Somebody of the demo county has this code: the number is passed over.
            self.number += 1
