"""Pages of discussions."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.limits import count_attempt
from tessera.communities.actions import moderating, talking
from tessera.communities.forms import DiscussionForm, EditForm, FlagForm, PostForm, ReasonForm
from tessera.communities.models import Attachment, Community, Discussion, Post
from tessera.communities.reading import fresh, readable, told
from tessera.communities.rules import can_manage, can_write, is_editor, membership_of
from tessera.communities.shared_drafts import ShownDraft, shown_draft, subject_of
from tessera.communities.similar import similar_discussions
from tessera.communities.threads import A_PAGE, is_read_by, thread
from tessera.lib.errors import TesseraError
from tessera.lib.http import offer_for_saving
from tessera.lib.identifiers import normalize
from tessera.lib.posts import quoted, rendered
from tessera.lib.uploads.sniffing import FileRefusedError

_FORM = require_http_methods(["GET", "HEAD", "POST"])
#: Posts of one person in an hour.
_MOST = 60


def _count(request: HttpRequest) -> None:
    count_attempt("communities.post", str(request.user.pk), most=_MOST, within=timedelta(hours=1))


def discussion_for(request: HttpRequest, identifier: str) -> Discussion:
    """A discussion that the reader may read; not found otherwise."""
    rows = Discussion.objects.readable_by(request.user).select_related(
        "community", "author", "accepted"
    )
    found: Discussion = get_object_or_404(rows, identifier=normalize(identifier) or "")
    return found


def post_for(request: HttpRequest, identifier: str, number: str) -> Post:
    """A post that the reader may read; not found otherwise."""
    discussion = discussion_for(request, identifier)
    membership = membership_of(request.user, discussion.community)
    manages = is_editor(request.user) or bool(membership and membership.is_focal_point)
    shown = discussion.posts.shown_to(request.user, manages=manages)
    rows = shown.select_related("discussion__community", "author")
    found: Post = get_object_or_404(rows, number=number)
    return found


@_FORM
@sign_in_required
def start(request: HttpRequest, identifier: str) -> HttpResponse:
    """Start a discussion. Before it is posted, those like it are shown once."""
    community = readable(request, identifier)
    if not can_write(request.user, community):
        return redirect(community.get_absolute_url())
    form = DiscussionForm(request.POST or None, request.FILES or None)
    about = _about(request, community)
    similar, preview = [], None
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            similar = similar_discussions(form.cleaned_data["title"], community, request.user)
        if "preview" in request.POST:
            preview = _preview(form)
        elif not similar:
            _count(request)
            try:
                made = talking.start_discussion(
                    community,
                    **form.cleaned_data,
                    about=about.row if about else None,
                    by=user_of(request),
                )
            except TesseraError as error:
                _add_error(form, error)
            else:
                return redirect(made)
    context = {
        "community": community,
        "form": form,
        "about": about,
        "similar": similar,
        "preview": preview,
    }
    status = 422 if form.errors else 200
    return render(request, "communities/start.html", context, status=status)


def _about(request: HttpRequest, community: Community) -> ShownDraft | None:
    """The draft that the discussion shall be about.

    Raises:
        Http404: it is not shown here any more, so that nobody posts for all what was for members.
    """
    wanted = request.POST.get("draft") or request.GET.get("draft", "")
    if not wanted:
        return None
    about = shown_draft(community, normalize(wanted) or "", request.user)
    if about is None:
        raise Http404
    return about


def _add_error(form: PostForm, error: TesseraError) -> None:
    """Beside the field that it is about."""
    form.add_error("attachments" if isinstance(error, FileRefusedError) else "text", str(error))


def _preview(form: PostForm) -> dict[str, Any]:
    data = form.cleaned_data
    html = rendered(data["text"], is_markdown=data["is_markdown"])
    return {"html": html, "language": data["language"]}


@_FORM
@fresh
def discussion_detail(request: HttpRequest, identifier: str) -> HttpResponse:
    """A discussion, 50 posts a page; and the reply."""
    discussion = discussion_for(request, identifier)
    answers = _answered(request, discussion)
    initial = {"text": quoted(answers.text), "is_markdown": True} if answers else {}
    form = PostForm(request.POST or None, request.FILES or None, initial=initial)
    preview = None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={discussion.get_absolute_url()}")
        if form.is_valid():
            if "preview" in request.POST:
                preview = _preview(form)
            elif post := _reply(request, discussion, form, answers):
                return redirect(post)
    context = {
        "thread": thread(discussion, request),
        "discussion": discussion,
        "community": discussion.community,
        "subject": subject_of(discussion, request.user),
        "form": form,
        "answers": answers,
        "preview": preview,
        "lock_form": ReasonForm(prefix="lock"),
    }
    status = 422 if form.errors else 200
    return render(request, "communities/discussion.html", context, status=status)


def _answered(request: HttpRequest, discussion: Discussion) -> Post | None:
    wanted = request.POST.get("answers") or request.GET.get("quote", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 9):
        return None
    return discussion.posts.live().filter(number=wanted).first()


def _reply(
    request: HttpRequest, discussion: Discussion, form: PostForm, answers: Post | None
) -> Post | None:
    _count(request)
    try:
        return talking.reply(discussion, **form.cleaned_data, answers=answers, by=user_of(request))
    except TesseraError as error:
        _add_error(form, error)
        return None


@require_safe
@fresh
def discussion_post(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Lead to a post on whatever page it stands."""
    post = post_for(request, identifier, number)
    before = post.discussion.posts.filter(number__gt=1, number__lt=post.number)
    page = before.count() // A_PAGE + 1
    query = f"?page={page}" if page > 1 else ""
    return redirect(f"{post.discussion.get_absolute_url()}{query}#p{post.number}")


