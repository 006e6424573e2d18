"""The 26 professionals who work in the demo county, their shifts and absences. All invented."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from koppi.deadlines.calendars import HELSINKI, day_of, is_working_day
from koppi.identity.models import User
from koppi.people.actions import usual_duties
from koppi.people.models import Duty, Membership, Professional, Shift

LICENSED, PROTECTED = Professional.Licence.LICENSED, Professional.Licence.PROTECTED_TITLE
LEAD, HEAD = Professional.Role.SHIFT_LEAD, Professional.Role.TEAM_LEAD
OFFICER = Professional.Role.DATA_PROTECTION_OFFICER
MANAGER = Professional.Role.MANAGER
NO_LICENCE = Professional.Licence.NONE
WEEKS_AHEAD = timedelta(weeks=3)
YEARS_HERE = timedelta(days=400)
DUTY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here, and the first hour of a usual day."""

    given: str
    family: str
    profession: str
    teams: str
    skills: str
    languages: str
    roles: tuple = ()
    licence: str = LICENSED
    starts: time = time(8)
    days: str = "01234"

    @property
    def username(self):
        """How the account is called: liisa.koski."""
        plain = str.maketrans("åäöé", "aaoe")
        return f"{self.given}.{self.family}".lower().translate(plain)


WORKERS = (
    Worker(
        "Liisa",
        "Koski",
        "public_health_nurse",
        "etela",
        "general wound child",
        "fi sv en",
        starts=time(7, 45),
    ),
    Worker("Omar", "Hassan", "nurse", "etela", "general wound prescriptions", "fi en ar"),
    Worker("Petri", "Virtanen", "physiotherapist", "etela", "physio", "fi en"),
    Worker("Eeva", "Holm", "doctor", "etela", "general prescriptions child", "fi sv en", (HEAD, MANAGER)),
    Worker("Tuula", "Rinne", "nurse", "etela", "general wound", "fi", (LEAD,), starts=time(7, 30)),
    Worker("Emilia", "Sundqvist", "public_health_nurse", "etela", "child general", "sv fi"),
    Worker("Joonas", "Lehto", "paramedic", "etela", "general wound", "fi en", starts=time(9)),
    Worker("Ville", "Aalto", "doctor", "etela", "general prescriptions", "fi en", days="0134"),
    Worker("Henrik", "Back", "doctor", "pohjoinen", "general prescriptions", "sv fi"),
    Worker(
        "Maria",
        "Nyman",
        "nurse",
        "pohjoinen",
        "general wound prescriptions",
        "sv fi en",
        (LEAD,),
        starts=time(7, 30),
    ),
    Worker("Kaisa", "Mattila", "nurse", "pohjoinen", "general wound", "fi sv"),
    Worker("Sofia", "Enlund", "dentist", "pohjoinen", "oral", "sv fi"),
    Worker("Johanna", "Strand", "physiotherapist", "pohjoinen", "physio", "sv fi", days="0124"),
    Worker("Noora", "Saarinen", "practical_nurse", "pohjoinen", "wound general", "fi sv", licence=PROTECTED),
    Worker("Anders", "Storm", "nurse", "pohjoinen", "prescriptions general", "sv fi en", (HEAD,)),
    Worker("Marko", "Salmela", "psychiatric_nurse", "mieli", "mental", "fi en", (LEAD,)),
    Worker("Jenny", "Forsman", "psychiatric_nurse", "mieli", "mental", "sv fi"),
    Worker("Timo", "Heikkilä", "substance_use_nurse", "mieli", "substance mental", "fi ru"),
    Worker("Camilla", "Ros", "substance_use_nurse", "mieli", "substance", "sv fi en", days="0123"),
    Worker("Ilona", "Virta", "therapist", "mieli", "mental", "fi en", (HEAD,), licence=PROTECTED),
    Worker("Carola", "Nygård", "social_worker", "perhe ikaihmiset", "family income", "sv fi", (LEAD,)),
    Worker("Pia", "Lund", "social_worker", "perhe ikaihmiset", "family older", "sv fi en"),
    Worker("Sanna", "Ketola", "social_adviser", "perhe", "income family", "fi en so"),
    Worker("Mikael", "Sandberg", "social_worker", "ikaihmiset", "older family", "sv fi", (LEAD, HEAD)),
    Worker("Riitta", "Mäkelä", "social_adviser", "ikaihmiset", "older income", "fi"),
    Worker(
        "Karin",
        "Westman",
        "data_protection",
        "tietosuoja tietosuoja-sosiaali",
        "",
        "sv fi en",
        (OFFICER,),
        licence=NO_LICENCE,
    ),
)

