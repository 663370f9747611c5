"""Moderation: the one list, hiding, locking, and appeals."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tessera.accounts.access import sign_in_required, user_of
from tessera.accounts.rules import can_mute
from tessera.communities.actions import moderating
from tessera.communities.forms import AppealAnswerForm, AppealForm, ReasonForm
from tessera.communities.models import PeerQuestion, Ruling
from tessera.communities.names import shown_names
from tessera.communities.queues import looks_after_posts, open_appeals, waiting_posts
from tessera.communities.reading import decided, for_editors, told
from tessera.communities.rules import can_manage, is_editor
from tessera.communities.talk_views import discussion_for, post_for
from tessera.lib.errors import TesseraError
from tessera.lib.pages import page_number, page_of
from tessera.lib.posts import rendered

_A_PAGE = 30
_FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@sign_in_required
def queue(request: HttpRequest) -> HttpResponse:
    """Appeals, flagged posts, and first posts, the longest waiting first.

    Editors see those of all communities, focal points those of theirs.
    """
    user = user_of(request)
    if not looks_after_posts(user):
        raise Http404
    rows = waiting_posts(user).select_related("discussion__community", "author")
    waiting = rows.order_by("created_at", "pk")
    page = page_of(waiting.prefetch_related("flags", "attachments"), page_number(request), _A_PAGE)
    appeals, questions = [], []
    if is_editor(user):
        appeals = list(
            open_appeals(user).select_related("post__discussion__community").order_by("pk")[:50]
        )
        questions = list(PeerQuestion.objects.filter(state="held").order_by("pk")[:50])
    names = shown_names([each.author for each in page if each.author], user)
    entries = [
        (
            each,
            names.get(each.author_id or 0, ""),
            rendered(each.text, is_markdown=each.is_markdown),
            [flag for flag in each.flags.all() if flag.closed_at is None],
        )
        for each in page
    ]
    context = {"page": page, "entries": entries, "appeals": appeals, "questions": questions}
    return render(request, "communities/moderation.html", context)


@_FORM
@sign_in_required
def moderate(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """Let a post through, hide it with a reason, or show it again."""
    post, user = post_for(request, identifier, number), user_of(request)
    if not can_manage(user, post.discussion.community):
        raise Http404
    form = ReasonForm(request.POST if request.POST.get("act") == "hide" else None)
    if request.method == "POST":
        what = request.POST.get("act", "")
        if what == "hide" and form.is_valid():
            reason = form.cleaned_data["reason"]
            if told(request, lambda: moderating.hide_post(post, reason=reason, by=user), decided()):
                return redirect("community_moderation")
        elif what == "approve":
            told(request, lambda: moderating.approve_post(post, by=user), decided())
            return redirect("community_moderation")
        elif what == "restore":
            told(request, lambda: moderating.restore_post(post, by=user), decided())
            return redirect(post)
    context = {
        "post": post,
        "discussion": post.discussion,
        "form": form,
        "html": rendered(post.text, is_markdown=post.is_markdown),
        "rulings": post.rulings.all()[:20],
        "flags": post.flags.all()[:50],
        "may_mute": post.author is not None and can_mute(user, post.author),
    }
    status = 422 if form.errors else 200
    return render(request, "communities/post_moderate.html", context, status=status)


@require_POST
@sign_in_required
def lock(request: HttpRequest, identifier: str) -> HttpResponse:
    """Lock a discussion with a reason, or open it again."""
    discussion, user = discussion_for(request, identifier), user_of(request)
    reason = request.POST.get("lock-reason", "") if request.POST.get("act") == "lock" else ""
    reason = reason.replace("\0", "")
    if request.POST.get("act") == "lock" and not reason.strip():
        told(request, lambda: _without_reason())
    else:
        told(request, lambda: moderating.lock_discussion(discussion, reason=reason, by=user))
    return redirect(discussion)


def _without_reason() -> None:
    raise TesseraError(_("Give the reason; everybody reads it."))


@_FORM
@sign_in_required
def appeal(request: HttpRequest, identifier: str, number: str) -> HttpResponse:
    """The author asks somebody else to look again."""
    post, user = post_for(request, identifier, number), user_of(request)
    if post.author_id != user.pk:
        raise Http404
    ruling = post.rulings.filter(ended_at=None).first()
    if ruling is None:
        raise Http404
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.appeal_ruling(ruling, text=form.cleaned_data["text"], by=user)
        except TesseraError as error:
            form.add_error("text", str(error))
        else:
            return redirect("discussion_post_appeal", identifier, number)
    context = {"post": post, "discussion": post.discussion, "ruling": ruling, "form": form}
    status = 422 if form.errors else 200
    return render(request, "communities/post_appeal.html", context, status=status)


@_FORM
@for_editors
def answer_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """An editor who had no part in it answers."""
    rows = Ruling.objects.select_related("post__discussion__community")
    ruling = get_object_or_404(rows, pk=number)
    form = AppealAnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderating.decide_ruling_appeal(
                ruling,
                is_overturned=form.cleaned_data["decision"] == "back",
                answer=form.cleaned_data["answer"],
                by=user_of(request),
            )
        except TesseraError as error:
            form.add_error("answer", str(error))
        else:
            messages.success(request, decided())
            return redirect("community_moderation")
    post = ruling.post
    context = {
        "ruling": ruling,
        "post": post,
        "discussion": post.discussion,
        "html": rendered(post.text, is_markdown=post.is_markdown),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "communities/appeal_answer.html", context, status=status)
