"""Who may open what in the back office."""

import pytest
from django.contrib.auth.models import Group
from django.core.management.sql import emit_post_migrate_signal
from django.test import Client
from django.urls import reverse
from wagtail.documents.permissions import permission_policy as documents
from wagtail.images.permissions import permission_policy as images
from wagtail.models import Collection
from wagtail.snippets.models import get_snippet_models

from tessera.accounts.models import User
from tessera.accounts.roles import ADMINISTRATORS, EDITORS, ROLES, STEWARDS, ensure_roles
from tessera.catalogue.models import KIND_MODELS, BuildingBlock
from tessera.network.models import Organization
from tessera.pages.models import FrontPage, InformationPage
from tessera.vocabularies.models import Concept, ConceptScheme, Place
from tests.factories.accounts import administrator, stranger, user
from tests.factories.catalogue import draft_record
from tests.factories.network import draft_organization
from tests.factories.vocabularies import concept

WRITTEN_BY_EDITORS = (*KIND_MODELS.values(), Organization, BuildingBlock)
KEPT_BY_STEWARDS = (Concept, ConceptScheme, Place)
SNIPPETS = (*WRITTEN_BY_EDITORS, *KEPT_BY_STEWARDS)
MAY_OPEN = {
    EDITORS: WRITTEN_BY_EDITORS,
    STEWARDS: KEPT_BY_STEWARDS,
    ADMINISTRATORS: SNIPPETS,
    "stranger": (),
    "nobody": (),
}
PUBLISHED = (*KIND_MODELS.values(), Organization)

pytestmark = pytest.mark.django_db


def member(role: str) -> User:
    ensure_roles()
    person = user(f"{role.split()[0].lower()}@example.org")
    person.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=person.pk)


