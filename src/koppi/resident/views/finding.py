"""The one door of a resident's pages to a matter and its files."""

from django.http import Http404
from django.urls import reverse

from koppi.matters.models import Matter
from koppi.matters.queries import matter_for


def find_matter(request, reference):
    """Return a matter that the resident may see.

    :raises Http404: not theirs, or not there
    """
    try:
        return matter_for(reference, by=request.user)
    except Matter.DoesNotExist:
        raise Http404 from None


def file_url(uuid):
    """Return where a resident gets a file."""
    return reverse("resident:file", args=[uuid])
