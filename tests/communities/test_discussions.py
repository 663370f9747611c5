"""Members talk: posts, replies, mentions, languages, answers; and nothing typed becomes markup."""

import re
import time

import pytest

from tessera.accounts.personal_data import Fate, registered
from tessera.communities.actions import talking
from tessera.communities.errors import CommunityStateError
from tessera.communities.mentions import MOST_MENTIONS
from tessera.communities.models import Discussion, Mention, Post
from tessera.communities.similar import similar_discussions
from tessera.lib.errors import NotAllowedError
from tessera.lib.posts import record_identifiers, rendered
from tessera.network.blocks import block_member
from tessera.notifications.models import Mail
from tests.factories.accounts import browser, desk_editor
from tests.factories.catalogue import record
from tests.factories.communities import community, discussion, member, person, post

pytestmark = pytest.mark.django_db
TEXT = {"language": "en", "is_markdown": ""}


XSS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)", "<a href='vbscript:x'>y</a>",
    "![x](https://example.org/pixel.gif)", "<svg/onload=alert(1)>", "[x](https://a.b 'onclick=1')",
    "https://example.org/\"onmouseover=\"alert(1)", "<style>*{display:none}</style>",
    "<iframe srcdoc='<script>1</script>'>", "`<b onclick=x>`", "[x](&#106;avascript:alert(1))",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "\u202e<b>", "[x](//evil.example 'x\" onload=\"y')",
    "<form action=/><input>", "<a href=https://a.b style=position:fixed>x</a>",
    "[x]: javascript:alert(1)\n[x]", "<https://a.b\"onclick=x>", "<details open ontoggle=alert(1)>",
)  # fmt: skip
_ALLOWED = re.compile(
    r"</?(?:p|br|em|strong|code|blockquote|ul|ol|li|h4|h5|h6)>|</a>"
    r'|<a href="(?:https?:|mailto:|//)[^"<>]*"(?: title="[^"<>]*")? rel="nofollow noopener">'
    r'|<a href="[\w./#?=&;-]*" rel="nofollow noopener">'
)


def test_nothing_typed_becomes_markup_but_what_is_allowed(client, circle, leyla):
    for is_markdown in (False, True):
        for text in XSS:
            html = rendered(text, is_markdown=is_markdown)
            rest = _ALLOWED.sub("", html)
            assert "<" not in rest, (text, html)
    talk = discussion(circle, by=leyla, text="Look")
    Discussion.objects.update(title="<script>alert('title')</script>")
    for text in XSS:
        post(talk, by=leyla, text=text, is_markdown=True)
    page = client.get(talk.get_absolute_url()).text
    assert "<script>alert" not in page
    assert not re.search(r"<[^>]+\son\w+", re.sub(r'="[^"]*"', "", page))
    assert re.findall(r"<(?:img|iframe|style|math)\b", page) == []


def test_addresses_in_plain_text_are_links_and_lines_stay():
    html = rendered("See https://example.org/a?b=1&c=2.\n\nA < B", is_markdown=False)
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">' in html
    assert html.count("<p>") == 2
    assert "A &lt; B" in html


def test_hostile_texts_are_rendered_soon_enough():
    for text in (">" * 9000, "[" * 9000, "*a_" * 5000, "`" * 9000, "http://" * 2000, "(" * 9000):
        begun = time.process_time()
        rendered(text, is_markdown=True)
        rendered(text, is_markdown=False)
        assert time.process_time() - begun < 1


def test_a_member_starts_a_discussion_and_is_shown_those_like_it(circle, leyla):
    discussion(circle, by=leyla)
    hidden = community("Quiet", focal=person("Omar Aziz"), access="private")
    discussion(hidden, by=hidden.proposed_by)
    client = browser(leyla)
    start = f"{circle.get_absolute_url()}start/"
    given = {**TEXT, "title": "Are interpreters paid in kind?", "text": "Who pays them?"}
    assert client.post(start, {**given, "title": ""}).status_code == 422
    asked = client.post(start, given)
    assert asked.text.count("Paying interpreters in kind") == 1
    assert "Who pays them?" in asked.text
    assert Discussion.objects.count() == 2
    preview = client.post(start, {**given, "confirmed": "yes", "preview": "yes"})
    assert "<p>Who pays them?</p>" in preview.text
    answer = client.post(start, {**given, "confirmed": "yes"})
    assert client.get(answer["Location"]).text.count("Who pays them?") == 1
    assert similar_discussions("Housing for students", circle, leyla) == []
    assert browser(person("Ana Ruiz")).get(start).status_code == 302
    with pytest.raises(NotAllowedError):
        discussion(circle, by=person("Tom Lee"))


