"""A SAML provider that writes what a test wants, also what no honest one would."""

import base64
import zlib
from datetime import timedelta
from urllib.parse import urlencode

import xmlsec
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils as Utils

from koppi.config.providers import Provider

from .fakes import LEVELS, LOA2, pem_of

NAMES = (
    'xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"'
)
IDP = "https://idp.test/metadata"
SP = "https://koppi.test/"
ACS = "http://testserver/sign-in/saml/residents/answer/"
SSO, SLO = "https://idp.test/sso", "https://idp.test/slo"
STATUS = "urn:oasis:names:tc:SAML:2.0:status:"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"


def metadata(key="honest", idp=IDP, sso=SSO, slo=SLO):
    """Return the metadata of a provider."""
    certificate = "".join(pem_of(key)[1].splitlines()[1:-1])
    binding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    return (
        f'<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{idp}">'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f'</md:KeyDescriptor><md:SingleLogoutService Binding="{binding}" Location="{slo}"/>'
        f'<md:SingleSignOnService Binding="{binding}" Location="{sso}"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


class FakeSaml:
    """The provider; `provider` is it as the settings would name it."""

    def __init__(self, folder, **more):
        path = folder / "metadata.xml"
        path.write_text(metadata())
        given = {"kind": "saml", "address": str(path), "client": SP, "key": "\n".join(pem_of("koppi"))}
        self.provider = Provider(**given | {"levels": LEVELS} | more)
        self.number = 0

    def assertion(self, request_id, at, attributes, /, **changes):
        """Return an assertion, honest but for what is changed."""
        self.number += 1
        told = {
            "id": f"_assertion{self.number}",
            "issuer": IDP,
            "audience": SP,
            "recipient": ACS,
            "in_response_to": request_id,
            "before": -60,
            "after": 300,
            "confirmed_after": 300,
            "level": LOA2,
            "name_id": "somebody",
            "session": "session-1",
        } | changes
        values = "".join(
            f'<saml:Attribute Name="{name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri">'
            f"<saml:AttributeValue>{value}</saml:AttributeValue></saml:Attribute>"
            for name, value in attributes.items()
        )
        audience = f"<saml:Audience>{told['audience']}</saml:Audience>" if told["audience"] else ""
        limited = f"<saml:AudienceRestriction>{audience}</saml:AudienceRestriction>" if audience else ""
        asked = f' InResponseTo="{told["in_response_to"]}"' if told["in_response_to"] else ""
        return (
            f'<saml:Assertion {NAMES} ID="{told["id"]}" Version="2.0" IssueInstant="{_instant(at)}">'
            f"<saml:Issuer>{told['issuer']}</saml:Issuer><saml:Subject>"
            '<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:transient">'
            f'{told["name_id"]}</saml:NameID><saml:SubjectConfirmation Method="{BEARER}">'
            f'<saml:SubjectConfirmationData NotOnOrAfter="{_instant(at, told["confirmed_after"])}"'
            f' Recipient="{told["recipient"]}"{asked}/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{_instant(at, told["before"])}"'
            f' NotOnOrAfter="{_instant(at, told["after"])}">{limited}</saml:Conditions>'
            f'<saml:AuthnStatement AuthnInstant="{_instant(at)}" SessionIndex="{told["session"]}">'
            f"<saml:AuthnContext><saml:AuthnContextClassRef>{told['level']}</saml:AuthnContextClassRef>"
            "</saml:AuthnContext></saml:AuthnStatement>"
            f"<saml:AttributeStatement>{values}</saml:AttributeStatement></saml:Assertion>"
        )

    def response(self, request_id, at, assertion, *, destination=ACS, status="Success", inner=""):
        """Return a response around an assertion, not signed itself."""
        self.number += 1
        asked = f' InResponseTo="{request_id}"' if request_id else ""
        within = f'<samlp:StatusCode Value="{STATUS}{inner}"/>' if inner else ""
        return (
            f'<samlp:Response {NAMES} ID="_response{self.number}" Version="2.0"'
            f' IssueInstant="{_instant(at)}" Destination="{destination}"{asked}>'
            f"<saml:Issuer>{IDP}</saml:Issuer>"
            f'<samlp:Status><samlp:StatusCode Value="{STATUS}{status}">{within}</samlp:StatusCode>'
            f"</samlp:Status>{assertion}</samlp:Response>"
        )


def signed(xml, key="honest", algorithm=Constants.RSA_SHA256, digest=Constants.SHA256):
    """Return an assertion or a response signed by somebody."""
    private, certificate = pem_of(key)
    done = Utils.add_sign(xml, private, certificate, sign_algorithm=algorithm, digest_algorithm=digest)
    return done.decode()


def by_redirect(name, xml, key="honest"):
    """Return a signed message as a provider puts it into an address."""
    squeezed = zlib.compress(xml.encode())[2:-4]
    query = {name: base64.b64encode(squeezed).decode(), "RelayState": "r", "SigAlg": Constants.RSA_SHA256}
    signature = Utils.sign_binary(urlencode(query), pem_of(key)[0], xmlsec.Transform.RSA_SHA256)
    return query | {"Signature": base64.b64encode(signature).decode()}


def _instant(at, seconds=0):
    return (at + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
