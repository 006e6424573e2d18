"""Photos and documents of a matter, to those who may see the matter."""

from django.http import Http404
from django.views.decorators.http import require_GET

from koppi.access.matrix import Kind
from koppi.files.serving import serve_file

from .. import queries
from . import doors


@doors.at_desk
@require_GET
def show(request, reference, file_uuid):
    """Show a file that came with a contact or a letter of this matter; looking is written down."""
    matter = doors.find_matter(request, reference, to_read=True)
    found = queries.file_of(matter, file_uuid)
    if found is None or Kind.FILES not in matter.opening.kinds:
        raise Http404
    doors.log_opening(request, matter)
    stored, hidden = found
    return serve_file(request, stored, hidden=hidden)
