"""What the migrations of the packages share: a role written in words becomes a row, and its code."""

from django.db import migrations

_CODE = "left(trim(both '-' from regexp_replace(lower(owner), '[^a-z0-9]+', '-', 'g')), 40)"
_OWNERS = f"""
insert into handbook_owner (code, name_fi, name_sv, name_en)
select distinct on ({_CODE}) {_CODE}, coalesce(known.fi, owner), coalesce(known.sv, owner), coalesce(known.en, owner)
  from %(table)s left join (values
       ('chief physician', 'Johtajaylilääkäri', 'Chefsöverläkare', 'Chief physician'),
       ('chief nurse', 'Johtajaylihoitaja', 'Chefsöverskötare', 'Chief nurse'),
       ('head of the health stations', 'Terveysasemien päällikkö', 'Chef för hälsostationerna',
        'Head of the health stations'),
       ('chief dentist', 'Johtava hammaslääkäri', 'Ledande tandläkare', 'Chief dentist'),
       ('head of mental health services', 'Mielenterveyspalvelujen päällikkö', 'Chef för mentalvårdstjänsterna',
        'Head of mental health services'),
       ('head of services for older people', 'Iäkkäiden palvelujen päällikkö', 'Chef för äldreservicen',
        'Head of services for older people'),
       ('head of social services', 'Sosiaalipalvelujen johtaja', 'Socialservicechef', 'Head of social services'),
       ('data protection officer', 'Tietosuojavastaava', 'Dataskyddsombud', 'Data protection officer')
       ) as known (words, fi, sv, en) on known.words = owner
 order by {_CODE}, owner
on conflict (code) do nothing;
update %(table)s set owner = {_CODE};
"""


def owners_from_words(table):
    """Return the step that makes the roles named in a table into owners, and leaves their codes there.

    There is no way back to the words; the codes stay.
    """
    return migrations.RunSQL(_OWNERS % {"table": table}, migrations.RunSQL.noop)
