"""A manager changes where a topic leads: looked at, approved, in force at its minute, and rolled back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from koppi.handbook.tests.factories import give_role
from koppi.intake.actions import submit_contact
from koppi.intake.tests.factories import make_draft
from koppi.matters.models import Matter
from tests.county import TEN_PAST
from tests.journeys.seeing import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BACK = "/desk/handbook/topic/back-limbs/"
LONG_AGO = TEN_PAST - timedelta(days=90)
# Ten o'clock in Helsinki, when the change takes force.
TEN = TEN_PAST + timedelta(minutes=50)
MINUTE = timedelta(minutes=1)
PRESS = "main form .button.primary"


@pytest.fixture
def clock():
    """The server's time, which the test moves on."""
    with time_machine.travel(TEN_PAST) as moved:
        yield moved


def write(by):
    """Let a resident send a contact about their back through the form; return its matter."""
    draft = make_draft(by, at=timezone.now())
    contact = submit_contact(draft_uuid=draft.uuid, by=by, at=timezone.now())
    return Matter.objects.select_related("team", "topic").get(matter_contacts__contact=contact)


def came(matter):
    """Return to which team a matter came, and by which version of its topic."""
    matter = Matter.objects.select_related("team", "topic").get(pk=matter.pk)
    return matter.team.code, matter.topic.version


@pytest.mark.parametrize(("hers", "his"), [("fi", "sv"), ("sv", "fi")])
def test_a_rule_is_changed_approved_in_force_at_its_minute_and_rolled_back(clock, people, sign_in, hers, his):
    give_role("head-of-the-health-stations", people.olli, at=LONG_AGO)
    early = write(people.maria)

    # The manager writes the change, and sees how last week would have gone.
    manager = sign_in(people.mirja, hers)
    manager.goto(manager.home + "/desk/handbook/")
    look(manager, hers)
    manager.locator("main a[href$='/handbook/topic/']").click()
    manager.locator(f"main a[href='{BACK}']").click()
    look(manager, hers)
    manager.locator(f"a[href='{BACK}change/']").click()
    manager.fill("[name=name_fi]", "Selkä ja nivelet")
    manager.select_option("[name=patient_team]", "pohjoinen")
    manager.fill("[name=why]", "Pohjoisessa on nyt fysioterapeutti.")
    manager.check("[name=when][value=minute]")
    manager.fill("[name=day]", "3.3.2025")
    manager.fill("[name=clock]", "10.00")
    look(manager, hers)
    manager.click(PRESS)
    look(manager, hers)
    expect(manager.locator("ins").first).to_contain_text(" ja")
    expect(manager.locator("#sorting ~ .scroll td.num")).to_have_text("1")
    manager.click(PRESS)
    expect(manager.locator("h1")).to_contain_text("Selkä" if hers == "fi" else "Ryggen")
    look(manager, hers)

    # The owner hears of it, looks at the same, and approves.
    owner = sign_in(people.olli, his)
    owner.goto(owner.home + "/desk/notices/")
    owner.locator("main a[href*='/handbook/changes/']").click()
    change = owner.url
    look(owner, his)
    owner.click(PRESS)
    look(owner, his)

    # Nothing runs at ten: a minute before the old rule holds, a minute after the new one.
    clock.move_to(TEN - MINUTE)
    before = write(people.otto)
    clock.move_to(TEN + MINUTE)
    after = write(people.otto)
    assert [came(one) for one in (early, before, after)] == [("etela", 1), ("etela", 1), ("pohjoinen", 2)]

    # The owner takes it back in one press; what came by it keeps it.
    owner = sign_in(people.olli, his)
    owner.goto(change)
    owner.locator(f"a[href='{BACK}back/1/']").click()
    expect(owner.locator("dialog [name=why]")).not_to_have_value("")
    look(owner, his)
    owner.locator("dialog .button.primary").click()
    expect(owner.locator("h1")).to_contain_text("Ryggen" if his == "sv" else "Selkä")
    look(owner, his)

    clock.move_to(TEN + 2 * MINUTE)
    undone = write(people.maria)
    assert [came(one) for one in (early, before, after, undone)] == [
        ("etela", 1),
        ("etela", 1),
        ("pohjoinen", 2),
        ("etela", 3),
    ]
    owner.goto(owner.home + BACK)
    owner.locator("main details summary").first.click()
    look(owner, his)
