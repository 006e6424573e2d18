"""FHIR values: whether one is what its name says, and how two compare."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
_TIME = re.compile(r"\d{2}:\d{2}:\d{2}(\.\d{1,9})?\Z")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?\Z")
_LARGEST = 2**31
ORDERED = {"Integer", "Decimal", "Date", "DateTime", "Time", "Quantity", "String"}
KINDS = {
    "Boolean", "Integer", "Decimal", "Date", "DateTime", "Time", "String", "Uri", "Coding", "Quantity",
    "Attachment", "Reference",
}  # fmt: skip


def number(value):
    """Return a finite number as a Decimal, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        found = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 40 else None


def fits(kind, value):
    """Tell whether a JSON value is a FHIR value of a kind, such as `Date`."""
    if kind == "Boolean":
        return isinstance(value, bool)
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool) and -_LARGEST <= value < _LARGEST
    if kind == "Decimal":
        return number(value) is not None
    if kind == "Date":
        return isinstance(value, str) and _is_date(value)
    if kind == "DateTime":
        return isinstance(value, str) and (_is_date(value) or _is_moment(value))
    if kind == "Time":
        return isinstance(value, str) and bool(_TIME.match(value)) and _parses(time.fromisoformat, value)
    if kind == "String":
        return isinstance(value, str) and bool(value.strip())
    if kind == "Uri":
        return isinstance(value, str) and bool(value) and not re.search(r"\s", value)
    if kind == "Coding":
        return _says(value, "code", "display")
    if kind == "Quantity":
        return isinstance(value, dict) and number(value.get("value")) is not None and _plain(value)
    if kind == "Reference":
        return _says(value, "reference", "display") or (isinstance(value, dict) and "identifier" in value)
    return kind == "Attachment" and isinstance(value, dict) and bool(value)


def equal(kind, value, other_kind, other):
    """Tell whether two values are the same answer; codes count before what they are called."""
    if kind == other_kind == "Coding":
        if value.get("system") and other.get("system") and value["system"] != other["system"]:
            return False
        if value.get("code") and other.get("code"):
            return value["code"] == other["code"]
        return bool(value.get("display")) and value.get("display") == other.get("display")
    if kind == other_kind == "Quantity":
        return number(value["value"]) == number(other["value"]) and _unit(value) == _unit(other)
    if kind == other_kind == "Reference":
        return value.get("reference") == other.get("reference")
    if {kind, other_kind} <= {"Integer", "Decimal"}:
        return number(value) == number(other)
    if {kind, other_kind} <= {"Date", "DateTime"}:
        return compare(kind, value, other_kind, other) == 0
    return kind == other_kind and value == other


def compare(kind, value, other_kind, other):
    """Return -1, 0 or 1 as a value is smaller, the same or larger; None when nobody can say."""
    if {kind, other_kind} <= {"Integer", "Decimal"}:
        return _sign(number(value), number(other))
    if {kind, other_kind} <= {"Date", "DateTime"}:
        return _compare_days(value, other)
    if kind != other_kind:
        return None
    if kind == "Quantity":
        if _unit(value) and _unit(other) and _unit(value) != _unit(other):
            return None
        return _sign(number(value["value"]), number(other["value"]))
    if kind == "Time":
        return _sign(time.fromisoformat(value), time.fromisoformat(other))
    return _sign(value, other) if kind == "String" else None


def decimals_of(value):
    """Return how many decimals a number is written with."""
    return max(0, -number(value).as_tuple().exponent)


def _compare_days(value, other):
    if "T" in value and "T" in other:
        return _sign(_moment(value), _moment(other))
    shared = min(len(value.split("T")[0]), len(other.split("T")[0]))
    sign = _sign(value[:shared], other[:shared])
    return sign or (0 if len(value) == len(other) else None)


def _moment(text):
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sign(one, two):
    return (one > two) - (one < two)


def _unit(quantity):
    return quantity.get("code") or quantity.get("unit") or ""


def _says(value, *names):
    return (
        isinstance(value, dict)
        and _plain(value)
        and any(isinstance(value.get(name), str) and value[name] for name in names)
    )


def _plain(value):
    """Tell whether a value's own texts are texts: a page and a comparison may rely on that."""
    names = ("code", "display", "system", "unit", "reference")
    return all(isinstance(value.get(name, ""), str) for name in names)


def _is_date(text):
    if not _DATE.match(text):
        return False
    return _parses(date.fromisoformat, text + "0000-01-01"[len(text) :])


def _is_moment(text):
    return bool(_MOMENT.match(text)) and _parses(datetime.fromisoformat, text)


def _parses(read, text):
    try:
        read(text)
    except ValueError:
        return False
    return True
