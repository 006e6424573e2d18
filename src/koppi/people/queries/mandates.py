"""What a mandate rests on, and who may call for a client."""

from dataclasses import dataclass

from ..models import Client, Mandate


@dataclass(frozen=True, slots=True)
class MayCall:
    """Somebody who may act for a client in the registers that were asked about."""

    mandate_id: int
    name: str
    kind: str


def callers_for(client, registers, on):
    """Return who may act for a client in these registers, by name; for a shielded child nobody.

    Source: a mandate of the national register holds for the day on which it was confirmed, so what is known
    here may have ended since: whoever answers the phone asks.
    """
    mandates = [
        mandate
        for mandate in Mandate.objects.usable(on).filter(client__person_id=client.person_id).order_by("pk")
        if (mandate.health and "patient" in registers) or (mandate.social and "social" in registers)
    ]
    agents = Client.objects.filter(person_id__in={mandate.agent for mandate in mandates}).order_by("-pk")
    names = {agent.person_id: agent.name for agent in agents}
    found = {
        mandate.agent: MayCall(mandate.pk, names[mandate.agent], mandate.kind)
        for mandate in mandates
        if mandate.agent in names
    }
    return sorted(found.values(), key=lambda one: (one.name, one.mandate_id))


def rests_on_register(user, client, on):
    """Tell whether somebody acts for a client by the national register alone: then it is asked each time."""
    sources = set(
        Mandate.objects.usable(on)
        .filter(agent=user.person_id, client=client)
        .values_list("source", flat=True)
    )
    return sources == {Mandate.Source.REGISTER}
