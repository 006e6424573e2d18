"""The summary and the plan at the desk: shown, written on top of each other, kept while they are typed."""

import pytest
from django.urls import reverse

from koppi.plans.models import Unfinished, Version

pytestmark = pytest.mark.django_db

TEXT = "Asuu kotona. <b>Laulaa</b> kuorossa."


def url(matter, name="paper", kind="summary"):
    return reverse(f"desk:{name}", args=[matter.reference, kind])


def test_a_summary_is_written_and_stands(desk, matter):
    assert "Nothing is written yet." in desk.get(url(matter)).content.decode()

    answer = desk.post(url(matter, "paper_write"), {"text": TEXT, "seen": "0", "with_client": "on"})

    assert (answer.status_code, answer["location"]) == (303, url(matter))
    shown = desk.get(url(matter)).content.decode()
    assert "Version 1, Aino Koski" in shown and "written with the client" in shown
    assert "&lt;b&gt;Laulaa&lt;/b&gt;" in shown


def test_whoever_saves_second_is_shown_what_changed_and_keeps_what_they_wrote(sit_down, matter, aino, eero):
    first, second = sit_down(aino), sit_down(eero)
    first.post(url(matter, "paper_write"), {"text": "Asuu kotona.", "seen": "0"})
    first.post(url(matter, "paper_write"), {"text": "Asuu palvelutalossa.", "seen": "1"})

    late = second.post(url(matter, "paper_write"), {"text": "Asuu kotona yksin.", "seen": "1"})

    page = late.content.decode()
    assert late.status_code == 409
    assert "What a colleague changed meanwhile" in page and "palvelutalossa" in page
    assert "Asuu kotona yksin." in page and 'name="seen" value="2"' in page
    assert "Asuu kotona yksin." in second.get(url(matter, "paper_write")).content.decode()
    saved = second.post(url(matter, "paper_write"), {"text": "Asuu kotona yksin.", "seen": "2"})
    assert saved.status_code == 303
    assert Version.objects.count() == 3


def test_a_plan_is_kept_field_by_field_while_it_is_typed(desk, matter):
    keep = url(matter, "paper_draft", "plan")

    assert desk.post(keep, {"goals": "Kuoroon", "version": "0"}).json()["version"] == 0
    desk.post(keep, {"deeds": "Maria kävelee", "version": "0"})

    shown = desk.get(url(matter, "paper_write", "plan")).content.decode()
    assert "Kuoroon" in shown and "Maria kävelee" in shown
    assert desk.post(keep, {"goals": "a" * 4001, "version": "0"}).status_code == 422
    assert Unfinished.objects.get().content == {"goals": "Kuoroon", "deeds": "Maria kävelee"}


def test_what_was_begun_on_an_older_version_says_so_when_it_is_opened_again(sit_down, desk, matter, eero):
    desk.post(url(matter, "paper_draft"), {"text": "Laulaa.", "version": "0"})
    sit_down(eero).post(url(matter, "paper_write"), {"text": "Asuu kotona.", "seen": "0"})

    shown = desk.get(url(matter, "paper_write")).content.decode()

    assert "What a colleague changed meanwhile" in shown and "Laulaa." in shown


def test_the_other_register_finds_nothing(sit_down, matter, sari):
    assert sit_down(sari).get(url(matter)).status_code == 404


def test_a_paper_of_no_kind_is_not_there(desk, matter):
    assert desk.get(url(matter, kind="will")).status_code == 404


def test_the_matter_leads_to_both(desk, matter):
    page = desk.get(reverse("desk:matter", args=[matter.reference])).content.decode()

    assert url(matter) in page and url(matter, kind="plan") in page


def test_its_page_takes_as_many_statements_with_twelve_versions_as_with_two(
    desk, matter, django_assert_max_num_queries
):
    for number in range(12):
        desk.post(url(matter, "paper_write"), {"text": f"Versio {number}", "seen": str(number)})

    with django_assert_max_num_queries(24):
        desk.get(url(matter))
