"""SAML 2.0: signed requests by redirect, signed answers by form, logout both ways by redirect.

The protocol is python3-saml's; what it lets pass and the law of this house does not is checked after it.
"""

import logging
from dataclasses import dataclass

from lxml.etree import LxmlError
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as MetadataParser
from onelogin.saml2.logout_request import OneLogin_Saml2_Logout_Request as LogoutRequest
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from .rules import Answer, Refused

LONGEST_ANSWER = 200_000
RELAY = "koppi"
DECLINED = ("AuthnFailed", "RequestDenied")
_E = OneLogin_Saml2_ValidationError
REFUSED_BY_LIBRARY = {
    _E.ASSERTION_TOO_EARLY: "not_yet",
    _E.ASSERTION_EXPIRED: "expired",
    _E.SESSION_EXPIRED: "expired",
    _E.RESPONSE_EXPIRED: "expired",
    _E.WRONG_SUBJECTCONFIRMATION: "recipient",
    _E.WRONG_DESTINATION: "recipient",
    _E.EMPTY_DESTINATION: "recipient",
    _E.WRONG_AUDIENCE: "audience",
    _E.WRONG_ISSUER: "issuer",
    _E.ISSUER_NOT_FOUND_IN_ASSERTION: "issuer",
    _E.ISSUER_MULTIPLE_IN_RESPONSE: "issuer",
    _E.NO_SIGNED_ASSERTION: "unsigned",
    _E.NO_SIGNED_MESSAGE: "unsigned",
    _E.NO_SIGNATURE_FOUND: "unsigned",
    _E.DEPRECATED_SIGNATURE_METHOD: "algorithm",
    _E.DEPRECATED_DIGEST_METHOD: "algorithm",
    _E.INVALID_SIGNATURE: "signature",
    _E.WRONG_SIGNED_ELEMENT: "signature",
    _E.ID_NOT_FOUND_IN_SIGNED_ELEMENT: "signature",
    _E.DUPLICATED_ID_IN_SIGNED_ELEMENTS: "signature",
    _E.INVALID_SIGNED_ELEMENT: "signature",
    _E.DUPLICATED_REFERENCE_IN_SIGNED_ELEMENTS: "signature",
    _E.UNEXPECTED_SIGNED_ELEMENTS: "signature",
    _E.WRONG_NUMBER_OF_SIGNATURES_IN_RESPONSE: "signature",
    _E.WRONG_NUMBER_OF_SIGNATURES_IN_ASSERTION: "signature",
    _E.WRONG_NUMBER_OF_SIGNATURES: "signature",
    _E.WRONG_NUMBER_OF_ASSERTIONS: "signature",
}
SIGNED_WELL = {
    "authnRequestsSigned": True,
    "logoutRequestSigned": True,
    "logoutResponseSigned": True,
    "wantAssertionsSigned": True,
    "wantNameId": True,
    "wantAttributeStatement": False,
    "rejectDeprecatedAlgorithm": True,
    # A county may serve Koppi inside its own network, under a name of one word.
    "allowSingleLabelDomains": True,
    "signatureAlgorithm": Constants.RSA_SHA256,
    "digestAlgorithm": Constants.SHA256,
}

# Its lines tell what stood in an answer; ours tell a code.
logging.getLogger("onelogin.saml2").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Posted:
    """A checked answer that a form brought: to which request, and until when it may not come again."""

    answer: Answer
    request_id: str
    assertion_id: str
    until: float


@dataclass(frozen=True, slots=True)
class AskedOut:
    """A provider's wish to end sessions, checked: whose, which, and where to answer."""

    request_id: str
    subject: str
    sessions: tuple
    answer_url: str


