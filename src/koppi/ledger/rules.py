"""What may stand in the ledger."""

LONGEST_CODE = 80


class WordsInLedger(ValueError):
    """Somebody tried to write words where only codes belong."""


def check_codes_only(data):
    """Pass codes, identifiers, numbers and moments written as text; refuse whole sentences.

    Words about a client live in domain rows, which have a door and an end; the ledger has neither.

    :raises WordsInLedger: a text is longer than any code, or has several lines
    """
    if isinstance(data, dict):
        for value in data.values():
            check_codes_only(value)
    elif isinstance(data, (list, tuple)):
        for value in data:
            check_codes_only(value)
    elif isinstance(data, str):
        if len(data) > LONGEST_CODE or "\n" in data:
            raise WordsInLedger("The ledger holds codes, not words.")
    elif data is not None and not isinstance(data, (bool, int, float)):
        raise WordsInLedger(f"The ledger cannot hold a {type(data).__name__}; write it as a code.")
