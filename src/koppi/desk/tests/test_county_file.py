"""A whole county's settings as a file: written, compared, changed by hand, taken in whole or not at all."""

import tomllib

import pytest
import tomli_w
from django.db import transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from koppi.callbacks.models import CallbackHours
from koppi.callbacks.queries import calling_of_teams
from koppi.chat.models import Route
from koppi.chat.tests.factories import make_place, make_route
from koppi.config import county
from koppi.desk import county_file
from koppi.handbook.errors import NotWhole, NotWriter, PlannedOtherwise
from koppi.handbook.kinds import kind_of
from koppi.handbook.models import Change, Owner
from koppi.handbook.tests.factories import change, give_role
from koppi.identity.models import User
from koppi.intake.models import Statement
from koppi.intake.tests.factories import install_topics
from koppi.matters.models import Topic
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import DAY, HOUR, LONG_AGO, NINE
from koppi.people.errors import NotManager
from koppi.people.models import OpeningHours
from koppi.people.queries import weeks_of
from koppi.people.tests.factories import open_every_weekday

SKILLS = ("general", "child", "mental", "physio", "oral", "prescriptions", "wound")
SKILLS += ("family", "income", "older", "substance")


@pytest.fixture(autouse=True)
def teams(db):
    """The topics, statements and teams of the first county, its hours, and a team that calls back."""
    for code in SKILLS:
        make.make_skill(code)
    teams = install_topics(at=LONG_AGO)
    open_every_weekday()
    CallbackHours.objects.bulk_create(
        CallbackHours(team=teams["etela"], weekday=day, opens=8, closes=16, calls_per_hour=4)
        for day in (0, 2)
    )
    return teams


@pytest.fixture(autouse=True)
def chats(teams):
    """Two ways into the chat, one with everything of its own."""
    make_place("905")
    make_place("499")
    own = {
        "team": teams["mieli"],
        "municipalities": ["905", "499"],
        "opens": 9,
        "closes": 14,
        "last_entry": 20,
    }
    make_route("health", ["skin", "wound"])
    make_route("mind", ["mental"], **own, most_at_once=2, most_waiting=8, grace=10, position=1)


@pytest.fixture
def koppi(db):
    return make.koppi()


@pytest.fixture
def mirja(db):
    """A manager."""
    return make.make_professional("Mirja Aalto", make.make_team(), roles=["manager"], at=LONG_AGO).user


def changed(edit):
    """Return the file of the county as somebody has edited it."""
    said = tomllib.loads(county_file.written(NINE))
    edit(said)
    return tomli_w.dumps(said).encode()


def take(data, by, *, at_once=False, at=NINE):
    return county_file.take_in(file=county_file.read(data), why="a file", at_once=at_once, by=by, at=at)


def rename(said):
    said["topic"]["skin"]["name"]["sv"] = "Hud och utslag"


def now(kind, code, at=NINE):
    return kind_of(kind).content_of(kind_of(kind).at(code, at))


