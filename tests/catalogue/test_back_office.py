"""Editing records, organizations and vocabularies in the back office, without a browser."""

import pytest
from django.core.management import call_command
from django.forms import CheckboxSelectMultiple
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.actors import SYSTEM
from tessera.catalogue.actions import withdraw_record
from tessera.catalogue.models import KIND_MODELS, Practice
from tessera.changes.models import Change, Version
from tessera.vocabularies.labels import forget_labels
from tests.factories.accounts import administrator
from tests.factories.catalogue import draft_record, record, record_text
from tests.factories.network import organization
from tests.factories.vocabularies import changes_after, concept, last_sequence

pytestmark = pytest.mark.django_db


@pytest.fixture
def editors() -> Client:
    """An administrator, signed in to the back office in English."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(administrator())
    return client


def address(thing: object, view: str = "edit") -> str:
    """The back office's address of a view of a thing, or of its model."""
    meta = thing._meta
    name = f"wagtailsnippets_{meta.app_label}_{meta.model_name}:{view}"
    return reverse(name, args=[thing.pk] if getattr(thing, "pk", None) else [])


def posted(form: object) -> dict[str, object]:
    """What a browser would send back from an untouched form."""
    data: dict[str, object] = {}
    for formset in form.formsets.values():
        data.update(_values(formset.management_form))
        for row in formset.forms:
            data.update(_values(row))
    data.update(_values(form))
    return data


def _values(form: object) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in form:
        value = field.value()
        if value is None or value is False:
            continue
        if isinstance(field.field.widget, CheckboxSelectMultiple) or isinstance(value, list):
            values[field.html_name] = [getattr(each, "pk", each) for each in value]
        else:
            values[field.html_name] = "on" if value is True else value
    return values


def save(client: Client, thing: object, *, publish: bool = True, **changes: object) -> object:
    """Open the form, change fields, and send it; names are as in the form."""
    page = client.get(address(thing))
    data = posted(page.context["form"]) | changes
    data["loaded_revision_id"] = page.context["object"].latest_revision_id or ""
    data["loaded_revision_created_at"] = page.context["loaded_revision_created_at"] or ""
    if publish:
        data["action-publish"] = "1"
    return client.post(address(thing), data)


def errors(answer: object) -> dict[str, list[str]]:
    """The errors of the form and of all its rows, by field."""
    form = answer.context["form"]
    found = {name: list(texts) for name, texts in form.errors.items()}
    for name, formset in form.formsets.items():
        for number, row_errors in enumerate(formset.errors):
            for field, texts in row_errors.items():
                found[f"{name}-{number}-{field}"] = list(texts)
    return found


@pytest.mark.parametrize("kind", KIND_MODELS)
def test_every_kind_opens_and_publishes_unchanged(editors: Client, kind: str):
    thing = record("Language cafés", kind)
    before = last_sequence()
    answer = save(editors, thing)
    assert answer.status_code == 302
    assert changes_after(before) == [("record", thing.identifier, "updated")]
    assert Version.objects.filter(identifier=thing.identifier).count() == 2


def test_publishing_makes_one_version_and_one_change(editors: Client):
    thing = draft_record()
    before = last_sequence()
    save(editors, thing, **{"texts-0-title": "Language cafés for all"})
    thing.refresh_from_db()
    assert thing.live
    assert changes_after(before) == [("record", thing.identifier, "published")]
    version = Version.objects.get(identifier=thing.identifier)
    assert version.snapshot["texts"][0]["title"] == "Language cafés for all"


def test_a_draft_changes_nothing_for_readers(editors: Client):
    thing = record()
    before = last_sequence()
    save(editors, thing, publish=False, **{"texts-0-title": "Draft"})
    assert changes_after(before) == []
    assert str(Practice.objects.get(pk=thing.pk)) == "Language cafés"