def signed_in(role: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    if role != "nobody":
        client.force_login(stranger() if role == "stranger" else member(role))
    return client


def example(model: type) -> object:
    """An object to edit."""
    if model in KIND_MODELS.values():
        return draft_record(kind=model.kind_of_model)
    if model is Organization:
        return draft_organization()
    if model is BuildingBlock:
        return BuildingBlock.objects.create(kind=concept("BK", "TOOL"))
    return model.objects.first()


def addresses(model: type, verbs: tuple[str, ...] = ("list", "add", "edit")) -> list[str]:
    names = model.snippet_viewset.get_url_name
    needs_object = ("edit", "delete", "history", "usage", "unpublish")
    arguments = [str(example(model).pk)]
    return [reverse(names(verb), args=arguments if verb in needs_object else []) for verb in verbs]


def may_open(client: Client, address: str) -> bool:
    """Whether the page is shown; those who may not are sent to sign in, or to the first page."""
    response = client.get(address)
    if response.status_code == 200:
        return True
    assert response.status_code == 302
    sign_in = f"{reverse('wagtailadmin_login')}?next={address}"
    assert response.url in (sign_in, reverse("wagtailadmin_home"))
    return False


def test_every_snippet_is_in_the_table_of_roles():
    assert set(get_snippet_models()) == set(SNIPPETS)


@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", MAY_OPEN)
def test_lists_and_forms_are_for_those_whose_work_they_are(role, model):
    client = signed_in(role)
    opened = {address: may_open(client, address) for address in addresses(model)}
    assert opened == dict.fromkeys(opened, model in MAY_OPEN[role])


@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", MAY_OPEN)
def test_only_administrators_delete(role, model):
    (address,) = addresses(model, ("delete",))
    assert may_open(signed_in(role), address) == (role == ADMINISTRATORS)


@pytest.mark.parametrize("model", PUBLISHED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", MAY_OPEN)
def test_editors_and_administrators_publish_and_lock(role, model):
    person = stranger() if role in ("stranger", "nobody") else member(role)
    label = model._meta
    verbs = ("publish", "lock", "unlock")
    held = {verb: person.has_perm(f"{label.app_label}.{verb}_{label.model_name}") for verb in verbs}
    assert held == dict.fromkeys(verbs, role in (EDITORS, ADMINISTRATORS))


@pytest.mark.parametrize("role", MAY_OPEN)
def test_editors_and_administrators_write_pages(role):
    page = InformationPage.objects.get(slug="about", locale__language_code="en")
    front = FrontPage.objects.get(locale__language_code="en")
    client = signed_in(role)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    add = reverse("wagtailadmin_pages:add", args=["pages", "informationpage", front.pk])
    found = [_status(client, edit), _status(client, add)]
    assert found == [role in (EDITORS, ADMINISTRATORS)] * 2


@pytest.mark.parametrize("role", [EDITORS, STEWARDS, ADMINISTRATORS])
def test_only_administrators_delete_a_whole_language(role):
    front = FrontPage.objects.get(locale__language_code="fr")
    tester = front.permissions_for_user(member(role))
    assert tester.can_delete() == (role == ADMINISTRATORS)


@pytest.mark.parametrize("role", MAY_OPEN)
def test_editors_and_administrators_add_pictures_and_documents(role):
    client = signed_in(role)
    found = [may_open(client, reverse(name)) for name in ("wagtailimages:add", "wagtaildocs:add")]
    assert found == [role in (EDITORS, ADMINISTRATORS)] * 2


@pytest.mark.parametrize("policy", [images, documents])
@pytest.mark.parametrize("role", [EDITORS, STEWARDS, ADMINISTRATORS])
def test_stewards_leave_the_files_of_others_alone(role, policy):
    theirs = policy.model(title="A map", collection=Collection.objects.get(depth=1))
    may_change = policy.user_has_permission_for_instance(member(role), "change", theirs)
    assert may_change == (role in (EDITORS, ADMINISTRATORS))


@pytest.mark.parametrize("role", MAY_OPEN)
def test_only_administrators_see_to_users_and_groups(role):
    client = signed_in(role)
    names = ("wagtailusers_users:index", "wagtailusers_groups:index")
    found = [may_open(client, reverse(name)) for name in names]
    assert found == [role == ADMINISTRATORS] * 2


def test_ensuring_the_roles_again_changes_nothing_and_keeps_what_was_added():
    ensure_roles()
    group = Group.objects.get(name=STEWARDS)
    extra = Group.objects.get(name=EDITORS).permissions.get(codename="add_practice")
    group.permissions.add(extra)
    before = _holdings()
    ensure_roles()
    assert _holdings() == before
    assert extra in group.permissions.all()


def test_every_permission_of_a_role_exists():
    ensure_roles()
    for role in ROLES:
        group = Group.objects.get(name=role.name)
        held = group.permissions.values_list("content_type__app_label", "codename")
        assert {".".join(each) for each in held} >= set(role.permissions)
        assert group.page_permissions.count() == len(role.pages)
        assert group.collection_permissions.count() == len(role.collections)


def test_migrating_makes_the_roles():
    Group.objects.all().delete()
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    names = set(Group.objects.values_list("name", flat=True))
    assert names >= {EDITORS, STEWARDS, ADMINISTRATORS}


def _status(client: Client, address: str) -> bool:
    return client.get(address).status_code == 200


def _holdings() -> list:
    return [
        (
            group.name,
            sorted(group.permissions.values_list("pk", flat=True)),
            sorted(group.page_permissions.values_list("permission_id", flat=True)),
            sorted(group.collection_permissions.values_list("permission_id", flat=True)),
        )
        for group in Group.objects.order_by("name")
    ]


def test_somebody_without_a_name_can_be_given_a_role():
    ensure_roles()
    person = user("nameless@example.org")
    client = Client()
    client.force_login(administrator())
    group = Group.objects.get(name=EDITORS)
    address = reverse("wagtailusers_users:edit", args=[person.pk])
    answer = client.post(address, {"email": person.email, "is_active": "on", "groups": [group.pk]})
    assert answer.status_code == 302
    assert list(person.groups.all()) == [group]


def test_stranger_gives_nobody_a_role():
    ensure_roles()
    person = user("nameless@example.org")
    client = Client()
    client.force_login(stranger())
    group = Group.objects.get(name=EDITORS)
    client.post(
        reverse("wagtailusers_users:edit", args=[person.pk]),
        {"email": person.email, "is_active": "on", "groups": [group.pk]},
    )
    assert list(person.groups.all()) == []
