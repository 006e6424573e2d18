"""What the bar over every page of the desk shows."""

from dataclasses import dataclass

from koppi.chat.queries import AtHand, at_hand
from koppi.notices.queries import unseen_count
from koppi.people.models import Professional
from koppi.people.queries import professional_of

from ..rules import may_administer, may_lead_chat, may_oversee
from ..words import PROFESSION


@dataclass(frozen=True, slots=True)
class Frame:
    """Who sits at the desk, and how many notices wait."""

    professional: Professional
    name: str
    task: str
    unseen: int
    administers: bool
    oversees: bool
    chat: AtHand
    leads_chat: bool


def frame(by, at):
    """Return what the bar shows to a professional; three statements."""
    professional = professional_of(by)
    return Frame(
        professional=professional,
        name=professional.name,
        task=PROFESSION.get(professional.profession) or professional.get_profession_display(),
        unseen=unseen_count(by),
        administers=may_administer(professional.roles),
        oversees=may_oversee(professional.roles),
        chat=at_hand(by, at),
        leads_chat=may_lead_chat(professional.roles),
    )
