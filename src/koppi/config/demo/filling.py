"""Fill the demo county with as many matters as one likes: casts of the stories that the real actions told.

    koppi demo --matters 1000000

All of it is one transaction: either every row is there and every promise was asked after, or nothing is.
"""

import random
from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from koppi.config.promises import broken
from koppi.deadlines.calendars import day_of
from koppi.identity.models import User
from koppi.ledger.actions import make_months, record
from koppi.ledger.models import Event
from koppi.matters.models import Matter
from koppi.people.models import ClientIdentity

from .bulk import copy_in, lightened, set_sequences, tidy
from .crowd import LANGUAGES, Clients, copies_of_teams
from .moulds import STORY, columns_of, moulds

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCES = len(LETTERS) ** 6
# Odd, so that every reference comes up once before any comes twice, in no order that one could guess along.
REFERENCE_STEP = 678_152_731
OPEN_SHARE = 0.02
WEEKS = 100
CHUNK = 5_000
MATTERS_FOR_A_CLIENT = 4
MOST_CLIENTS = 600_000
MATTERS_FOR_A_COPY = 10_000
MOST_COPIES = 80
FIRST_LANGUAGES = {
    language: [n for n, one in enumerate(LANGUAGES) if one == language] for language in set(LANGUAGES)
}
MODELS = (*Clients.models, *STORY)
TABLES = tuple(model._meta.db_table for model in MODELS)


class NotADemoCounty(Exception):
    """Only the finished demo county is filled."""


class PromisesBroken(Exception):
    """The rows that were filled in do not keep every promise, so none of them stays."""


