"""Addresses of the sign-in."""

from django.urls import path

from . import views, views_account, views_mine, views_second
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
    path("sign-in/professionals/account/", views_account.sign_in_account, name="sign_in_account"),
    path("sign-in/activate/", views_account.activate, name="activate"),
    path("sign-in/activate/password/", views_account.activate_password, name="activate_password"),
    path("sign-in/second/", views_second.second, name="second"),
    path("sign-in/second/code/", views_second.second_code, name="second_code"),
    path("sign-in/second/passkey/", views_second.second_passkey, name="second_passkey"),
    path("sign-in/second/recovery/", views_second.second_recovery, name="second_recovery"),
    path("sign-in/set-up/", views_second.set_up, name="set_up"),
    path("sign-in/set-up/app/", views_second.set_up_app, name="set_up_app"),
    path("sign-in/set-up/passkey/", views_second.set_up_passkey, name="set_up_passkey"),
    path("sign-in/set-up/codes/", views_second.codes, name="codes"),
    path("sign-in/mine/", views_mine.mine, name="mine"),
    path("sign-in/mine/end/", views_mine.end, name="end_sign_in"),
    path("sign-in/mine/password/", views_account.change_password, name="change_password"),
    path("sign-in/mine/app/remove/", views_mine.remove_app, name="remove_app"),
    path("sign-in/mine/passkey/<int:passkey_id>/remove/", views_mine.remove_passkey, name="remove_passkey"),
    path("sign-in/continue/", views.resume, name="resume"),
    path("sign-in/continue/discard/", views.discard, name="discard"),
    path("sign-in/stay/", views.stay, name="stay"),
    path("sign-in/keys/", views.single_keys, name="single_keys"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-out/", views.signed_out, name="signed_out"),
]
