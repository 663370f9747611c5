"""Taking a whole session away; for organizers."""

import tempfile
from typing import Any, Final

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tessera.accounts.access import sign_in_required
from tessera.meetings.afterwards.archive.writing import write_archive
from tessera.meetings.models import Session
from tessera.meetings.organizing import organizer_of
from tessera.vocabularies.labels import current_language

#: What is larger goes to the disk while it is written.
_MOST_IN_MEMORY: Final = 4 * 1024 * 1024


@never_cache
@require_safe
@sign_in_required
def archive(request: HttpRequest, identifier: str) -> Any:
    """The archive, in the language of the address around what is kept."""
    organizer_of(request)
    rows = Session.objects.with_texts()
    session = get_object_or_404(rows, identifier=identifier)
    # The answer closes it, and with that it is gone.
    file = tempfile.SpooledTemporaryFile(_MOST_IN_MEMORY)  # noqa: SIM115
    write_archive(session, file, current_language())
    file.seek(0)
    name = f"session-{session.identifier}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
