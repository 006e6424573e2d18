"""A register extract in CSV: every way it comes, each line that is wrong, what a right allows on a day."""

from datetime import date

import pytest

from koppi.people.licences import (
    MOST_BYTES,
    OURS,
    BadExtract,
    read_extract,
    read_mapping,
    right_on,
)

MAPPED = read_mapping(OURS)
HEAD = "Nimi;Rekisteröintinumero;Ammattikoodi;Ammattioikeus;Alkaa;Päättyy;Rajoitukset"
AINO = "Aino Mäkelä;0100 1;710;Laillistettu;1.2.2010;;"
DAY = date(2025, 3, 3)


def read(*lines, encoding="utf-8", delimiter=";"):
    text = "\r\n".join((HEAD, *lines)).replace(";", delimiter)
    return read_extract(text.encode(encoding), MAPPED)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_an_extract_is_read_in_each_encoding_and_with_each_separator(encoding, delimiter):
    found = read(AINO, encoding=encoding, delimiter=delimiter)

    (row,) = found.rows
    assert (row.name, row.number, row.right) == ("Aino Mäkelä", "0100 1", "licensed")
    assert (row.valid_from, row.valid_to, found.bad) == (date(2010, 2, 1), None, ())


def test_quoted_fields_other_columns_and_empty_lines_do_no_harm():
    data = (
        "Muu,Rajoitukset,Päättyy,Alkaa,Ammattioikeus,Ammattikoodi,Rekisteröintinumero,Nimi\n"
        '"a\nb","ei, ""lääkkeitä""",2026-01-31,2010-02-01,LAILLISTETTU,710,1,"Mäkelä, Aino"\n'
        "\n,,,,,,,\n"
    )

    (row,) = read_extract(data.encode(), MAPPED).rows

    assert (row.name, row.restriction, row.valid_to) == ("Mäkelä, Aino", 'ei, "lääkkeitä"', date(2026, 1, 31))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Aino Mäkelä;1;710", "short"),
        (";1;710;Laillistettu;1.2.2010;;", "nobody"),
        ("Aino Mäkelä; ;710;Laillistettu;1.2.2010;;", "nobody"),
        (f"Aino Mäkelä;{'9' * 33};710;Laillistettu;1.2.2010;;", "long"),
        ("Aino Mäkelä;1;710;Melkein;1.2.2010;;", "right"),
        ("Aino Mäkelä;1;710;Laillistettu;;;", "day"),
        ("Aino Mäkelä;1;710;Laillistettu;30.2.2010;;", "day"),
        ("Aino Mäkelä;1;710;Laillistettu;2010-02-01T00:00;;", "day"),
        ("Aino Mäkelä;1;710;Laillistettu;1.2.2010;31.1.2010;", "backwards"),
        (AINO, "twice"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_reason(line, reason):
    found = read(AINO, line)

    assert found.bad == ((3, reason),)
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (HEAD.encode(), "empty"),
        (b"Nimi;Numero\n1;2\n", "columns"),
        (b"PK\x03\x04\x00\x00", "not_text"),
        (f"{HEAD}\n".encode("utf-16"), "not_text"),
        (f'{HEAD}\n"Aino;1;710'.encode(), "broken"),
        (f"{HEAD}\n{'x' * 200_000}".encode(), "broken"),
        (b"x" * (MOST_BYTES + 1), "too_large"),
    ],
)
def test_a_file_that_is_no_extract_is_refused_whole(data, code):
    with pytest.raises(BadExtract) as refusal:
        read_extract(data, MAPPED)

    assert refusal.value.code == code


def test_missing_columns_are_named():
    with pytest.raises(BadExtract) as refusal:
        read_extract(HEAD.replace("Alkaa", "Alku").encode() + b"\n", MAPPED)

    assert refusal.value.missing == ("Alkaa",)


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([], "declared"),
        ([("licensed", date(2010, 1, 1), None, False)], "licensed"),
        ([("licensed", DAY, DAY, False)], "licensed"),
        ([("licensed", date(2010, 1, 1), date(2025, 3, 2), False)], "none"),
        ([("licensed", date(2025, 3, 4), None, False)], "none"),
        ([("licensed", date(2010, 1, 1), None, True)], "none"),
        (
            [
                ("protected_title", date(2010, 1, 1), None, False),
                ("licensed", date(2010, 1, 1), None, True),
            ],
            "protected_title",
        ),
        ([("none", DAY, None, False), ("licensed", DAY, None, False)], "licensed"),
    ],
)
def test_the_most_that_an_unrestricted_right_in_force_allows(rows, right):
    assert right_on("declared", rows, DAY) == right


@pytest.mark.parametrize(
    "text",
    ["", "[columns]\n", '[columns]\nnumber = "x"\n[rights]\na = "licensed"\n', "not toml", "[rights]\na=1"],
)
def test_a_mapping_that_lacks_something_is_refused_at_the_start(tmp_path, text):
    path = tmp_path / "licences.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="it"):
        read_mapping(path)
