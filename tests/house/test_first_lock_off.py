"""With the first lock off, PostgreSQL alone keeps what is not yours out of sight: docs/decisions/0040.

`visible_to` lets out everything, and so does the worklist; the pages are asked as ever.
"""

import pytest

from koppi.matters.models import Matter
from tests.house.test_addresses import (
    ADDRESSES,
    ROLES,
    address,
    ask,
    browsers,  # noqa: F401 - fixtures
    built,  # noqa: F401
    county,  # noqa: F401
    said,
)
from tests.locks import WORKLIST, unlocked  # noqa: F401 - a fixture


@pytest.mark.slow
@pytest.mark.parametrize("name", ADDRESSES)
def test_with_the_first_lock_off_each_role_gets_what_is_theirs(name, county, browsers, unlocked):  # noqa: F811
    get, post, data = ADDRESSES[name]
    url = address(name, county)

    for method, wanted in (("GET", get), ("POST", post)):
        if wanted is not None:
            got = tuple(said(ask(browsers[role], method, url, data)) for role in ROLES)
            assert got == wanted, f"{method} {name}"


@pytest.mark.slow
def test_with_the_first_lock_off_no_page_tells_of_a_foreign_matter(county, browsers, request):  # noqa: F811
    everything = {matter.pk: matter for matter in Matter.objects.all()}
    theirs = {
        role: set(Matter.objects.visible_to(getattr(county, role)).values_list("pk", flat=True))
        for role in ROLES
        if role
    }
    request.getfixturevalue("unlocked")

    for role in ROLES:
        foreign = [matter for pk, matter in everything.items() if pk not in theirs.get(role, ())]
        pages = [address(name, county) for name, (get, _, _) in ADDRESSES.items() if get]
        pages += [f"/desk/?scope={scope}" for scope in WORKLIST.SCOPES]
        for url in pages:
            answer = ask(browsers[role], "GET", url, {})
            shown = "" if answer.streaming else answer.content.decode().replace(url, "")
            told = [matter.reference for matter in foreign if matter.reference in shown]
            assert not told, (role, url)
    assert theirs["aino"] and theirs["sari"] and not theirs["aino"] & theirs["sari"]