def state():
    """Everything that taking a file in could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Topic, Statement, Route, Change, Owner, OpeningHours, CallbackHours)
    ]


def test_what_is_written_says_what_is_in_force_and_changes_nothing():
    text = county_file.written(NINE)

    file = county_file.read(text.encode())

    assert not county_file.changes_of(file, NINE)
    assert set(file.content["topic"]) == {row.code for row in Topic.objects.in_force(NINE)}
    assert file.opening["office"]["mon"] and file.calling["etela"]["hours"] == ["mon 08-16 4", "wed 08-16 4"]
    assert text == county_file.written(NINE + HOUR)


def test_chats_are_in_the_file_with_all_that_they_say():
    text = county_file.written(NINE)
    said = tomllib.loads(text)["chat"]

    assert list(said) == ["health", "mind"]
    assert said["mind"] == {
        "name": dict.fromkeys(("fi", "sv", "en"), "mind"),
        "invite": dict.fromkeys(("fi", "sv", "en"), "mind"),
        "register": "patient",
        "topics": ["mental"],
        "team": "mieli",
        "municipalities": ["499", "905"],
        "opens": 9,
        "closes": 14,
        "last_entry": 20,
        "most_at_once": 2,
        "most_waiting": 8,
        "grace": 10,
        "position": 1,
        "owner": said["health"]["owner"],
    }


def test_a_county_without_chats_takes_them_in_from_the_file_and_says_the_same(koppi):
    text = county_file.written(NINE)
    Route.objects.all().delete()
    assert "[chat." not in county_file.written(NINE)

    assert [one.code for one in take(text.encode(), koppi, at_once=True).items] == ["health", "mind"]

    assert county_file.written(NINE) == text
    assert not county_file.changes_of(county_file.read(text.encode()), NINE)


def test_a_changed_chat_waits_for_its_owner(mirja):
    def edit(said):
        said["chat"]["mind"] |= {"closes": 16, "topics": ["substance", "mental"]}

    assert [one.code for one in take(changed(edit), mirja).items] == ["mind"]

    assert now("chat", "mind", NINE + DAY)["closes"] == 14
    [waiting] = Change.objects.pending()
    assert (waiting.kind, waiting.content["topics"]) == ("chat", ["mental", "substance"])


@pytest.mark.parametrize("at_once", [True, False])
def test_a_new_topic_and_the_chat_about_it_come_together(koppi, at_once):
    def edit(said):
        said["topic"]["travel"] = {**said["topic"]["skin"]}
        said["chat"]["travel"] = {**said["chat"]["health"], "topics": ["travel"]}

    take(changed(edit), koppi, at_once=at_once)

    assert Change.objects.pending().count() == (0 if at_once else 2)
    assert Route.objects.in_force(NINE).filter(code="travel").exists() is at_once


@pytest.mark.parametrize(
    ("code", "values", "said"),
    [
        (
            "mind",
            {"invite": {"fi": "Tule", "sv": "", "en": "Come"}},
            "chat mind: The Swedish text is missing",
        ),
        ("mind", {"opens": 14}, "chat mind: It would close before it opens"),
        ("mind", {"opens": 9.5}, "chat mind: This cannot be read: Opens"),
        ("mind", {"topics": ["family"]}, "chat mind: These topics are not of health care"),
        ("mind", {"topics": ["nothing"]}, "chat mind: This is not there any more: Topics, “nothing”"),
        ("mind", {"team": "perhe"}, "chat mind: This team is not of health care"),
        ("mind", {"register": "social"}, "chat mind: A chat stays with its service"),
    ],
)
@pytest.mark.parametrize("at_once", [True, False])
def test_a_chat_that_cannot_be_is_named_and_nothing_is_taken_in(koppi, at_once, code, values, said):
    before = state()

    def edit(file):
        rename(file)
        file["chat"][code] |= values

    with translation.override("en"), pytest.raises(NotWhole, match="(?i)" + said), transaction.atomic():
        take(changed(edit), koppi, at_once=at_once)

    assert state() == before


def test_a_changed_text_waits_for_its_owner_and_is_proposed_once(mirja):
    before = now("topic", "skin")

    assert [one.code for one in take(changed(rename), mirja).items] == ["skin"]
    assert not take(changed(rename), mirja, at=NINE + HOUR)

    assert now("topic", "skin", NINE + DAY) == before
    [waiting] = Change.objects.pending()
    assert waiting.content["name"]["sv"] == "Hud och utslag" and waiting.proposed_by == mirja


def test_an_operator_puts_a_file_in_force_at_once_and_the_version_before_stays(koppi):
    take(changed(rename), koppi, at_once=True)

    assert now("topic", "skin")["name"]["sv"] == "Hud och utslag"
    old, new = Topic.objects.filter(code="skin").order_by("version")
    assert (old.valid_to, new.valid_from, new.valid_to) == (NINE, NINE, None)
    assert old.name_sv != new.name_sv and not Change.objects.pending()


def test_nobody_else_puts_a_whole_file_in_force(mirja, teams):
    nurse = make.make_professional("Nina Nurse", teams["etela"], at=LONG_AGO).user

    with pytest.raises(PermissionError):
        take(changed(rename), mirja, at_once=True)
    with pytest.raises(NotWriter):
        take(changed(rename), nurse)
    assert not Change.objects.exists()


@pytest.mark.parametrize("at_once", [True, False])
def test_items_that_lean_on_each_other_come_together(koppi, at_once):
    def edit(said):
        said["owner"]["head-of-night"] = {"fi": "Yöpäällikkö", "sv": "Nattchef", "en": "Head of night"}
        said["statement"]["new-sign"] = {**said["statement"]["breathing"], "owner": "head-of-night"}
        said["topic"]["skin"]["statements"] = ["new-sign"]

    take(changed(edit), koppi, at_once=at_once)

    assert Change.objects.pending().count() == (0 if at_once else 2)
    assert now("topic", "skin")["statements"] == (
        ["new-sign"] if at_once else ["allergy", "breathing", "wound-spreads"]
    )
    assert Owner.objects.get(code="head-of-night").name_sv == "Nattchef"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_text_without_swedish_is_named_and_nothing_at_all_is_taken_in(koppi, at_once):
    def edit(said):
        rename(said)
        said["topic"]["wound"]["name"]["sv"] = " "
        said["opening"]["phone"] = {"sat": ["10:00-12:00"]}
        said["calling"]["etela"]["hours"] = ["mon 08-12 1"]

    before = state()

    with (
        translation.override("en"),
        pytest.raises(NotWhole, match=r"wound.*Swedish"),
        transaction.atomic(),
    ):
        take(changed(edit), koppi, at_once=at_once)

    assert state() == before


def test_a_topic_that_leans_on_what_is_not_there_is_refused(koppi):
    def edit(said):
        said["topic"]["skin"]["patient_team"] = "nowhere"

    with pytest.raises(NotWhole, match="nowhere"):
        take(changed(edit), koppi)


def test_an_item_whose_change_is_planned_is_not_overrun(koppi, mirja):
    give_role("head-of-the-health-stations", mirja)
    change(
        "topic",
        "skin",
        by=mirja,
        owner=mirja,
        wanted_at=NINE + DAY,
        hint=dict.fromkeys(("fi", "sv", "en"), "x"),
    )

    with pytest.raises(PlannedOtherwise):
        take(changed(rename), koppi, at_once=True, at=NINE + HOUR)


def test_hours_come_along_from_tomorrow(mirja):
    def edit(said):
        said["opening"]["phone"] = {"mon": ["08:00-11:00", "12:00-15:30"]}
        said["calling"]["etela"] = {"tries": 3, "minutes_apart": 45, "hours": ["tue 09-12 2"]}

    take(changed(edit), mirja)

    assert [str(time) for time in weeks_of("phone")[0].days[0][1]] == ["12:00:00", "15:30:00"]
    assert weeks_of("phone")[0].days[1] == ()
    [(team, [span], rules)] = calling_of_teams()
    assert (team.code, span.weekday, span.opens, span.calls_per_hour) == ("etela", 1, 9, 2)
    assert (rules.attempts, rules.minutes_apart) == (3, 45)


@pytest.mark.parametrize(
    ("part", "said", "code"),
    [
        ("calling", {"nowhere": {"tries": 2, "minutes_apart": 30, "hours": []}}, "bad_team"),
        ("calling", {"etela": {"tries": 2, "minutes_apart": 1, "hours": []}}, "bad_team"),
        ("calling", {"etela": {"tries": 2, "hours": []}}, "bad_hours"),
        ("calling", {"etela": {"tries": 2, "minutes_apart": 30, "hours": ["mån 8-9 1"]}}, "bad_hours"),
        ("opening", {"phone": {"mon": ["16:00-08:00"]}}, "bad_hours"),
        ("opening", {"phone": {"mon": "8-16"}}, "bad_hours"),
        ("opening", {"window": {}}, "bad_hours"),
        ("owner", {"somebody": {"fi": "Joku"}}, "unknown_part"),
        ("segment", {}, "unknown_part"),
        ("topic", [], "unknown_part"),
        ("format", 2, "other_version"),
        ("end", {}, "cut_short"),
    ],
)  # fmt: skip
def test_a_part_that_breaks_its_form_is_refused_in_words(koppi, part, said, code):
    before = state()

    with pytest.raises(county_file.BadFile) as refused, transaction.atomic():
        take(changed(lambda file: file.update({part: said})), koppi)

    assert refused.value.code == code
    assert str(county.BAD_COUNTY_FILE[code]) % refused.value.facts
    assert state() == before


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "not_settings"), (b"\xff\xfe\x00", "not_text"), (b"name;profession\nAino;nurse\n", "not_readable"),
     (b"[topic]\n", "not_settings")],
)  # fmt: skip
def test_another_file_is_told_apart(data, code):
    with pytest.raises(county_file.BadFile) as refused:
        county_file.read(data)

    assert refused.value.code == code


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_cut_anywhere_is_refused(whole_file, data):
    cut = data.draw(st.integers(0, len(whole_file) - len(b"[end]\nwhole = true\n")))

    with pytest.raises(county_file.BadFile):
        county_file.read(whole_file[:cut])


@pytest.fixture(scope="module")
def whole_file():
    """A file of some parts; reading one asks the database for nothing."""
    said = {
        "format": county_file.FORMAT,
        "owner": {"chief": {"fi": "Johtaja", "sv": "Chef", "en": "Chief"}},
        "topic": {"skin": {"name": {"fi": "Iho\nja ihottuma", "sv": "Hud", "en": "Skin"}, "position": 1}},
        "end": {"whole": True},
    }
    return (county_file.INTRODUCTION + tomli_w.dumps(said, multiline_strings=True)).encode()


def test_the_command_writes_tells_and_takes_in(tmp_path, capsys, koppi):
    path = tmp_path / "county.toml"
    assert county.export(path) == 0
    assert county.take(path, at_once=False, sure=True) == 0
    assert "in force already" in capsys.readouterr().out

    text = path.read_text().replace('sv = "Huden"', 'sv = "Hud och utslag"')
    path.write_text(text)
    assert county.take(path, at_once=True, sure=True) == 0

    told = capsys.readouterr().out
    assert "- name, sv: Huden" in told and "+ name, sv: Hud och utslag" in told and "Taken in." in told
    path.write_text(text[: len(text) // 2])
    assert county.take(path, at_once=True, sure=True) == 1
    assert county.take(tmp_path / "none.toml", at_once=True, sure=True) == 1
    assert User.objects.system().pk == koppi.pk


def test_somebody_who_manages_nothing_changes_no_hours(teams):
    nurse = make.make_professional("Nina Nurse", teams["etela"], roles=["team_lead"], at=LONG_AGO).user

    with pytest.raises(NotManager):
        take(changed(lambda said: said["opening"].update(phone={"mon": ["08:00-11:00"]})), nurse)