@require_safe
@fresh
def attachment(request: HttpRequest, identifier: str, number: str, file: str) -> Any:
    """A file of a post, for saving; for those who read the post.

    Raises:
        Http404: there is none, or the reader does not see what its post says.
    """
    post = post_for(request, identifier, number)
    sees_hidden = can_manage(request.user, post.discussion.community)
    if not is_read_by(post, request.user, sees_hidden=sees_hidden):
        raise Http404
    kept = get_object_or_404(Attachment, post=post, number=file)
    return offer_for_saving(kept.file.open("rb"), kept.name)


@_FORM
@sign_in_required
def edit(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Change one's own post."""
    post = post_for(request, identifier, number)
    if post.author_id != request.user.pk:
        raise Http404
    names = ("text", "language", "is_markdown")
    form = EditForm(
        request.POST or None,
        request.FILES or None,
        initial={name: getattr(post, name) for name in names},
        present=post.attachments.all(),
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = _preview(form)
        else:
            try:
                talking.edit_post(post, **form.cleaned_data, by=user_of(request))
            except TesseraError as error:
                _add_error(form, error)
            else:
                return redirect(post)
    context = {"post": post, "discussion": post.discussion, "form": form, "preview": preview}
    status = 422 if form.errors else 200
    return render(request, "communities/post_edit.html", context, status=status)


@require_safe
@fresh
def history(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """What a post said before; not of one that may not be read."""
    post = post_for(request, identifier, number)
    if post.state not in {Post.State.LIVE, Post.State.HELD}:
        raise Http404
    versions = [
        (each, rendered(each.text, is_markdown=each.is_markdown))
        for each in post.versions.all()[: talking.MOST_VERSIONS]
    ]
    context = {
        "post": post,
        "discussion": post.discussion,
        "html": rendered(post.text, is_markdown=post.is_markdown),
        "versions": versions,
    }
    return render(request, "communities/post_history.html", context)


@require_POST
@sign_in_required
def act(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Keep a post as the answer or no longer; take one's own back."""
    post, user = post_for(request, identifier, number), user_of(request)
    what = request.POST.get("act", "")
    if what in {"accept", "unaccept"}:
        told(
            request,
            lambda: talking.accept_answer(post, is_accepted=what == "accept", by=user),
        )
    elif what == "withdraw":
        told(request, lambda: talking.withdraw_post(post, by=user), _("Your post is taken back."))
        if not Discussion.objects.readable_by(user).filter(pk=post.discussion_id).exists():
            return redirect(post.discussion.community.get_absolute_url())
    return redirect(post)


@_FORM
@sign_in_required
def flag(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Ask a moderator to look at a post."""
    post = post_for(request, identifier, number)
    form = FlagForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _count(request)
        if told(
            request,
            lambda: moderating.flag_post(post, **form.cleaned_data, by=user_of(request)),
            _("Thank you. A moderator looks at it."),
        ):
            return redirect(post)
    context = {"post": post, "discussion": post.discussion, "form": form}
    status = 422 if form.errors else 200
    return render(request, "communities/post_flag.html", context, status=status)