class Saml:
    """One provider by its metadata, and we at our own addresses.

    :param provider: facts of a configured provider (`settings.SIGN_IN_PROVIDERS`)
    :param skew: how many seconds its clock may be from ours
    :param here: our addresses, `acs`, `logout` and `metadata`
    """

    def __init__(self, provider, skew, here):
        self.provider, self.here = provider, here
        # The library has one constant for it, for the whole process.
        Constants.ALLOWED_CLOCK_DRIFT = skew

    def begin(self, asked, *, anew=False):
        """Return where to send the browser, and the id of the signed request it carries.

        :param anew: the person must identify themselves, also when the provider knows them already
        """
        auth = OneLogin_Saml2_Auth(asked, self._settings())
        url = auth.login(return_to=RELAY, force_authn=anew)
        return url, auth.get_last_request_id()

    def read(self, asked):
        """Return the answer that a form brought, checked in everything but whose browser asked for it.

        :param asked: the request as the library takes it, `request_data`
        :raises Refused: the answer is not believed
        """
        posted = asked["post_data"].get("SAMLResponse", "")
        if not posted or len(posted) > LONGEST_ANSWER:
            raise Refused("malformed")
        try:
            response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(self._settings()), posted)
            _check_status(response)
            response.is_valid(asked, raise_exceptions=True)
            return self._posted(response)
        except OneLogin_Saml2_ValidationError as error:
            raise Refused(REFUSED_BY_LIBRARY.get(error.code, "malformed")) from None
        except (OneLogin_Saml2_Error, LxmlError, ValueError, TypeError, KeyError, AttributeError):
            raise Refused("malformed") from None

    def logout_url(self, *, asked, subject, subject_format, session):
        """Return where to send a browser so that the provider ends its session, or nothing."""
        auth = OneLogin_Saml2_Auth(asked, self._settings(messages_signed=True))
        if not auth.get_slo_url():
            return ""
        return auth.logout(
            return_to=RELAY,
            name_id=subject,
            session_index=session or None,
            name_id_format=subject_format or None,
        )

    def read_logout(self, asked):
        """Return a provider's wish to end sessions, or None for its answer to ours.

        :raises Refused: the message is unsigned, forged or not for us
        """
        auth = OneLogin_Saml2_Auth(asked, self._settings(messages_signed=True))
        try:
            if "Signature" not in asked["get_data"]:
                raise Refused("unsigned")
            answer_url = auth.process_slo(keep_local_session=True)
            if errors := auth.get_errors():
                raise Refused("signature" if errors[0].endswith("_signature") else "malformed")
            if "SAMLRequest" not in asked["get_data"]:
                return None
            wish = auth.get_last_request_xml()
            return AskedOut(
                request_id=auth.get_last_message_id(),
                subject=LogoutRequest.get_nameid(wish, self._settings()["sp"]["privateKey"]),
                sessions=tuple(LogoutRequest.get_session_indexes(wish)),
                answer_url=answer_url,
            )
        except (
            OneLogin_Saml2_ValidationError,
            OneLogin_Saml2_Error,
            LxmlError,
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
        ):
            raise Refused("malformed") from None

    def metadata(self):
        """Return our metadata, to be given to the provider."""
        return OneLogin_Saml2_Settings(self._settings(), sp_validation_only=True).get_sp_metadata()

    def check(self):
        """Read the provider's metadata.

        :raises Refused: it cannot be read, or has no certificate
        """
        try:
            told = self._settings()["idp"]
        except (OSError, LxmlError, ValueError, KeyError):
            raise Refused("provider_error") from None
        if not told.get("x509cert") and not told.get("x509certMulti"):
            raise Refused("provider_error")

    def _posted(self, response):
        """Take the facts out of an answer the library has accepted, and refuse what it lets pass."""
        if not response.get_audiences():
            raise Refused("audience")
        request_id = response.get_in_response_to()
        confirmed = _confirmation(response)
        if not request_id or confirmed.get("InResponseTo") != request_id:
            raise Refused("unsolicited")
        if confirmed.get("Recipient") != self.here["acs"] or not confirmed.get("NotOnOrAfter"):
            raise Refused("recipient")
        answer = Answer(
            attributes=response.get_attributes(),
            levels=frozenset(filter(None, response.get_authn_contexts())),
            subject=response.get_nameid(),
            session=response.get_session_index() or "",
            subject_format=response.get_nameid_format() or "",
        )
        until = max(
            Utils.parse_SAML_to_time(confirmed.get("NotOnOrAfter")),
            response.get_assertion_not_on_or_after() or 0,
        )
        return Posted(answer, request_id, response.get_assertion_id(), until + Constants.ALLOWED_CLOCK_DRIFT)

    def _settings(self, *, messages_signed=False):
        key, certificate = _key_and_certificate(self.provider.key)
        with open(self.provider.address, encoding="utf-8") as file:
            told = MetadataParser.parse(file.read())
        asked_levels = list(self.provider.levels) if not self.provider.username else False
        return {
            "strict": True,
            "idp": told["idp"],
            "sp": {
                "entityId": self.provider.client,
                "assertionConsumerService": {"url": self.here["acs"], "binding": Constants.BINDING_HTTP_POST},
                "singleLogoutService": {
                    "url": self.here["logout"],
                    "binding": Constants.BINDING_HTTP_REDIRECT,
                },
                "NameIDFormat": Constants.NAMEID_TRANSIENT,
                "x509cert": certificate,
                "privateKey": key,
            },
            "security": {
                **SIGNED_WELL,
                "wantMessagesSigned": messages_signed,
                "requestedAuthnContext": asked_levels or False,
            },
        }


def request_data(request):
    """Return a request as the library takes it; the scheme and host are those Django has checked."""
    return {
        "https": "on" if request.is_secure() else "off",
        "http_host": request.get_host(),
        "script_name": request.path,
        "get_data": request.GET.dict(),
        "post_data": request.POST.dict(),
        "query_string": request.META.get("QUERY_STRING", ""),
        "validate_signature_from_qs": True,
    }


def _check_status(response):
    """Tell a person who stopped from a provider that failed; nothing else of such an answer is looked at."""
    told = Utils.get_status(response.document)
    if told.get("code") != Constants.STATUS_SUCCESS:
        inner = response.document.xpath("//*[local-name()='StatusCode']/@Value")
        declined = any(str(value).endswith(DECLINED) for value in inner)
        raise Refused("cancelled" if declined else "provider_error")


def _confirmation(response):
    """Return the one confirmation of the subject that an answer carries."""
    found = response._query_assertion("/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")
    if len(found) != 1:
        raise Refused("recipient")
    return found[0]


def _key_and_certificate(pem):
    """Split a PEM file into its private key and its certificate."""
    end = "-----END "
    parts = {}
    for block in pem.split("-----BEGIN ")[1:]:
        kind = block.split("-----", 1)[0]
        parts["certificate" if kind == "CERTIFICATE" else "key"] = (
            "-----BEGIN " + block[: block.index(end)] + end + kind + "-----"
        )
    return parts["key"], parts["certificate"]
