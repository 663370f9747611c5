"""What a draft may be about is proposed to its author, who takes or refuses each."""

import pytest

from tessera.catalogue import extras
from tessera.catalogue.extras import Proposals
from tessera.review.contributing.proposing import proposed_on
from tests.factories import accounts
from tests.factories import catalogue as records
from tests.factories import review as make

pytestmark = pytest.mark.django_db

STEP = ("title", "summary", "themes")


@pytest.fixture
def near():
    """A record that says something similar, and what is proposed for every text."""
    made = records.record("Language cafés elsewhere", places=["FR"])
    before = list(extras._proposers)
    extras.propose_by(
        lambda title, summary, language: Proposals(
            (made.identifier,), ("LAN.CRS", "COH.NEI", "NONE"), ("REF", "WOM")
        )
    )
    yield made
    extras._proposers[:] = before


def signed_in(client):
    client.force_login(make.author())
    return client


def page_of(draft, key: str = "what") -> str:
    return f"/en/contribute/drafts/{draft.identifier}/{key}/"


def press(client, draft, key: str = "what", **button: str):
    """Press a button of the page as it stands."""
    draft.refresh_from_db()
    page = client.get(page_of(draft, key))
    token = page.context["token"]
    typed = {name: value for name, value in draft.content.items() if name != "not_proposed"}
    return client.post(
        page_of(draft, key),
        {**typed, "draft": token, "revision": str(draft.revision), "kind": draft.kind, **button},
    )


def test_themes_groups_and_similar_records_are_proposed(near, client):
    draft = make.draft()
    page = signed_in(client).get(page_of(draft))
    assert "Nothing is added unless you say so." in page.text
    assert 'name="take" value="themes:LAN.CRS"' in page.text
    assert "Language cafés elsewhere" in page.text
    assert "themes:NONE" not in page.text
    assert "target_groups:" not in page.text

    how = client.get(page_of(draft, "how"))
    assert 'name="take" value="target_groups:REF"' in how.text
    assert "themes:" not in how.text


def test_a_proposal_is_taken_by_its_author_and_by_nobody_else(near, client):
    draft = make.draft(themes=["HOU"])
    assert draft.content["themes"] == ["HOU"]
    assert press(signed_in(client), draft, take="themes:LAN.CRS").status_code == 302
    draft.refresh_from_db()
    assert draft.content["themes"] == ["HOU", "LAN.CRS"]
    assert "themes:LAN.CRS" not in client.get(page_of(draft)).text

    client.force_login(accounts.stranger())
    answer = client.post(page_of(draft), {"take": "themes:COH.NEI", "revision": "9"})
    assert answer.status_code == 404
    draft.refresh_from_db()
    assert draft.content["themes"] == ["HOU", "LAN.CRS"]


def test_what_was_refused_is_not_proposed_again(near, client):
    draft = make.draft()
    press(signed_in(client), draft, refuse="themes:LAN.CRS")
    press(client, draft, refuse=near.identifier)
    draft.refresh_from_db()
    proposed = proposed_on(draft, STEP)
    assert [each.value for each in proposed.themes] == ["themes:COH.NEI"]
    assert proposed.similar == ()
    assert "themes" not in draft.content


@pytest.mark.parametrize("value", ["themes:NONE", "places:DE", "title:x", "themes:", ":", "x" * 99])
def test_nothing_else_can_be_taken(near, client, value):
    draft = make.draft()
    before = {**draft.content}
    press(signed_in(client), draft, take=value)
    draft.refresh_from_db()
    assert draft.content == before


def test_without_a_text_nothing_is_proposed(near):
    assert proposed_on(make.draft(title=""), STEP) is None
    assert proposed_on(make.draft(summary=" "), STEP) is None
    assert proposed_on(make.draft(), ("places",)) is None


def test_the_script_is_given_the_same(near, client):
    draft = make.draft()
    url = f"/en/contribute/drafts/{draft.identifier}/alike/"
    assert 'value="themes:COH.NEI"' in signed_in(client).get(f"{url}?step=what").text
    assert "themes:" not in client.get(f"{url}?step=sources").text
    assert "themes:" not in client.get(f"{url}?step=%00").text


def test_a_sent_record_has_only_what_was_taken(near, client):
    draft = make.draft()
    press(signed_in(client), draft, take="themes:COH.NEI")
    press(client, draft, refuse="themes:LAN.CRS")
    draft.refresh_from_db()
    from tessera.review.actions import submit_submission

    sent = submit_submission(draft, by=make.author())
    assert [each.code for each in sent.record.themes.all()] == ["COH.NEI"]
