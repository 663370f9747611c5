"""Uploaded files: pictures are shown, documents are saved, and nothing else leaves."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.documents import get_document_model

PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    """Files of one test, inside a folder that holds something to be kept."""
    settings.MEDIA_ROOT = tmp_path / "media"
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    (tmp_path / "secret.gif").write_bytes(PIXEL)


@pytest.mark.django_db
def test_a_picture_is_shown_and_never_run(client: Client):
    name = default_storage.save("images/pixel.gif", ContentFile(PIXEL))
    answer = client.get(f"/media/{name}")
    assert b"".join(answer.streaming_content) == PIXEL
    assert answer["Content-Type"] == "image/gif"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["images/a.svg", "images/a.html", "documents/a.gif"])
def test_what_may_run_or_lies_elsewhere_is_not_there(client: Client, name: str):
    saved = default_storage.save(name, ContentFile(PIXEL))
    assert default_storage.exists(saved)
    assert client.get(f"/media/{saved}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["images/../../secret.gif", "images/%2e%2e/%2e%2e/secret.gif"])
def test_nothing_outside_the_folder_is_shown(client: Client, name: str):
    default_storage.save("images/pixel.gif", ContentFile(PIXEL))
    assert client.get(f"/media/{name}").status_code in {400, 404}


@pytest.mark.django_db
def test_a_document_is_offered_for_saving(client: Client):
    document = get_document_model()(title="Report")
    document.file.save("report.pdf", ContentFile(b"%PDF-1.4"))
    document.save()
    answer = client.get(document.url)
    assert b"".join(answer.streaming_content) == b"%PDF-1.4"
    assert answer["Content-Disposition"].startswith("attachment;")
