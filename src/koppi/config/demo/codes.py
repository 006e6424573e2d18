"""Test identity codes: invented people only, with the individual number 900–999."""

from stdnum.fi import hetu

from koppi.people.codes import TEST_NUMBERS

CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
SIGNS = {19: "-YXWVU", 20: "ABCDEF"}


def make_code(birth_date, *, female, taken, rng):
    """Return a test identity code that is not among those taken, and take it.

    Even numbers are women's and odd ones men's. Every sign of the century comes up.
    Source: 690/2022; 900–999 are never given to anybody.

    :raises LookupError: every code of that day is taken
    """
    numbers = [number for number in TEST_NUMBERS if (number % 2 == 0) == female]
    signs = SIGNS[birth_date.year // 100]
    # The plain sign is by far the most common one.
    likely = [signs[0]] * len(signs) + list(signs[1:])
    for _ in range(500):
        day, number = f"{birth_date:%d%m%y}", rng.choice(numbers)
        code = f"{day}{rng.choice(likely)}{number}{CHECKS[int(f'{day}{number}') % 31]}"
        if code not in taken:
            taken.add(code)
            return hetu.validate(code, allow_temporary=True)
    raise LookupError(f"no test code left for {birth_date}")
