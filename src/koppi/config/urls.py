"""Every address of Koppi: each package brings its own."""

from django.urls import include, path

from koppi.identity.views import set_language

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("", include("koppi.identity.urls")),
    path("", include("koppi.ui.urls")),
    path("desk/", include("koppi.desk.urls")),
    path("", include("koppi.resident.urls")),
]

handler400 = "koppi.ui.errors.bad_request"
handler403 = "koppi.ui.errors.permission_denied"
handler404 = "koppi.ui.errors.page_not_found"
handler500 = "koppi.ui.errors.server_error"
