from koppi.access.models import Reading
from koppi.matters.actions import catch_matter

from .conftest import TEN_PAST


def test_the_worklist_shows_what_waits_for_the_team(desk, matter):
    page = desk.get("/desk/?scope=team")

    assert page.status_code == 200
    assert "Kurkkukipu" in page.content.decode()
    assert f"/desk/m/{matter.reference}/?scope=team" in page.content.decode()


def test_whoever_sees_a_row_leaves_a_line(desk, matter, aino):
    desk.get("/desk/?scope=team")

    line = Reading.objects.get(reader_id=aino.pk)
    assert (line.what, line.client_ids, line.register) == ("worklist", [matter.client_id], "patient")


def test_a_matter_opens_beside_the_list(desk, matter):
    page = desk.get(f"/desk/m/{matter.reference}/?scope=team").content.decode()

    assert 'id="list"' in page
    assert 'id="matter"' in page


def test_a_caught_row_says_who_took_it(desk, matter, eero):
    before = desk.get("/desk/?scope=team").context["list"].rows[0]
    catch_matter(matter_id=matter.pk, by=eero, at=TEN_PAST)

    told = desk.post("/desk/rows/?scope=team", {"row": [before.token]}).content.decode()

    assert f'id="row-{matter.reference}" hx-swap-oob="true"' in told
    assert "Eero took it" in told
