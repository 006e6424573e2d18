"""The gallery and the reader's choice of look."""

from django.urls import path

from koppi.ui import preferences, views

app_name = "ui"

urlpatterns = [
    path("ui/", views.gallery, name="gallery"),
    path("look/", preferences.save, name="preferences"),
]
