"""Addresses of the sign-in."""

from django.urls import path

from . import views
from .providers import views as providers

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/professionals/", views.sign_in_professional, name="sign_in_professional"),
    path("sign-in/with/<slug:who>/", providers.start, name="provider"),
    path("sign-in/oidc/<slug:who>/callback/", providers.callback, name="oidc_callback"),
    path("sign-in/oidc/<slug:who>/logout/", providers.back_channel_logout, name="oidc_logout"),
    path("sign-in/saml/<slug:who>/answer/", providers.acs, name="saml_acs"),
    path("sign-in/saml/<slug:who>/finish/", providers.saml_finish, name="saml_finish"),
    path("sign-in/saml/<slug:who>/logout/", providers.saml_logout, name="saml_logout"),
    path("sign-in/saml/<slug:who>/metadata/", providers.saml_metadata, name="saml_metadata"),
    path("sign-in/continue/", views.resume, name="resume"),
    path("sign-in/continue/discard/", views.discard, name="discard"),
    path("sign-in/stay/", views.stay, name="stay"),
    path("sign-in/keys/", views.single_keys, name="single_keys"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-out/", views.signed_out, name="signed_out"),
]
