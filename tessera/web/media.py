"""Images that editors uploaded, for installations without a server of files.

Only what a browser shows as a picture and never runs leaves from here, under the type of its name
and with a policy that allows nothing. Documents have their own address, which offers them for
saving (``/documents/``).
"""

from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from tessera.lib.http import read_only

_FOLDERS = {"images", "original_images"}
_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@read_only
def image(request: HttpRequest, name: str) -> HttpResponseBase:
    """An uploaded image or one of its sizes.

    Raises:
        Http404: no such file, or one that is no image.
    """
    path = PurePosixPath(name)
    kind = _TYPES.get(path.suffix.lower())
    if kind is None or path.parts[0] not in _FOLDERS:
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "public, max-age=86400"
    return response
