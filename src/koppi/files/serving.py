"""Give a file to a browser. Who may have it is decided by the view that asks."""

from django.http import FileResponse, Http404

from .actions import open_file
from .rules import is_inline, shown_name

POLICY = "default-src 'none'; sandbox"


def serve_file(request, stored, *, hidden=False):
    """Return a stored file as an answer that no cache keeps and no browser runs.

    Photos are shown; everything else is saved. The view has already asked whether the reader may see it.

    :param hidden: the file's own name is not told, as it may tell where somebody is
    """
    try:
        content = open_file(stored)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=not is_inline(stored.media_type),
        filename=shown_name(stored.name, stored.media_type, hidden),
        content_type=stored.media_type,
    )
    response["Content-Length"] = stored.size
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