def fill(*, matters, now, seed=1, copies=None, brief=False, progress=None):
    """Add matters to the demo county, with their clients, clocks, catches, letters and events.

    Most are closed, over two years; the others are as the stories of the demo county stand now. The same
    seed and the same county give the same rows, but for ciphertexts. May be done again, to add more.

    :param copies: how many copies of the teams share the matters; by itself one for ten thousand matters
    :param brief: cast only the shortest fifth of the stories, which takes less room on the disk
    :param progress: called with how many rows are done, how many matters, and what is being done
    :return: how many rows were written
    :raises NotADemoCounty: this is another county, or one that is not finished
    :raises PromisesBroken: a promise does not hold; nothing stays
    :raises django.db.OperationalError: somebody is using the tables
    """
    tell = progress or (lambda rows, done, label: None)
    if not Event.objects.filter(kind="demo.ready").exists():
        raise NotADemoCounty
    with transaction.atomic():
        copies = copies or min(MOST_COPIES, 1 + matters // MATTERS_FOR_A_COPY)
        filling = _Filling(matters, now, seed, copies, brief)
        with lightened(TABLES):
            filling.write(tell)
            tell(filling.rows, matters, "keys")
        set_sequences(TABLES)
        record("demo.filled", by=User.objects.system(), at=now, **filling.filled)
        tell(filling.rows, matters, "promises")
        if found := broken():
            raise PromisesBroken(", ".join(name for name, _ in found))
    return filling.rows


def tidy_up():
    """Let what was filled in be read as fast as what has been there for long; not in a transaction."""
    tidy(TABLES)


class _Filling:
    """One filling: what it casts from, and where it goes on from those before it."""

    def __init__(self, matters, now, seed, copies, brief):
        before = list(Event.objects.filter(kind="demo.filled").order_by("pk").values_list("data", flat=True))
        self.matters = matters
        self.drawn = sum(one["references"] for one in before)
        self.drawn_before = self.drawn
        self.rng = random.Random(f"{seed}/filling/{self.drawn}")  # noqa: S311  chance, not a secret
        ready = Event.objects.filter(kind="demo.ready").latest("at").at
        self.age = now - ready
        filled = [one["ranges"][Matter._meta.db_table] for one in before]
        cast = moulds(filled=filled, today=day_of(now))
        self.open = [mould for mould in cast if mould.is_open]
        self.closed = [mould for mould in cast if not mould.is_open]
        if brief:
            self.closed = sorted(self.closed, key=lambda mould: mould.size)[: len(self.closed) // 5]
        self.copies = list(copies_of_teams(copies))
        self.how_many = max(len(LANGUAGES), min(MOST_CLIENTS, matters // MATTERS_FOR_A_CLIENT))
        self.next_id = {model: (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in MODELS}
        self.references = self._others(Matter, "reference", before)
        codes = self._others(ClientIdentity, "keyed_hash", before)
        start = max((one["clients"] for one in before), default=0)
        self.clients = Clients(self.rng, taken=codes, start=start, today=day_of(now))
        self.known = []
        self.rows = 0
        self.filled = {"matters": matters, "seed": seed, "clients": 0, "references": 0, "ranges": {}}
        self._make_months(now)

    def _others(self, model, name, before):
        """Return what a column holds in rows that no filling made: fillings do not meet each other."""
        rows = model.objects.order_by()
        for one in before:
            first, last = one["ranges"][model._meta.db_table]
            rows = rows.exclude(pk__range=(first, last))
        return set(rows.values_list(name, flat=True))

    def _make_months(self, now):
        first = min(min(mould.times) for mould in self.closed) + self.age - timedelta(weeks=WEEKS)
        make_months("ledger_event", first=first, last=now)

    def write(self, tell):
        """Write everything, a chunk of clients or matters at a time."""
        first_ids = dict(self.next_id)
        while len(self.known) < self.how_many:
            self._copy(self._cast_clients(min(CHUNK, self.how_many - len(self.known))))
            tell(self.rows, 0, "clients")
        for done in range(0, self.matters, CHUNK):
            last = min(done + CHUNK, self.matters)
            self._copy(self._cast(range(done, last)))
            tell(self.rows, last, "matters")
        self.filled["clients"] = self.clients.number
        self.filled["references"] = self.drawn - self.drawn_before
        self.filled["ranges"] = {
            model._meta.db_table: [first_ids[model], self.next_id[model] - 1] for model in MODELS
        }

    def _copy(self, lines):
        for model in MODELS:
            if lines[model]:
                self.rows += copy_in(model._meta.db_table, columns_of(model), lines[model])

    def _take(self, model):
        taken = self.next_id[model]
        self.next_id[model] = taken + 1
        return taken

    def _cast_clients(self, how_many):
        lines = defaultdict(list)
        for _ in range(how_many):
            written, client = self.clients.next([self._take(model) for model in Clients.models])
            self.known.append(client)
            for model, line in written.items():
                lines[model].append(line)
        return lines

    def _cast(self, numbers):
        lines = defaultdict(list)
        rng, copies = self.rng, self.copies
        for number in numbers:
            is_open = rng.random() < OPEN_SHARE
            mould = rng.choice(self.open if is_open else self.closed)
            if is_open:
                back = self.age - timedelta(seconds=rng.randrange(3600))
            else:
                # Time goes on with the numbers, so that what is close in time is close on the disk.
                weeks = WEEKS - 1 - WEEKS * number // self.matters
                back = self.age - timedelta(weeks=weeks, seconds=rng.randrange(3600))
            user, client, given, family = self._client(mould.language)
            reference = self._reference()
            facts = {**rng.choice(copies), "user": user, "client": client, "reference": reference}
            facts["search"] = (
                f"'{given.lower()}':1A '{family.lower()}':2A '{reference.lower()}':3A {mould.search}"
            )
            for place, model in mould.ids:
                facts[place] = self._take(model)
            for n, moment in enumerate(mould.times):
                facts[f"at{n}"] = moment + back
            for n in range(mould.keys):
                facts[f"key{n}"] = f"{rng.getrandbits(128):032x}"
            for model, line in mould.lines:
                lines[model].append(line % facts)
        return lines

    def _client(self, language):
        turn = self.rng.randrange(max(1, len(self.known) // len(LANGUAGES)))
        offsets = FIRST_LANGUAGES.get(language, FIRST_LANGUAGES["en"])
        return self.known[turn * len(LANGUAGES) + self.rng.choice(offsets)]

    def _reference(self):
        while True:
            number = self.drawn * REFERENCE_STEP % REFERENCES
            self.drawn += 1
            letters = ""
            for _ in range(6):
                number, rest = divmod(number, len(LETTERS))
                letters = LETTERS[rest] + letters
            if letters not in self.references:
                return letters