def test_publishing_that_fails_keeps_nothing(editors: Client, monkeypatch: pytest.MonkeyPatch):
    thing = record()
    before, revisions = last_sequence(), thing.revisions.count()

    def breaks(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("tessera.changes.publication.announce", breaks)
    with pytest.raises(RuntimeError):
        save(editors, thing, **{"texts-0-title": "Half done"})
    thing.refresh_from_db()
    assert str(thing) == "Language cafés"
    assert thing.revisions.count() == revisions
    assert changes_after(before) == []


def test_a_schedule_publishes_when_its_time_comes(editors: Client):
    thing = draft_record()
    soon = timezone.now() + timezone.timedelta(hours=1)
    save(editors, thing, go_live_at=soon.strftime("%Y-%m-%d %H:%M"))
    thing.refresh_from_db()
    assert not thing.live
    past = timezone.now() - timezone.timedelta(minutes=1)
    revision = thing.scheduled_revision
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    before = last_sequence()
    call_command("publish_scheduled")
    thing.refresh_from_db()
    assert thing.live
    assert changes_after(before) == [("record", thing.identifier, "published")]


def test_unpublishing_is_announced(editors: Client):
    thing = record()
    before = last_sequence()
    editors.post(address(thing, "unpublish"))
    assert changes_after(before) == [("record", thing.identifier, "removed")]


def test_deleting_is_announced(editors: Client):
    thing = record()
    before = last_sequence()
    editors.post(address(thing, "delete"))
    assert changes_after(before) == [("record", thing.identifier, "removed")]


def test_deleting_many_from_the_list_is_announced(editors: Client):
    one, two = record("One"), record("Two")
    before = last_sequence()
    bulk = reverse("wagtail_bulk_action", args=["catalogue", "practice", "delete"])
    editors.post(f"{bulk}?id={one.pk}&id={two.pk}&next=/editors/")
    assert sorted(changes_after(before)) == sorted(
        [("record", one.identifier, "removed"), ("record", two.identifier, "removed")]
    )


@pytest.mark.parametrize("view", ["edit", "delete", "unpublish"])
def test_what_was_withdrawn_cannot_be_changed(editors: Client, view: str):
    thing = record()
    withdraw_record(thing, by=SYSTEM, reason="A hoax.")
    for answer in (editors.get(address(thing, view)), editors.post(address(thing, view))):
        assert answer.status_code == 302
        assert answer["Location"] == address(thing, "history")
    shown = editors.get(address(thing, "history")).content.decode()
    assert "can no longer be changed" in shown
    assert "A hoax." in shown
    thing.refresh_from_db()
    assert not thing.live


def test_what_was_withdrawn_is_not_deleted_with_others(editors: Client):
    thing, other = record("One"), record("Two")
    withdraw_record(thing, by=SYSTEM, reason="A hoax.")
    bulk = reverse("wagtail_bulk_action", args=["catalogue", "practice", "delete"])
    editors.post(f"{bulk}?id={thing.pk}&id={other.pk}&next=/editors/")
    assert Practice.objects.filter(pk__in=[thing.pk, other.pk]).count() == 2


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("issued", "last May", "Enter a date such as 2021, 2021-04, 2021-04-30"),
        ("period_start", "202x-13", "Enter a date such as 2021, 2021-04, 2021-04-30"),
        ("source_url", "ftp://example.org/a", "Enter a web address that begins with https://"),
        ("source_url", "javascript:alert(1)", "Enter a web address that begins with https://"),
        ("context_year", "20199", "Ensure this value is less than or equal to 2100."),
        ("texts-0-summary", "a" * 801, "Ensure this value has at most 800 characters"),
        ("texts-0-language", "klingon", "Select a valid choice."),
    ],
)
def test_a_mistake_is_told_at_its_field(editors: Client, field: str, typed: str, sentence: str):
    thing = record()
    answer = save(editors, thing, **{field: typed})
    assert answer.status_code == 200
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(sentence)
    assert typed in answer.content.decode()


def test_an_end_before_the_start_is_told(editors: Client):
    answer = save(editors, record(), period_start="2020", period_end="2018")
    assert errors(answer) == {"period_end": ["The end lies before the start."]}


@pytest.mark.parametrize("publish", [True, False])
def test_two_texts_in_one_language_are_told(editors: Client, publish: bool):
    thing = record(texts=[record_text("en", "One"), record_text("fr", "Un")])
    answer = save(editors, thing, publish=publish, **{"texts-1-language": "en"})
    assert errors(answer)["texts-1-language"] == ["There is another text in this language already."]


def test_no_text_in_the_original_language_is_told(editors: Client):
    answer = save(editors, record(), original_language="tr")
    assert errors(answer) == {
        "original_language": [
            "There is no text in Turkish yet. Add one, or choose another language."
        ]
    }


def test_a_relation_to_itself_is_told(editors: Client):
    thing = record()
    kind = concept("RL", "related")
    row = {
        "relations-TOTAL_FORMS": "1",
        "relations-0-kind": kind.pk,
        "relations-0-target": thing.pk,
        "relations-0-ORDER": "1",
    }
    answer = save(editors, thing, **row)
    assert errors(answer) == {"relations-0-target": ["A record cannot have a relation to itself."]}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ror", "04x48z588", "Enter a ROR ID such as https://ror.org/04x48z588."),
        ("website", "ftp://example.org", "Enter a web address that begins with https://"),
        ("founded_year", "3001", "Ensure this value is less than or equal to 2100."),
    ],
)
def test_a_mistake_about_an_organization_is_told(
    editors: Client, field: str, typed: str, sentence: str
):
    answer = save(editors, organization(), **{field: typed})
    assert list(errors(answer)) == [field]
    assert errors(answer)[field][0].startswith(sentence)


def test_languages_of_work_are_ticked(editors: Client):
    thing = organization()
    save(editors, thing, languages_of_work=["tr", "ckb"])
    thing.refresh_from_db()
    assert sorted(thing.languages_of_work) == ["ckb", "tr"]


