"""Files that members put to what they write: what is taken, who gets them, when they go."""

import io
import socketserver
import threading

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tessera.accounts.actors import SYSTEM
from tessera.accounts.personal_data import Fate, registered
from tessera.communities.actions import attaching, moderating, talking
from tessera.communities.models import Attachment, Membership
from tests.factories.accounts import browser
from tests.factories.communities import community, discussion, member, person, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def focal():
    return person("Nuria Salcedo")


def sent(name: str = "budget.csv", content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def photo() -> bytes:
    """A photo that knows where it was taken."""
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (41.0, 0.0, 52.0)}
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def with_file(of, by, name: str = "budget.csv", content: bytes = b"a,b\n1,2\n"):
    made = talking.reply(
        of, text="Here it is.", language="en", is_markdown=False, by=by,
        attachments=[sent(name, content)],
    )  # fmt: skip
    return moderating.approve_post(made, by=SYSTEM)


def words(*files: SimpleUploadedFile, **more: object) -> dict[str, object]:
    return {"text": "Here it is.", "language": "en", "attachments": list(files), **more}


def test_member_puts_files_to_a_reply_and_everybody_who_reads_saves_them(focal, client):
    begun = discussion(community(focal=focal), by=focal)
    answer = browser(focal).post(
        begun.get_absolute_url(), words(sent(), sent("../../where.jpg", photo()))
    )
    assert answer.status_code == 302
    table, picture = Attachment.objects.order_by("number")
    assert (table.name, picture.name) == ("budget.csv", "where.jpg")
    page = client.get(begun.get_absolute_url()).text
    assert table.get_absolute_url() in page
    response = client.get(table.get_absolute_url())
    assert b"".join(response) == b"a,b\n1,2\n"
    assert response["Content-Disposition"] == 'attachment; filename="budget.csv"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    with picture.file.open("rb") as opened:
        assert not Image.open(opened).getexif()


def test_file_comes_with_a_new_discussion(focal):
    of = community(focal=focal)
    address = f"/en/communities/{of.identifier}/start/"
    assert 'enctype="multipart/form-data"' in browser(focal).get(address).text
    answer = browser(focal).post(address, words(sent(), title="Our budget", confirmed="yes"))
    assert answer.status_code == 302
    assert Attachment.objects.get().post.number == 1


