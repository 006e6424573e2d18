"""The invented residents: who they are, whom they may act for, and their own people."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from koppi.access.models import Pass
from koppi.identity.models import User
from koppi.people import codes
from koppi.people.models import Client, ClientIdentity, Mandate, Responsibility

from .codes import make_code
from .names import invent_name

# Share of clients in each municipality, and of Swedish speakers there.
HOMES = {
    "905": (0.44, 0.30),
    "499": (0.17, 0.72),
    "598": (0.17, 0.60),
    "599": (0.10, 0.90),
    "399": (0.07, 0.05),
    "440": (0.05, 0.93),
}
OTHER_LANGUAGES = ("en", "en", "en", "ru", "so", "ar", "uk", "vi")
WARNINGS = ("Penisilliiniallergia", "Överkänslig för sulfa", "Verenohennuslääkitys", "Insulinbehandling")
A_YEAR = timedelta(days=365)


@dataclass
class Resident:
    """Somebody invented, with what a story needs to know of them."""

    given: str
    family: str
    birth_date: date
    female: bool
    language: str
    municipality: str
    age: int
    person_id: UUID
    code: str
    key: str = ""
    warnings: str = ""
    client: Client | None = None
    user: User | None = None
    # Residents who may act for this one, and for whom this one may act.
    agents: list = field(default_factory=list)
    wards: list = field(default_factory=list)

    @property
    def sex(self):
        return "female" if self.female else "male"


# Those whom people try: key, given and family name, birth date as years (and month, day), female, language, home.
KNOWN = (
    ("anna", "Anna", "Lindqvist", 44, (5, 17), True, "fi", "499", "Penisilliiniallergia"),
    ("aino", "Aino", "Lindqvist", 82, (3, 12), True, "sv", "499", ""),
    ("maria", "Maria", "Laine", 29, (8, 2), True, "fi", "399", ""),
    ("emma", "Emma", "Back", 19, (1, 25), True, "sv", "598", ""),
    ("goran", "Göran", "Ehrs", 66, (6, 9), False, "sv", "598", "Blodförtunnande medicin"),
    ("eero", "Eero", "Nieminen", 58, (2, 14), False, "fi", "905", ""),
    ("fatima", "Fatima", "Warsame", 34, (9, 30), True, "en", "905", ""),
    ("bertil", "Bertil", "Lindqvist", 84, (7, 1), False, "sv", "499", ""),
    ("vaino", "Väinö", "Laine", 0, (3, 3), False, "fi", "399", ""),
    ("ella", "Ella", "Lindqvist", 9, (4, 20), True, "fi", "499", ""),
)
# Who acts for whom, how, and in which registers.
KNOWN_MANDATES = (
    ("anna", "aino", Mandate.Kind.AUTHORISED, True, True),
    ("anna", "bertil", Mandate.Kind.AUTHORISED, True, False),
    ("anna", "ella", Mandate.Kind.GUARDIAN, True, True),
    ("maria", "vaino", Mandate.Kind.GUARDIAN, True, True),
)
KNOWN_OWN_PEOPLE = (
    ("anna", "liisa.koski", "patient"),
    ("aino", "maria.nyman", "patient"),
    ("aino", "mikael.sandberg", "social"),
    ("goran", "henrik.back", "patient"),
    ("fatima", "sanna.ketola", "social"),
)


def invent_residents(rng, *, how_many, today):
    """Return invented people: first those whom people try, then the others with their families."""
    maker = _Maker(rng, today)
    known = {row[0]: maker.known(*row) for row in KNOWN}
    for agent, ward, kind, health, social in KNOWN_MANDATES:
        _acts_for(known[agent], known[ward], kind, health, social)
    while len(maker.made) < how_many:
        maker.somebody()
    return maker.made


class _Maker:
    def __init__(self, rng, today):
        self.rng, self.today, self.taken, self.made = rng, today, set(), []

    def known(self, key, given, family, age, birthday, female, language, home, warnings):
        born = date(self.today.year - age, *birthday)
        if born > self.today - A_YEAR * age:
            born = born.replace(year=born.year - 1)
        return self._add(given, family, born, female, language, home, key=key, warnings=warnings)

    def somebody(self):
        """Add an adult, an old person with a grown-up child, or a family with children."""
        rng = self.rng
        home, (_, swedish) = rng.choices(list(HOMES.items()), [share for share, _ in HOMES.values()])[0]
        language = "sv" if rng.random() < swedish else "fi"
        if rng.random() < 0.07:
            language = rng.choice(OTHER_LANGUAGES)
        kind = rng.random()
        if kind < 0.27:
            parent = self._person(rng.randint(25, 46), rng.random() < 0.75, language, home)
            for _ in range(rng.choice((1, 1, 2))):
                child = self._person(rng.randint(0, 14), rng.random() < 0.5, language, home, parent.family)
                _acts_for(parent, child, Mandate.Kind.GUARDIAN, True, True)
        elif kind < 0.55:
            old = self._person(rng.randint(66, 94), rng.random() < 0.58, language, home)
            if rng.random() < 0.4:
                child = self._person(rng.randint(38, 64), rng.random() < 0.65, language, home, old.family)
                _acts_for(child, old, Mandate.Kind.AUTHORISED, True, rng.random() < 0.85)
        else:
            self._person(rng.randint(16, 68), rng.random() < 0.58, language, home)

    def _person(self, age, female, language, home, family=""):
        given, family = invent_name(self.rng, language=language, female=female, age=age, family=family)
        born = self.today - A_YEAR * age - timedelta(days=self.rng.randint(20, 350) + age // 4)
        born = max(born, date(1930, 1, 1))
        warnings = self.rng.choice(WARNINGS) if self.rng.random() < 0.06 else ""
        return self._add(given, family, born, female, language, home, warnings=warnings)

    def _add(self, given, family, born, female, language, home, key="", warnings=""):
        resident = Resident(
            given=given,
            family=family,
            birth_date=born,
            female=female,
            language=language,
            municipality=home,
            age=_years(born, self.today),
            person_id=UUID(int=self.rng.getrandbits(128), version=4),
            code=make_code(born, female=female, taken=self.taken, rng=self.rng),
            key=key,
            warnings=warnings,
        )
        self.made.append(resident)
        return resident


def _years(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _acts_for(agent, ward, kind, health, social):
    agent.wards.append(ward)
    ward.agents.append((agent, kind, health, social))


def build_residents(residents, *, municipalities, staff, rng, now, today):
    """Write the residents down, with their codes, accounts, mandates and own people."""
    clients = Client.objects.bulk_create(
        Client(
            person_id=resident.person_id,
            given_name=resident.given,
            family_name=resident.family,
            birth_date=resident.birth_date,
            sex=Client.Sex.FEMALE if resident.female else Client.Sex.MALE,
            language=resident.language,
            municipality=municipalities[resident.municipality],
            phone=f"+35850555{number:04}",
            warnings=resident.warnings,
        )
        for number, resident in enumerate(residents)
    )
    users = User.objects.bulk_create(
        User(
            kind=User.Kind.RESIDENT,
            username=f"person-{resident.person_id}",
            person_id=resident.person_id,
            language=resident.language if resident.language in ("fi", "sv") else "en",
            password="!",  # noqa: S106  no password fits
        )
        for resident in residents
    )
    for resident, client, user in zip(residents, clients, users, strict=True):
        resident.client, resident.user = client, user
    ClientIdentity.objects.bulk_create(
        ClientIdentity(
            client=resident.client,
            ciphertext=codes.encrypt(resident.code),
            keyed_hash=codes.keyed_hash(resident.code),
            valid_from=resident.birth_date,
        )
        for resident in residents
    )
    Mandate.objects.bulk_create(
        Mandate(
            client=resident.client,
            agent=agent.person_id,
            kind=kind,
            health=health,
            social=social,
            valid_from=max(resident.birth_date, today - A_YEAR),
            valid_to=_end_of(resident, kind, today),
        )
        for resident in residents
        for agent, kind, health, social in resident.agents
    )
    named = Responsibility.objects.bulk_create(_own_people(residents, staff, rng, now))
    Pass.objects.bulk_create(
        Pass(
            professional_id=one.professional.user_id,
            client_id=one.client_id,
            register=one.register,
            why="own_client",
            since=one.valid_from,
        )
        for one in named
    )


def _end_of(resident, kind, today):
    if kind == Mandate.Kind.GUARDIAN:
        return date(
            resident.birth_date.year + 18, resident.birth_date.month, min(resident.birth_date.day, 28)
        )
    return date(today.year + 1, 12, 31)


def _own_people(residents, staff, rng, now):
    known = {resident.key: resident for resident in residents if resident.key}
    for key, username, register in KNOWN_OWN_PEOPLE:
        yield Responsibility(
            client=known[key].client,
            professional=staff[username],
            register=register,
            valid_from=now - A_YEAR / 5,
        )
    in_health = (
        "liisa.koski",
        "omar.hassan",
        "emilia.sundqvist",
        "maria.nyman",
        "kaisa.mattila",
        "eeva.holm",
    )
    in_social = ("mikael.sandberg", "riitta.makela", "pia.lund", "carola.nygard")
    for resident in residents:
        if resident.key:
            continue
        if rng.random() < (0.3 if resident.age >= 65 else 0.06):
            yield Responsibility(
                client=resident.client,
                professional=staff[rng.choice(in_health)],
                register="patient",
                valid_from=now - timedelta(days=rng.randint(25, 600)),
            )
        if resident.age >= 75 and rng.random() < 0.2:
            yield Responsibility(
                client=resident.client,
                professional=staff[rng.choice(in_social)],
                register="social",
                valid_from=now - timedelta(days=rng.randint(25, 600)),
            )
