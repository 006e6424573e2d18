"""Find a client by a name that was heard: å ä ö as people type them, a letter wrong, in either order.

`koppi_folded` gives a text in small letters without its marks, whatever the database's locale; the trigrams
are of that. The index of names in capitals that nobody asked goes.
"""

from django.db import migrations, models

FOLDED = """
create function koppi_folded(said text) returns text
    language sql immutable strict parallel safe as $$
    select lower(translate(said,
        'ÅÄÀÁÂÃÆåäàáâãæÖØÒÓÔÕöøòóôõÜÙÚÛüùúûÉÈÊËéèêëÍÌÎÏíìîïÑñÇçŠšŽžÝÿý',
        'aaaaaaaaaaaaaaoooooooooooouuuuuuuueeeeeeeeiiiiiiiinnccsszzyyy'))
$$;
create index clients_by_folded_name on people_client
    using gin (koppi_folded(given_name || ' ' || family_name) gin_trgm_ops);
"""
UNFOLDED = "drop index clients_by_folded_name; drop function koppi_folded(text);"


class Migration(migrations.Migration):
    dependencies = [("people", "0012_local_promises")]

    operations = [
        migrations.RunSQL(FOLDED, UNFOLDED),
        migrations.RemoveIndex("client", "clients_by_name"),
        migrations.AddIndex("client", models.Index(fields=["birth_date"], name="clients_by_birth_date")),
    ]
