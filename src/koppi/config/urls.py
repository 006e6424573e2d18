"""Every address of Koppi: each package brings its own."""

from django.urls import include, path

urlpatterns = [
    path("language/", include("django.conf.urls.i18n")),
    path("", include("koppi.ui.urls")),
]

handler400 = "koppi.ui.errors.bad_request"
handler403 = "koppi.ui.errors.permission_denied"
handler404 = "koppi.ui.errors.page_not_found"
handler500 = "koppi.ui.errors.server_error"
