"""A role that was written in words becomes a row, and its content keeps the row's code."""

import pytest
from django.db import connection

from koppi.handbook.content import OWNERS
from koppi.handbook.migrations._owners import owners_from_words
from koppi.handbook.models import Owner


@pytest.mark.django_db
def test_words_become_roles_once_and_the_known_ones_in_three_languages():
    words = [
        "chief physician",
        "Chief physician",
        "head of services for older people",
        "Vastaava hoitaja, Luoto",
    ]
    with connection.cursor() as cursor:
        cursor.execute("create temporary table said (owner varchar(120))")
        cursor.executemany("insert into said values (%s)", [[one] for one in words])
        for _twice in range(2):
            cursor.execute(owners_from_words("said").sql)
        cursor.execute("select distinct owner from said order by owner")
        codes = [code for (code,) in cursor.fetchall()]

    assert codes == ["chief-physician", "head-of-services-for-older-people", "vastaava-hoitaja-luoto"]
    named = {
        row.code: (row.name_fi, row.name_sv, row.name_en) for row in Owner.objects.filter(code__in=codes)
    }
    assert named["head-of-services-for-older-people"] == OWNERS["head-of-services-for-older-people"]
    assert named["vastaava-hoitaja-luoto"] == ("Vastaava hoitaja, Luoto",) * 3
