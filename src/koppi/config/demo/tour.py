"""Whom to sign in as, to see the demo county from different chairs."""

from koppi.people import codes
from koppi.people.models import Client, Professional

RESIDENTS = (
    ("Anna", "Lindqvist", "acts for her mother Aino and her daughter Ella; in Finnish"),
    ("Aino", "Lindqvist", "82, has her own people; in Swedish"),
    ("Maria", "Laine", "mother of a baby; in Finnish"),
    ("Emma", "Back", "19; in Swedish"),
    ("Fatima", "Warsame", "34; in English"),
    ("Eero", "Nieminen", "has never written before; in Finnish"),
)
PROFESSIONALS = (
    ("liisa.koski", "public health nurse, team South"),
    ("tuula.rinne", "nurse and shift lead, team South"),
    ("petri.virtanen", "physiotherapist, team South"),
    ("eeva.holm", "doctor, team South"),
    ("maria.nyman", "nurse, team North; in Swedish"),
    ("mikael.sandberg", "social worker, team Older people; in Swedish"),
)


def people_to_try():
    """Return name, who they are, and the identity code (residents) or the username (professionals)."""
    people = []
    for given, family, who in RESIDENTS:
        client = Client.objects.filter(given_name=given, family_name=family).order_by("pk").first()
        identity = client.identities.order_by("pk").first() if client else None
        code = codes.decrypt(identity.ciphertext) if identity else ""
        if code and codes.is_test(code):
            people.append((client.name, who, code))
    names = {row.user.username: row.name for row in Professional.objects.select_related("user")}
    people += [(names[username], who, username) for username, who in PROFESSIONALS if username in names]
    return people