def test_replies_quote_count_and_tell_who_asked(client, circle, leyla):
    nuria = member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla)
    assert client.post(talk.get_absolute_url(), {**TEXT, "text": "x"}).status_code == 302
    first = post(talk, by=nuria, text="We paid.")
    assert Mail.objects.get(kind="communities.reply").user == leyla
    omar = member(circle, "Omar Aziz")
    post(talk, by=omar, text="So did we.")
    ours = browser(omar)
    form = ours.get(f"{talk.get_absolute_url()}?quote={first.number}").text
    assert "&gt; We paid." in form
    assert ours.post(talk.get_absolute_url(), {**TEXT, "text": " "}).status_code == 422
    given = {**TEXT, "text": "How much?", "answers": first.number}
    for _twice in range(2):
        answer = ours.post(talk.get_absolute_url(), given)
        assert answer.status_code == 302
    assert ours.get(answer["Location"])["Location"].endswith("#p4")
    talk.refresh_from_db()
    assert talk.reply_count == 3
    mails = Mail.objects.filter(kind="communities.reply")
    assert [mail.user for mail in mails.order_by("pk")] == [leyla, leyla, leyla, nuria]
    assert "How much?" not in str(list(mails.values_list("context", flat=True)))
    assert "In reply to post 2" in client.get(talk.get_absolute_url()).text


def test_only_members_who_are_not_blocked_are_mentioned_and_never_ten_thousand(circle, leyla):
    ana, longer = member(circle, "Ana"), member(circle, "Ana Ruiz")
    kept_away = member(circle, "Zed Black")
    person("Not Here")
    block_member(leyla, by=kept_away)
    text = "Thank you @Ana Ruiz, @zed black, @Not Here, me@Ana and @Leyla Haddad."
    talk = discussion(circle, by=leyla, text=text)
    assert [each.user for each in Mention.objects.all()] == [longer]
    assert [mail.user for mail in Mail.objects.filter(kind="communities.mention")] == [longer]
    many = browser(leyla).post(talk.get_absolute_url(), {**TEXT, "text": "@Ana " * 2000})
    assert many.status_code == 422
    assert "names 2000 people" in many.text
    with pytest.raises(CommunityStateError, match=f"10000 .* {MOST_MENTIONS} at most"):
        talking.reply(talk, text="@a" + " @a" * 9999, language="en", is_markdown=False, by=leyla)
    post(talk, by=leyla, text="@Ana")
    assert Mention.objects.get(post__number=2).user == ana


def test_records_are_shown_as_cards_while_they_are_public(client, circle, leyla):
    thing = record("Language cafés in Cologne")
    text = f"See {thing.identifier.lower()} and https://x.org/id/{thing.identifier}, not 0000-0001."
    assert record_identifiers(text) == [thing.identifier]
    talk = discussion(circle, by=leyla, text=text)
    assert client.get(talk.get_absolute_url()).text.count("Language cafés in Cologne") == 1
    thing.live = False
    thing.save(update_fields=["live"])
    assert "Language cafés in Cologne" not in client.get(talk.get_absolute_url()).text


def test_posts_are_filtered_by_language_and_marked_with_it(client, circle, leyla):
    talk = discussion(circle, by=leyla)
    post(talk, by=leyla, text="جربنا ذلك", language="ar")
    post(talk, by=leyla, text="Nous aussi", language="fr")
    page = client.get(f"{talk.get_absolute_url()}?language=ar").text
    assert 'lang="ar" dir="rtl"' in page
    assert "جربنا ذلك" in page
    assert "Nous aussi" not in page
    assert "Has anyone tried this?" in page
    assert "Nous aussi" in client.get(f"{talk.get_absolute_url()}?language=xx").text


def test_an_author_edits_and_what_was_said_before_stays_readable(client, circle, leyla):
    nuria = member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla, text="First words")
    edit = f"{talk.get_absolute_url()}1/edit/"
    assert browser(nuria).get(edit).status_code == 404
    with pytest.raises(NotAllowedError):
        talking.edit_post(talk.posts.get(), text="x", language="en", is_markdown=False, by=nuria)
    assert browser(leyla).post(edit, {**TEXT, "text": ""}).status_code == 422
    browser(leyla).post(edit, {**TEXT, "text": "Second words"})
    page = client.get(talk.get_absolute_url()).text
    assert "Second words" in page
    assert "First words" not in page
    history = client.get(f"{talk.get_absolute_url()}1/history/").text
    assert "First words" in history
    assert "Second words" in history


