"""The ways into the chat of the demo county."""

from koppi.chat.models import Route
from koppi.handbook.content import PROCESS_OWNER
from koppi.handbook.models import LANGUAGES

# code, register, topics, names, what the client reads
ROUTES = (
    (
        "health",
        "patient",
        "back-limbs infection skin wound stomach urinary long-term child other",
        ("Terveysasia", "Hälsa", "Health"),
        (
            "Hoitaja vastaa sinulle. Hän arvioi, mitä hoitoa tarvitset ja kuinka pian.",
            "En skötare svarar dig. Hen bedömer vilken vård du behöver och hur snart.",
            "A nurse answers you, and judges what care you need and how soon.",
        ),
    ),
    (
        "mind",
        "patient",
        "mental substance",
        ("Mieli ja päihteet", "Psyke och rusmedel", "Mind and substance use"),
        (
            "Voit tulla juuri sellaisena kuin olet. Sinun ei tarvitse tietää, mistä aloittaa.",
            "Du kan komma precis som du är. Du behöver inte veta var du ska börja.",
            "Come just as you are. You need not know where to begin.",
        ),
    ),
    (
        "social",
        "social",
        "older-home family money-housing",
        ("Arjen tuki ja sosiaaliasia", "Stöd i vardagen och socialärenden", "Support in daily life"),
        (
            "Sosiaalialan ammattilainen vastaa. Voit kysyä myös läheisesi puolesta.",
            "En yrkesperson inom socialvården svarar. Du kan fråga också för en närstående.",
            "A professional of social care answers. You can ask for somebody close to you, too.",
        ),
    ),
)


def install_routes(at):
    """Open the ways into the chat."""
    Route.objects.bulk_create(
        Route(
            code=code,
            register=register,
            topics=topics.split(),
            owner_id=PROCESS_OWNER,
            valid_from=at,
            position=position,
            **{f"name_{language}": name for language, name in zip(LANGUAGES, names, strict=True)},
            **{f"invite_{language}": said for language, said in zip(LANGUAGES, invites, strict=True)},
        )
        for position, (code, register, topics, names, invites) in enumerate(ROUTES)
    )