# Who is away: username, from and to as working days before (−) or after today, and who steps in.
ABSENCES = (
    ("kaisa.mattila", -12, -10, "maria.nyman"),
    ("timo.heikkila", -7, -7, "camilla.ros"),
    ("ville.aalto", -5, -3, "eeva.holm"),
    ("jenny.forsman", -2, 1, "marko.salmela"),
    ("carola.nygard", -1, 4, "pia.lund"),
    ("johanna.strand", 3, 7, "petri.virtanen"),
    ("omar.hassan", 6, 10, "tuula.rinne"),
)


def build_staff(*, teams, skills, now):
    """Make the professionals with their memberships, and their shifts from three weeks ago to three ahead.

    :return: the professionals by username
    """
    since = now - YEARS_HERE
    users = User.objects.bulk_create(
        User(
            kind=User.Kind.PROFESSIONAL,
            username=worker.username,
            language="sv" if worker.languages.startswith("sv") else "fi",
            password="!",  # noqa: S106  no password fits
        )
        for worker in WORKERS
    )
    staff = Professional.objects.bulk_create(
        Professional(
            user=user,
            given_name=worker.given,
            family_name=worker.family,
            profession=worker.profession,
            licence=worker.licence,
            roles=list(worker.roles),
            languages=worker.languages.split(),
        )
        for worker, user in zip(WORKERS, users, strict=True)
    )
    Professional.skills.through.objects.bulk_create(
        Professional.skills.through(professional=professional, skill=skills[code])
        for worker, professional in zip(WORKERS, staff, strict=True)
        for code in worker.skills.split()
    )
    Membership.objects.bulk_create(
        Membership(team=teams[code], professional=professional, since=since)
        for worker, professional in zip(WORKERS, staff, strict=True)
        for code in worker.teams.split()
    )
    teams_of = {
        professional: [teams[code] for code in worker.teams.split()]
        for worker, professional in zip(WORKERS, staff, strict=True)
    }
    Duty.objects.bulk_create(usual_duties(staff, teams_of.get, since))
    by_name = {worker.username: professional for worker, professional in zip(WORKERS, staff, strict=True)}
    Shift.objects.bulk_create(
        Shift(
            professional=by_name[worker.username],
            starts_at=starts,
            ends_at=ends,
            leads=LEAD in worker.roles,
        )
        for worker in WORKERS
        for starts, ends in shifts_of(worker, now=now)
    )
    return by_name


def shifts_of(worker, *, now, back=timedelta(weeks=3)):
    """Return a professional's shifts as pairs of moments, in order.

    Every working day is eight hours. Two from the health teams take turns at the weekend. Whoever
    tries Koppi at an odd hour finds a few on duty.
    """
    first, last = day_of(now - back), day_of(now + WEEKS_AHEAD)
    shifts = []
    day = first
    while day <= last:
        if is_working_day(day) and str(day.weekday()) in worker.days:
            starts = datetime.combine(day, worker.starts, HELSINKI)
            shifts.append((starts, starts + timedelta(hours=8, minutes=15)))
        elif not is_working_day(day) and worker.username in _weekend(day):
            shifts.append(
                (datetime.combine(day, time(9), HELSINKI), datetime.combine(day, time(15), HELSINKI))
            )
        day += timedelta(days=1)
    on_duty = any(starts <= now < ends for starts, ends in shifts)
    if worker.username in NIGHT_DUTY and not on_duty:
        starts = max([ends for _, ends in shifts if ends <= now] + [now - DUTY])
        shifts.append((starts, min([starts for starts, _ in shifts if starts > now] + [now + DUTY])))
    return sorted(shifts)


NIGHT_DUTY = ("liisa.koski", "maria.nyman", "petri.virtanen", "pia.lund", "marko.salmela")
WEEKENDS = (
    ("liisa.koski", "maria.nyman"),
    ("tuula.rinne", "kaisa.mattila"),
    ("omar.hassan", "anders.storm"),
    ("joonas.lehto", "noora.saarinen"),
)


def _weekend(day):
    return WEEKENDS[day.isocalendar().week % len(WEEKENDS)]


def absences(*, now):
    """Return who is away, from when, to when and who steps in, by username and in order of time."""
    rows = [
        (name, _working_day(now, first, time(7)), _working_day(now, last, time(20)), substitute)
        for name, first, last, substitute in ABSENCES
    ]
    return sorted(rows, key=lambda row: row[1])


def _working_day(now, steps, hour):
    day = day_of(now)
    while not is_working_day(day):
        day -= timedelta(days=1)
    step = timedelta(days=1 if steps > 0 else -1)
    for _ in range(abs(steps)):
        day += step
        while not is_working_day(day):
            day += step
    return datetime.combine(day, hour, HELSINKI)
