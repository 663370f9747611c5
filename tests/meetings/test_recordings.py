"""Recording and transcript: published when everybody who speaks agreed, and never without."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from tessera.accounts.personal_data import Fate, registered
from tessera.lib.errors import NotAllowedError
from tessera.lib.personal_links import make_token
from tessera.lib.webvtt import CaptionsError, Cue, read_cues
from tessera.meetings.afterwards.captions import (
    compose_captions,
    paragraphs_of,
    remove_captions,
    save_captions,
)
from tessera.meetings.afterwards.errors import AfterwardsError
from tessera.meetings.afterwards.mails import CONSENT_PURPOSE
from tessera.meetings.afterwards.recording import (
    add_speaker,
    answer_consent,
    ask_speakers,
    note_consent,
    publish_recording,
    save_recording,
    withdraw_recording,
)
from tessera.meetings.afterwards.recording_files import attach_file, remove_file
from tessera.meetings.live.models import Caption
from tessera.meetings.models import CaptionTrack, Recording, Speaker
from tessera.notifications.models import Mail
from tests.factories import accounts
from tests.factories import meetings as make
from tests.factories.vocabularies import concept

pytestmark = pytest.mark.django_db
NOW = timezone.now
LINK = "https://video.example.org/1"
VTT = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Nuria Salcedo>Who pays?\n"


@pytest.fixture
def organizer():
    return accounts.desk_editor()


def past(rule: str = "PUB"):
    begins = (NOW() - timedelta(days=1)).strftime("%Y-%m-%dT12:00")
    return make.session(begins=begins, attribution_rule=concept("AR", rule))


def saved(session, organizer) -> Recording:
    licence = concept("LI", "CCBY")
    return save_recording(session, link=LINK, licence=licence, begins_at=None, by=organizer)


def consent_link(speaker) -> str:
    with translation.override("en"):
        return reverse("recording_consent", args=[make_token(CONSENT_PURPOSE, str(speaker.pk))])


def published(organizer):
    session = past()
    make.seated(session, "MOD")
    saved(session, organizer)
    save_captions(session, language="en", text=VTT, by=organizer)
    answer_consent(session.speakers.get(), agrees=True)
    publish_recording(session, by=organizer)
    return session


def test_stranger_may_do_nothing(client):
    session, stranger = past(), accounts.stranger()
    speaker = Speaker.objects.create(session=session, name="Nuria")
    track = CaptionTrack.objects.create(session=session, language="en", text=VTT)
    for act in (
        lambda: saved(session, stranger),
        lambda: add_speaker(session, name="X", email="", by=stranger),
        lambda: ask_speakers(session, by=stranger),
        lambda: note_consent(speaker, what="given", by=stranger),
        lambda: publish_recording(session, by=stranger),
        lambda: withdraw_recording(session, by=stranger),
        lambda: save_captions(session, language="fr", text=VTT, by=stranger),
        lambda: compose_captions(session, language="en", by=stranger),
        lambda: remove_captions(track, by=stranger),
    ):
        with pytest.raises(NotAllowedError):
            act()
    client.force_login(stranger)
    address = reverse("session_recording", args=[session.identifier])
    assert client.get(address).status_code == 403
    assert client.post(address, {"do": "publish"}).status_code == 403
    captions = reverse("session_captions_file", args=[session.identifier, "en"])
    assert client.get(captions).status_code == 404


@pytest.mark.parametrize("rule", ["CHR", "ANO"])
def test_rule_that_protects_names_forbids_recordings(client, organizer, rule):
    session = past(rule)
    with pytest.raises(AfterwardsError, match="a voice is one"):
        saved(session, organizer)
    with pytest.raises(AfterwardsError, match="a voice is one"):
        save_captions(session, language="en", text=VTT, by=organizer)
    client.force_login(organizer)
    page = client.get(reverse("session_recording", args=[session.identifier])).text
    assert "a voice is one" in page
    assert "Publish recording" not in page


def test_published_only_when_everybody_agreed_or_was_cut(organizer):
    session = past()
    make.seated(session, "MOD")
    with pytest.raises(AfterwardsError, match="a file or captions"):
        publish_recording(session, by=organizer)
    saved(session, organizer)
    first = session.speakers.get()
    second = add_speaker(session, name="From the floor", email="", by=organizer)
    with pytest.raises(AfterwardsError, match="listed already"):
        add_speaker(session, name="Again", email="SEAT@example.org", by=organizer)
    assert (ask_speakers(session, by=organizer), ask_speakers(session, by=organizer)) == (1, 0)
    assert Mail.objects.get(kind="meetings.consent").address == "seat@example.org"
    note_consent(second, what="given", by=organizer)
    with pytest.raises(AfterwardsError, match="has to agree first"):
        publish_recording(session, by=organizer)
    answer_consent(first, agrees=False)
    for what in ("given", "remove"):
        with pytest.raises(AfterwardsError, match="has to be cut"):
            note_consent(first, what=what, by=organizer)
    note_consent(first, what="cut", by=organizer)
    assert publish_recording(session, by=organizer).published_at
    for act in (
        lambda: saved(session, organizer),
        lambda: add_speaker(session, name="X", email="", by=organizer),
        lambda: note_consent(second, what="remove", by=organizer),
        lambda: save_captions(session, language="en", text=VTT, by=organizer),
    ):
        with pytest.raises(AfterwardsError, match="from the site first"):
            act()


def test_nobody_listed_is_not_everybody_agreed(organizer):
    session = past()
    saved(session, organizer)
    with pytest.raises(AfterwardsError, match="has to agree first"):
        publish_recording(session, by=organizer)
    with pytest.raises(AfterwardsError, match="has begun"):
        saved(make.session(attribution_rule=concept("AR", "PUB")), organizer)


def test_speaker_answers_by_link_and_taking_it_back_takes_it_from_the_site(client, organizer):
    session = published(organizer)
    link = consent_link(session.speakers.get())
    public = reverse("session_transcript", args=[session.identifier])
    assert "agrees" in client.get(link).text
    assert client.get(public).status_code == 200
    client.post(link, {"do": "refuse"})
    assert Recording.objects.get().published_at is None
    assert Client().get(public).status_code == 404
    assert client.post(link, {"do": "forged"}).status_code == 200
    assert client.get(f"{link[:-3]}/").status_code == 404


def test_everybody_reads_the_transcript_and_takes_the_captions(client, organizer):
    session = published(organizer)
    public = reverse("session_transcript", args=[session.identifier])
    assert public in client.get(session.get_absolute_url()).text
    page = client.get(public).text
    for words in (LINK, "Who pays?", "00:00:01", "Nuria Salcedo"):
        assert words in page
    captions = client.get(reverse("session_captions_file", args=[session.identifier, "en"]))
    assert captions["Content-Type"].startswith("text/vtt")
    assert read_cues(captions.text)[0].voice == "Nuria Salcedo"
    withdraw_recording(session, by=organizer)
    assert client.get(public).status_code == 404
    assert public not in client.get(session.get_absolute_url()).text


def test_captions_are_composed_of_what_was_written_live(organizer):
    session = past()
    begins = session.starts_at
    for seconds, text in ((1, "Welcome."), (3, "Who pays?"), (60, "Thank you.")):
        row = Caption.objects.create(session=session, language="en", text=text)
        Caption.objects.filter(pk=row.pk).update(at=begins + timedelta(seconds=seconds))
    track = compose_captions(session, language="en", by=organizer)
    assert read_cues(track.text) == [
        Cue(1.0, 3.0, "Welcome."), Cue(3.0, 10.0, "Who pays?"), Cue(60.0, 67.0, "Thank you."),
    ]  # fmt: skip
    save_recording(
        session, link="", licence=None, begins_at=begins + timedelta(seconds=2), by=organizer
    )
    track = compose_captions(session, language="en", by=organizer)
    assert [cue.start for cue in read_cues(track.text)] == [1.0, 58.0]
    with pytest.raises(AfterwardsError, match="Nothing was captioned"):
        compose_captions(session, language="fr", by=organizer)


def test_paragraphs_end_where_somebody_else_speaks_or_pauses():
    cues = [Cue(0, 2, "Good"), Cue(2, 3, "morning."), Cue(3, 4, "Hello.", "B"), Cue(9, 10, "So.")]
    assert paragraphs_of(cues) == [(0, "", "Good morning."), (3, "B", "Hello."), (9, "", "So.")]


def test_organizer_does_it_all_on_one_page(client, organizer):
    session = past()
    client.force_login(organizer)
    address = reverse("session_recording", args=[session.identifier])
    wrong = client.post(address, {"do": "save", "link": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "javascript:alert(1)" in wrong.text
    licence = str(concept("LI", "CCBY").pk)
    begins = session.starts_at.astimezone(session.zone).strftime("%Y-%m-%dT%H:%M:%S")
    sent = {"do": "save", "link": LINK, "licence": licence, "begins": begins}
    assert client.post(address, sent).status_code == 302
    assert Recording.objects.get().begins_at == session.starts_at
    assert client.post(address, {"do": "add", "speaker-name": ""}).status_code == 422
    client.post(address, {"do": "add", "speaker-name": "Nuria"})
    for content in (b"\xff\xfe", b"1\n00:01,000", b"WEBVTT\n\nx"):
        file = SimpleUploadedFile("a.vtt", content)
        refused = client.post(address, {"do": "captions", "language": "en", "file": file})
        assert refused.status_code == 422
    file = SimpleUploadedFile("a.vtt", VTT.encode())
    client.post(address, {"do": "captions", "language": "en", "file": file})
    client.post(address, {"do": f"given-{Speaker.objects.get().pk}"})
    client.post(address, {"do": "given-99999999999999999999"})
    client.post(address, {"do": "publish"})
    assert Recording.objects.get().published_at
    assert "take it from the site first" in client.get(address).text
    client.post(address, {"do": "withdraw"})
    client.post(address, {"do": "drop-en"})
    assert not CaptionTrack.objects.exists()


def test_captions_are_read_strictly_and_one_a_language(organizer):
    session = past()
    with pytest.raises(CaptionsError):
        save_captions(session, language="en", text="no captions", by=organizer)
    for _time in range(2):
        save_captions(session, language="en", text=VTT, by=organizer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaptionTrack.objects.create(session=session, language="en", text=VTT)


def test_erased_account_takes_its_consent_with_it(organizer):
    session = published(organizer)
    user = accounts.user("seat@example.org")
    entry = next(each for each in registered() if each.model is Speaker)
    assert [row["consent"] for row in entry.export(user)] == ["given"]
    entry.erase(user, Fate.ANONYMIZE)
    speaker = session.speakers.get()
    assert (speaker.name, speaker.email, speaker.consent) == ("–", "", "refused")
    assert Recording.objects.get().published_at is None


def test_file_passes_the_scanner_for_malware_first(settings, organizer):
    session = past()
    saved(session, organizer)
    settings.MALWARE_SCANNER = "clamd:///nowhere/clamd.ctl"
    with pytest.raises(AfterwardsError, match="none is taken"):
        attach_file(session, ContentFile(b"ID3" + b"\x00" * 500), by=organizer)
    assert not Recording.objects.get().file


def test_file_is_offered_for_saving_to_those_who_may(client, organizer):
    session = past()
    make.seated(session, "MOD")
    sound = b"ID3" + b"\x00" * 500
    with pytest.raises(AfterwardsError, match="form above first"):
        attach_file(session, ContentFile(sound), by=organizer)
    saved(session, organizer)
    with pytest.raises(NotAllowedError):
        attach_file(session, ContentFile(sound), by=accounts.stranger())
    with pytest.raises(AfterwardsError, match="none of the kinds"):
        attach_file(session, ContentFile(b"<script>"), by=organizer)
    large = ContentFile(sound)
    large.size = 101 * 1024 * 1024
    with pytest.raises(AfterwardsError, match="larger than 100 MB"):
        attach_file(session, large, by=organizer)
    address = reverse("session_recording_file", args=[session.identifier])
    page = reverse("session_recording", args=[session.identifier])
    client.force_login(organizer)
    assert client.get(address).status_code == 404
    wrong = SimpleUploadedFile("film.mp4", b"MZ")
    assert client.post(page, {"do": "file", "recorded": wrong}).status_code == 422
    right = SimpleUploadedFile("x.html", sound)
    assert client.post(page, {"do": "file", "recorded": right}).status_code == 302
    mine = client.get(address)
    assert b"".join(mine.streaming_content) == sound
    assert mine["Content-Type"] == "application/octet-stream"
    assert f"session-{session.identifier}.mp3" in mine["Content-Disposition"]
    visitor = Client()
    assert visitor.get(address).status_code == 404
    asked = f"{consent_link(session.speakers.get())}recording/"
    assert b"".join(visitor.get(asked).streaming_content) == sound
    answer_consent(session.speakers.get(), agrees=True)
    publish_recording(session, by=organizer)
    assert b"".join(visitor.get(address).streaming_content) == sound
    with pytest.raises(AfterwardsError, match="from the site first"):
        remove_file(session, by=organizer)


def test_removed_file_is_gone_from_the_storage(organizer, django_capture_on_commit_callbacks):
    session, names = past(), []
    saved(session, organizer)
    for content in (b"OggS first", b"OggS second"):
        with django_capture_on_commit_callbacks(execute=True):
            names.append(attach_file(session, ContentFile(content), by=organizer).file.name)
    assert [default_storage.exists(name) for name in names] == [False, True]
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(session, by=organizer)
    assert not default_storage.exists(names[1])
    assert Recording.objects.get().file.name == ""


def test_rule_chosen_later_hides_what_was_published(client, organizer):
    session = published(organizer)
    attach = Recording.objects.get()
    attach.file.save("recording.mp3", ContentFile(b"ID3"))
    addresses = [
        reverse("session_transcript", args=[session.identifier]),
        reverse("session_captions_file", args=[session.identifier, "en"]),
        reverse("session_recording_file", args=[session.identifier]),
    ]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    session.attribution_rule = concept("AR", "CHR")
    session.save()
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert addresses[0] not in client.get(session.get_absolute_url()).text
    withdraw_recording(session, by=organizer)
    assert Recording.objects.get().published_at is None
