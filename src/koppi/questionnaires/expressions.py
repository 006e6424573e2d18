"""FHIRPath, by the library `fhirpathpy`: one door, so that what it raises is known."""

from functools import lru_cache

from antlr4 import CommonTokenStream, InputStream, Token
from antlr4.error.ErrorListener import ErrorListener
from fhirpathpy import compile as compile_path
from fhirpathpy.models import models
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

from .errors import ExpressionError

LONGEST = 4000
_R4 = models["r4"]


class _Complaints(ErrorListener):
    def syntaxError(self, recognizer, symbol, line, column, message, error):  # noqa: N802, RUF100
        raise ExpressionError(f"{line}:{column} {message}"[:200])


def _check_syntax(expression):
    """Read an expression to its end: the library itself passes over what it does not understand."""
    lexer = FHIRPathLexer(InputStream(expression))
    tokens = CommonTokenStream(lexer)
    parser = FHIRPathParser(tokens)
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(_Complaints())
    parser.expression()
    if tokens.LA(1) != Token.EOF:
        raise ExpressionError(tokens.LT(1).text[:200])


@lru_cache(maxsize=2048)
def _compiled(expression):
    return compile_path(expression, _R4)


def check(expression):
    """Read an expression, so that it is known to be one.

    :raises ExpressionError: it is not FHIRPath, or longer than anybody writes
    """
    if len(expression) > LONGEST:
        raise ExpressionError(f"> {LONGEST}")
    try:
        _check_syntax(expression)
        _compiled(expression)
    except ExpressionError:
        raise
    except Exception as wrong:
        raise ExpressionError(str(wrong)[:200]) from None


def evaluate(expression, *, of, resource, questionnaire, variables):
    """Return the list of what an expression finds.

    :param of: where it stands (%context)
    :param resource: the response so far (%resource)
    :param variables: what else it may name
    :raises ExpressionError: it names what is not there, or compares what cannot be compared
    """
    names = {
        "resource": resource,
        "questionnaire": questionnaire,
        "qitem": {},
        "rootResource": resource,
        **variables,
    }
    try:
        return list(_compiled(expression)(of, names))
    except Exception as wrong:
        raise ExpressionError(str(wrong)[:200]) from None