def test_who_asked_keeps_an_answer(client, circle, leyla):
    nuria = member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla)
    answer = post(talk, by=nuria, text="Pay from the first day.")
    act = f"{talk.get_absolute_url()}2/act/"
    browser(nuria).post(act, {"act": "accept"})
    assert "Kept as the answer" not in client.get(talk.get_absolute_url()).text
    with pytest.raises(CommunityStateError):
        talking.accept_answer(talk.posts.get(number=1), is_accepted=True, by=leyla)
    browser(leyla).post(act, {"act": "accept"})
    page = client.get(talk.get_absolute_url()).text
    assert "Kept as the answer" in page
    assert page.count("Pay from the first day.") == 1
    browser(leyla).post(act, {"act": "withdraw"})
    assert Post.objects.get(pk=answer.pk).state == "live"
    browser(nuria).post(act, {"act": "withdraw"})
    talk.refresh_from_db()
    assert (talk.accepted, talk.reply_count) == (None, 0)
    assert "Pay from the first day." not in client.get(talk.get_absolute_url()).text


def test_an_erased_person_leaves_a_readable_thread(client, circle, leyla):
    nuria = member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla)
    post(talk, by=nuria, text="We paid.")
    post(talk, by=leyla, text="Thank you @Nuria Salcedo.")
    quiet = community("Quiet", focal=leyla, access="private")
    talk_in_private = discussion(quiet, by=leyla)
    quiet.memberships.create(user=nuria)
    post(talk_in_private, by=nuria, text="Between us.")
    for entry in registered():
        if entry.model._meta.app_label == "communities":
            list(entry.export(nuria))
            entry.erase(nuria, Fate.DELETE)
    nuria.is_active, nuria.first_name = False, ""
    nuria.save()
    for reader in (client, browser(leyla)):
        page = reader.get(talk.get_absolute_url()).text
        assert "We paid." in page
        assert "A former member" in page
        assert "Nuria" not in page
    private = browser(leyla).get(talk_in_private.get_absolute_url()).text
    assert "Between us." not in private
    assert not Mention.objects.exists()


def test_a_private_discussion_is_found_by_its_members_only(client, leyla):
    quiet = community("Quiet", focal=leyla, access="private")
    talk = discussion(quiet, by=leyla, text="Between us, @Nuria Salcedo.")
    stranger = browser(person("Nuria Salcedo"))
    assert not Mail.objects.filter(kind="communities.mention").exists()
    page = talk.get_absolute_url()
    addresses = [page, *(f"{page}1/{each}" for each in ("", "history/", "report/", "edit/"))]
    for reader in (client, stranger):
        for address in addresses:
            answer = reader.get(address)
            assert answer.status_code in {302, 404}
            assert "Between us" not in answer.text
        for what in ("lock/", "1/act/", "1/report/", "1/moderate/"):
            assert reader.post(page + what, {"act": "accept"}).status_code in {302, 404}
        for surface in ("communities/", "search/?q=between", "new/", "new.atom"):
            assert "Between us" not in reader.get(f"/en/{surface}").text
    assert stranger.get(page).status_code == 404
    assert "Between us" in browser(leyla).get(page).text
    assert "Between us" in browser(desk_editor()).get(page).text
    with pytest.raises(NotAllowedError):
        post(talk, by=desk_editor("other@example.org"))


def test_a_long_discussion_has_fifty_posts_a_page_and_as_many_queries_as_a_short_one(
    client, circle, leyla, django_assert_max_num_queries
):
    talk = discussion(circle, by=leyla)
    thing = record()
    people = [member(circle, f"Member {number}") for number in range(3)]
    counts = []
    for total in (1, 60):
        start = talk.posts.count()
        Post.objects.bulk_create(
            Post(discussion=talk, number=number + 1, author=people[number % 3], language="en",
                 text=f"Text {number}", records=[thing.identifier])
            for number in range(start, start + total)
        )  # fmt: skip
        with django_assert_max_num_queries(20) as seen:
            page = client.get(talk.get_absolute_url()).text
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert page.count("<article") == 51
    assert client.get(f"{talk.get_absolute_url()}?page=2").text.count("<article") == 11
    assert client.get(f"{talk.get_absolute_url()}62/")["Location"].endswith("?page=2#p62")


def test_posts_of_whom_one_keeps_away_are_folded_for_oneself_alone(circle, leyla):
    omar, nuria = member(circle, "Omar Aziz"), member(circle, "Nuria Salcedo")
    talk = discussion(circle, by=leyla)
    post(talk, by=omar, text="Words of Omar.")
    block_member(omar, by=nuria)
    folded = "You keep away whoever wrote this"
    page = browser(nuria).get(talk.get_absolute_url()).text
    assert page.count(folded) == 1
    assert (
        page.index(folded)
        < page.index("Words of Omar.")
        < page.index("</details>", page.index(folded))
    )
    for reader in (leyla, omar):
        assert folded not in browser(reader).get(talk.get_absolute_url()).text
