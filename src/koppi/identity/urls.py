"""Addresses of the sign-in."""

from django.urls import path

from . import views

app_name = "identity"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/professionals/", views.sign_in_professional, name="sign_in_professional"),
    path("sign-in/continue/", views.resume, name="resume"),
    path("sign-in/continue/discard/", views.discard, name="discard"),
    path("sign-in/stay/", views.stay, name="stay"),
    path("sign-in/keys/", views.single_keys, name="single_keys"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("signed-out/", views.signed_out, name="signed_out"),
]