def test_labels_of_a_scheme_are_one_line_a_language(editors: Client):
    scheme = concept("TH", "LAN").scheme
    page = editors.get(address(scheme))
    data = {"code": scheme.code, "slug": scheme.slug, "note": ""}
    data |= {"labels_en": "Topics", "labels_zh-hans": "主题", "labels_ar": ""}
    assert "Wagtail" not in str(page.context["form"]["labels"])
    editors.post(address(scheme), data)
    scheme.refresh_from_db()
    assert scheme.labels == {"en": "Topics", "zh-hans": "主题"}


def test_a_deprecated_concept_is_offered_only_where_it_was_chosen(editors: Client):
    gone = concept("ST", "was-tried", en="Was tried once")
    gone.is_deprecated = True
    gone.save()
    forget_labels()
    with_it, without = record("One", status=gone), record("Two")
    assert "Was tried once" in str(editors.get(address(with_it)).context["form"]["status"])
    assert "Was tried once" not in str(editors.get(address(without)).context["form"]["status"])


def test_choices_stand_in_the_editors_language(editors: Client):
    from wagtail.users.models import UserProfile

    editor = editors.get("/editors/account/").wsgi_request.user
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "fr"})
    shown = editors.get(address(record())).content.decode()
    assert "Allemagne" in shown
    assert ">turc</option>" in shown


def test_a_form_asks_no_more_for_more_rows(editors: Client, django_assert_max_num_queries):
    rows = [record_text(tag, "Title") for tag in ("en", "fr", "es", "ar", "ru", "tr")]
    small, large = record("One"), record("Two", texts=rows)
    editors.get(address(small))
    with django_assert_max_num_queries(80) as few:
        editors.get(address(small))
    with django_assert_max_num_queries(80) as many:
        editors.get(address(large))
    assert len(many) == len(few)


def test_a_list_asks_no_more_for_more_rows(editors: Client, django_assert_max_num_queries):
    record("One")
    where = reverse("wagtailsnippets_catalogue_practice:list")
    editors.get(where)
    with django_assert_max_num_queries(40) as few:
        editors.get(where)
    record("Two"), record("Three")
    with django_assert_max_num_queries(40) as many:
        editors.get(where)
    assert len(many) == len(few)


def test_a_preview_shows_the_page_and_changes_nothing(editors: Client):
    thing = record()
    page = editors.get(address(thing))
    preview = address(thing, "preview_on_edit")
    before = last_sequence()
    data = posted(page.context["form"]) | {"texts-0-title": "Cafés to come"}
    assert editors.post(preview, data).json() == {"is_valid": True, "is_available": True}
    shown = editors.get(f"{preview}?mode=en")
    assert "Cafés to come" in shown.content.decode()
    assert "It is not published yet." in shown.content.decode()
    assert str(Practice.objects.get(pk=thing.pk)) == "Language cafés"
    assert changes_after(before) == []
    assert 'lang="ar" dir="rtl"' in editors.get(f"{preview}?mode=ar").content.decode()


def test_a_preview_of_something_new_keeps_nothing(editors: Client):
    where = reverse("wagtailsnippets_catalogue_practice:preview_on_add")
    form = editors.get(reverse("wagtailsnippets_catalogue_practice:add")).context["form"]
    data = posted(form)
    data |= {"texts-0-language": "en", "texts-0-title": "Brand new", "texts-TOTAL_FORMS": "1"}
    data |= {"texts-0-status": "original"}
    assert editors.post(where, data).json()["is_valid"]
    assert "Brand new" in editors.get(f"{where}?mode=en").content.decode()
    assert Practice.objects.count() == 0


def test_a_record_is_found_in_its_chooser(editors: Client):
    record("Language cafés"), record("Sports for all", "GUI")
    draft_record("Cafés to come")
    found = editors.get(reverse("record_chooser:choose_results"), {"q": "cafés"}).content.decode()
    assert "Language cafés" in found
    assert "Cafés to come" in found
    assert "Sports for all" not in found


def test_an_organization_is_found_in_its_chooser(editors: Client):
    organization("Office for Newcomers"), organization("Library of Ghent")
    where = reverse("wagtailsnippetchoosers_network_organization:choose_results")
    found = editors.get(where, {"q": "library"}).content.decode()
    assert "Library of Ghent" in found
    assert "Office for Newcomers" not in found


def test_withdrawing_asks_for_the_reason_and_keeps_it(editors: Client):
    thing = record()
    where = reverse("end_record", args=[thing.identifier])
    assert "This field is required." in editors.post(where, {"reason": ""}).content.decode()
    assert editors.post(where, {"reason": "A hoax."}).status_code == 302
    thing.refresh_from_db()
    assert thing.withdrawal_reason == "A hoax."
    assert Change.objects.last().what == "withdrawn"
