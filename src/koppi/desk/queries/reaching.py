"""How to reach the client of a matter, for the one page that writes down that it was read."""

from dataclasses import dataclass

from koppi.intake.queries import Line, contacts_of_matter, phone_said, reach_answers_in_full, reach_lines
from koppi.people.queries import Reach, reach_in_full


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What the client's own row tells, and what the client last asked for in this matter."""

    name: str
    reach: Reach
    phone: str
    asked: list[Line]


def contact_details(matter):
    """Return how to reach the client of a matter, hidden elsewhere or not; the reading has been written."""
    reach = reach_in_full(matter.client)
    answers = [reach_answers_in_full(contact) for contact in contacts_of_matter(matter)]
    return ContactDetails(
        name=matter.client.name,
        reach=reach,
        phone=phone_said(reach.phone) if reach.phone else "",
        asked=reach_lines(next((said for said in reversed(answers) if said), {})),
    )
