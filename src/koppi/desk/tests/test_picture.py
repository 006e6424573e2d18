"""The client's picture: the whole in one register, the same few statements however long the history."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from koppi.access.models import Reading
from koppi.appointments.actions import book
from koppi.appointments.tests.factories import free, make_hours
from koppi.matters.actions import assess_matter, close_matter
from koppi.matters.tests.factories import DAY, NINE, make_client, make_matter
from koppi.people.models import Client, Duty
from koppi.plans.actions import write_paper
from koppi.segments.tests.factories import make_segment

from .test_boundary import open_side
from .test_in_need import break_in

pytestmark = pytest.mark.django_db


def url(matter):
    return reverse("desk:picture", args=[matter.reference])


def past(topic, client, by, count, *, subject="Flunssa", outcome="own_care"):
    """Let a client have had matters that have ended, one a day, the last of them yesterday."""
    for number in range(count):
        at = NINE - (count - number) * DAY
        one = make_matter(topic, client, at=at, subject=f"{subject} {number}")
        close_matter(matter_id=one.pk, outcome=outcome, by=by, at=at, without_assessment="not_a_care_need")


def write(matter, kind, content, by):
    write_paper(
        matter_id=matter.pk, kind=kind, content=content, with_client=True, seen=0, key=uuid4(), by=by, at=NINE
    )


def test_the_whole_is_read_from_the_top_to_the_bottom(desk, matter, aino, topic):
    assess_matter(matter_id=matter.pk, need="Nielutulehdus.", urgency=1, profession="nurse", by=aino, at=NINE)
    make_segment(matter, aino)
    write(matter, "summary", {"text": "Asuu kotona siskon kanssa."}, aino)
    write(matter, "plan", {"goals": "Kuoroon torstaisin"}, aino)
    past(topic, matter.client, aino, 1)

    page = desk.get(url(matter)).content.decode()

    place = page.index("Maria Lindqvist</h1>")
    for words in (
        "Lasting care",
        "Molempien mielestä apua tarvitaan joka viikko.",
        "Asuu kotona siskon kanssa.",
        "Kurkkukipu",
        "Nielutulehdus.",
        "Kuoroon torstaisin",
        "Flunssa 0",
    ):
        place = page.index(words, place)


def test_the_next_appointment_stands_under_now(desk, matter, aino, nurses):
    make_hours(aino.professional, nurses)
    book(matter_id=matter.pk, slot_id=free(nurses.register)[0].pk, by=aino, at=NINE)

    assert "Appointments to come" in desk.get(url(matter)).content.decode()


def test_it_takes_as_many_statements_after_thirty_matters_as_after_three(desk, matter, topic, aino):
    counts = []
    for more in (3, 27):
        past(topic, matter.client, aino, more)
        desk.get(url(matter))
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(url(matter))
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 40, counts
    assert page.content.decode().count("Flunssa") == 10


def test_earlier_matters_are_reached_page_by_page(desk, matter, topic, aino):
    past(topic, matter.client, aino, 23)
    seen, next_page = [], url(matter)

    while next_page:
        answer = desk.get(next_page)
        shown = answer.context["shown"]
        seen += [line.subject for line in shown.before]
        next_page = answer.context["older_url"].partition("#")[0]

    assert seen == [f"Flunssa {number}" for number in reversed(range(23))]


def test_a_page_before_nothing_is_not_there(desk, matter):
    assert desk.get(url(matter) + "?before=nothing").status_code == 404


def test_what_was_somebody_elses_or_joined_is_no_history(desk, matter, topic, aino):
    past(topic, matter.client, aino, 1, subject="Väärä")
    one = matter.client.matters.exclude(pk=matter.pk).get()
    type(one).objects.filter(pk=one.pk).update(outcome="wrong_client")

    assert "Väärä" not in desk.get(url(matter)).content.decode()


def test_another_row_of_the_same_human_is_the_same_picture(desk, matter, topic, aino):
    twin = make_client()
    Client.objects.filter(pk=twin.pk).update(person_id=matter.client.person_id)
    twin.refresh_from_db()
    past(topic, twin, aino, 1)

    assert "Flunssa 0" in desk.get(url(matter)).content.decode()


def test_nothing_of_the_other_register_is_there(desk, sit_down, matter, topic, sari, aino):
    other = make_matter(topic, matter.client, register="social", subject="Toimeentulo")
    make_segment(other, sari)
    write(other, "summary", {"text": "Velkaa."}, sari)

    page = desk.get(url(matter)).content.decode()

    assert "Toimeentulo" not in page and "Velkaa." not in page and "Lasting care" not in page
    assert "Velkaa." in sit_down(sari).get(url(other)).content.decode()
    assert sit_down(sari).get(url(matter)).status_code == 404


def test_a_narrow_task_reads_how_we_work_and_nothing_that_was_assessed(desk, matter, aino, eero):
    assess_matter(matter_id=matter.pk, need="Nielutulehdus.", urgency=1, profession="nurse", by=eero, at=NINE)
    make_segment(matter, eero)
    write(matter, "summary", {"text": "Asuu kotona."}, eero)
    Duty.objects.filter(professional=aino.professional).update(task="support")

    page = desk.get(url(matter)).content.decode()

    assert "Lasting care" in page and matter.subject in page
    for hidden in ("Nielutulehdus.", "Molempien mielestä", "Asuu kotona.", "<ellipse"):
        assert hidden not in page


def test_a_task_that_opens_no_matters_opens_no_picture(desk, matter, aino):
    Duty.objects.filter(professional=aino.professional).update(task="admin")

    assert desk.get(url(matter)).status_code == 404


def test_a_crossing_opens_the_matter_and_never_the_whole(desk, matter, topic, sari):
    other = make_matter(topic, matter.client, register="social", subject="Toimeentulo")
    open_side(desk, matter)

    page = desk.get(f"/desk/m/{other.reference}/")

    assert page.status_code == 200 and url(other) not in page.content.decode()
    assert desk.get(url(other)).status_code == 404
    assert "Toimeentulo" not in desk.get(url(matter)).content.decode()


def test_what_is_opened_in_need_is_shown_to_be_read(sit_down, olli, told, head):
    doctor = sit_down(olli)
    assert doctor.get(url(told)).status_code == 404
    break_in(doctor, told.reference)

    page = doctor.get(url(told)).content.decode()

    assert "You opened this in need." in page and told.subject in page
    assert reverse("desk:segment", args=[told.reference]) not in page


def test_each_look_leaves_one_line(desk, matter):
    desk.get(url(matter))

    line = Reading.objects.get()
    assert (line.what, line.why, line.register) == ("picture", "own_team", "patient")


def test_the_matter_leads_to_it(desk, matter):
    assert url(matter) in desk.get(reverse("desk:matter", args=[matter.reference])).content.decode()