REFUSED = {
    "a page": (sent("x.html", b"<script>1</script>"), "Files of this kind are not taken"),
    "a picture that is none": (sent("x.png", b"<svg onload=alert(1)>"), "not what its name says"),
    "half a picture": (sent("x.jpg", photo()[:200]), "cannot be read"),
    "too much": (sent("x.txt", b"a" * (10 * 1024 * 1024 + 1)), "larger than 10 MB"),
    "nothing": (sent("x.txt", b""), "empty"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_file_that_is_not_taken_is_said_beside_its_field(focal, what):
    file, reason = REFUSED[what]
    begun = discussion(community(focal=focal), by=focal)
    answer = browser(focal).post(begun.get_absolute_url(), words(file))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["attachments"]
    assert reason in str(answer.context["form"].errors["attachments"])
    assert 'href="#id_attachments"' in answer.text
    assert "Here it is." in answer.text
    assert (Attachment.objects.count(), begun.posts.count()) == (0, 1)


def test_number_and_room_are_bounded(focal, monkeypatch):
    begun = discussion(community(focal=focal), by=focal)
    answer = browser(focal).post(
        begun.get_absolute_url(), words(*(sent(f"{number}.csv") for number in range(5)))
    )
    assert "A post has 4 files at most." in answer.text
    monkeypatch.setattr(attaching, "MOST_OF_A_MEMBER", 12)
    with_file(begun, focal)
    answer = browser(focal).post(begun.get_absolute_url(), words(sent(), text="Another."))
    assert "Take old ones away first." in answer.text
    assert Attachment.objects.count() == 1


class _Scanner(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        heard = b""
        while not heard.endswith(b"\0\0\0\0"):
            heard += self.request.recv(65536)
        self.request.sendall(b"stream: Eicar FOUND\0")


def test_malware_is_not_kept(focal, settings):
    begun = discussion(community(focal=focal), by=focal)
    with socketserver.TCPServer(("127.0.0.1", 0), _Scanner) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        settings.MALWARE_SCANNER = f"clamd://127.0.0.1:{server.server_address[1]}"
        answer = browser(focal).post(begun.get_absolute_url(), words(sent()))
    assert "budget.csv: The scanner found malware in this file." in answer.text
    assert not Attachment.objects.exists()


def test_stranger_gets_nothing_from_a_private_community(focal, client):
    of = community(focal=focal, access="private")
    inside = member(of, "Omar Aziz")
    kept = with_file(discussion(of, by=focal), focal).attachments.get()
    address = kept.get_absolute_url()
    assert browser(inside).get(address).status_code == 200
    assert client.get(address).status_code == 404
    assert browser(person("Stranger")).get(address).status_code == 404
    Membership.objects.filter(user=inside).delete()
    assert browser(inside).get(address).status_code == 404


def test_stranger_may_not_put_a_file(focal):
    begun = discussion(community(focal=focal), by=focal)
    answer = browser(person("Stranger")).post(begun.get_absolute_url(), words(sent()))
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_held_and_hidden_files_are_for_the_author_and_moderators(focal, client):
    of = community(focal=focal)
    author, other = member(of, "Omar Aziz"), member(of, "Leila Haddad")
    made = talking.reply(
        discussion(of, by=focal), text="Here.", language="en", is_markdown=False, by=author,
        attachments=[sent()],
    )  # fmt: skip
    address = made.attachments.get().get_absolute_url()
    assert "budget.csv" in browser(focal).get("/en/desk/moderation/").text
    hidden = (lambda: None, lambda: moderating.hide_post(made, reason="Names.", by=focal))
    for change in hidden:
        change()
        for reader in (browser(author), browser(focal)):
            assert reader.get(address).status_code == 200
        for reader in (browser(other), client):
            assert reader.get(address).status_code == 404
            assert "budget.csv" not in reader.get(made.discussion.get_absolute_url()).text


def test_author_takes_a_file_away_and_adds_another(focal):
    made = with_file(discussion(community(focal=focal), by=focal), focal)
    first = made.attachments.get()
    address = f"{made.get_absolute_url()}edit/"
    assert "Take away these files" in browser(focal).get(address).text
    answer = browser(focal).post(address, words(sent("second.csv"), removed=[first.number]))
    assert answer.status_code == 302
    assert list(made.attachments.values_list("name", flat=True)) == ["second.csv"]
    other = browser(member(made.discussion.community, "Leila Haddad"))
    assert other.post(address, words(removed=[2])).status_code == 404
    assert made.attachments.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["taken back", "erased", "discussion deleted"])
def test_stored_file_goes_with_what_it_belongs_to(focal, what):
    made = with_file(discussion(community(focal=focal), by=focal), focal)
    stored = str(made.attachments.get().file.name)
    assert default_storage.exists(stored)
    entries = {each.model: each for each in registered()}
    assert [each["name"] for each in entries[Attachment].export(focal)] == ["budget.csv"]
    changes = {
        "taken back": lambda: talking.withdraw_post(made, by=focal),
        "erased": lambda: entries[Attachment].erase(focal, Fate.ANONYMIZE),
        "discussion deleted": lambda: made.discussion.delete(),
    }
    changes[what]()
    assert not Attachment.objects.exists()
    assert not default_storage.exists(stored)


def test_page_costs_the_same_with_one_and_with_three(focal, client):
    begun = discussion(community(focal=focal), by=focal)
    counts = []
    for number in (1, 2):
        for step in range(number):
            with_file(post(begun, by=focal, text=f"{number}{step}").discussion, focal)
            post(begun, by=focal, text=f"So {number}{step}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(begun.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
