"""The roles that own a county's first content; who has each role is for the county to name."""

from .models import Owner

CHIEF_PHYSICIAN = "chief-physician"
CHIEF_NURSE = "chief-nurse"
HEAD_OF_STATIONS = "head-of-the-health-stations"
CHIEF_DENTIST = "chief-dentist"
HEAD_OF_MENTAL = "head-of-mental-health-services"
HEAD_OF_OLDER = "head-of-services-for-older-people"
HEAD_OF_SOCIAL = "head-of-social-services"
DATA_PROTECTION_OFFICER = "data-protection-officer"
PROCESS_OWNER = "process-owner-of-client-intake"

OWNERS = {
    CHIEF_PHYSICIAN: ("Johtajaylilääkäri", "Chefsöverläkare", "Chief physician"),
    CHIEF_NURSE: ("Johtajaylihoitaja", "Chefsöverskötare", "Chief nurse"),
    HEAD_OF_STATIONS: (
        "Terveysasemien päällikkö",
        "Chef för hälsostationerna",
        "Head of the health stations",
    ),
    CHIEF_DENTIST: ("Johtava hammaslääkäri", "Ledande tandläkare", "Chief dentist"),
    HEAD_OF_MENTAL: (
        "Mielenterveyspalvelujen päällikkö",
        "Chef för mentalvårdstjänsterna",
        "Head of mental health services",
    ),
    HEAD_OF_OLDER: (
        "Iäkkäiden palvelujen päällikkö",
        "Chef för äldreservicen",
        "Head of services for older people",
    ),
    HEAD_OF_SOCIAL: ("Sosiaalipalvelujen johtaja", "Socialservicechef", "Head of social services"),
    PROCESS_OWNER: (
        "Asiakkaaksitulon prosessinomistaja",
        "Processägaren för klientmottagningen",
        "Process owner of client intake",
    ),
    DATA_PROTECTION_OFFICER: ("Tietosuojavastaava", "Dataskyddsombud", "Data protection officer"),
}


def install_owners(owners=Owner):
    """Write down the roles that own the first content; those that are there stay as they are.

    :param owners: the model of the roles, a historical one in a migration
    """
    owners.objects.bulk_create(
        [owners(code=code, name_fi=fi, name_sv=sv, name_en=en) for code, (fi, sv, en) in OWNERS.items()],
        ignore_conflicts=True,
    )
