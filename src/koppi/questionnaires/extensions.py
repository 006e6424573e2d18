"""The extensions of FHIR that Koppi reads, by address, and where their values are."""

_CORE = "http://hl7.org/fhir/StructureDefinition/"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
HIDDEN = _CORE + "questionnaire-hidden"
MIN_OCCURS = _CORE + "questionnaire-minOccurs"
MAX_OCCURS = _CORE + "questionnaire-maxOccurs"
MIN_VALUE = _CORE + "minValue"
MAX_VALUE = _CORE + "maxValue"
MIN_LENGTH = _CORE + "minLength"
REGEX = _CORE + "regex"
DECIMALS = _CORE + "maxDecimalPlaces"
UNIT = _CORE + "questionnaire-unit"
UNIT_OPTION = _CORE + "questionnaire-unitOption"
CONTROL = _CORE + "questionnaire-itemControl"
OPTION_PREFIX = _CORE + "questionnaire-optionPrefix"
EXCLUSIVE = _CORE + "questionnaire-optionExclusive"
WEIGHTS = (_CORE + "ordinalValue", _CORE + "itemWeight", _CORE + "questionnaire-ordinalValue")
VARIABLE = _CORE + "variable"
XHTML = _CORE + "rendering-xhtml"
TRANSLATION = _CORE + "translation"
CALCULATED = _SDC + "calculatedExpression"
SHOWN_WHEN = _SDC + "enableWhenExpression"
INITIAL_EXPRESSION = _SDC + "initialExpression"
OPEN_LABEL = _SDC + "openLabel"
DANGER = "urn:koppi:fhir:danger"
"""Our own, on an answer option: whoever chooses it is shown help at once, and somebody is told."""


def find_all(source, url):
    """Return the extensions of an element with an address."""
    given = source.get("extension", []) if isinstance(source, dict) else []
    return [
        extension
        for extension in (given if isinstance(given, list) else [])
        if isinstance(extension, dict) and extension.get("url") == url
    ]


def find(source, url):
    """Return the first extension of an element with an address, or None."""
    return next(iter(find_all(source, url)), None)


def value_in(source, name="value"):
    """Return the kind and value of the one `value…` (or `answer…`) of an element; `("", None)` if not one."""
    if not isinstance(source, dict):
        return "", None
    found = [(key.removeprefix(name), value) for key, value in source.items() if _is_value(key, name)]
    return found[0] if len(found) == 1 else ("", None)


def _is_value(key, name):
    rest = key.removeprefix(name)
    return rest != key and rest[:1].isupper()
