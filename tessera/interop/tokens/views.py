"""The page of one's own tokens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tessera.accounts.access import sign_in_required, user_of
from tessera.interop.models import ApiToken
from tessera.interop.tokens.actions import TokenError, end_token, make_token
from tessera.interop.tokens.forms import TokenForm


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sign_in_required
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens that there are, and a form for a new one, whose secret is shown this once."""
    user = user_of(request)
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            _token, secret = make_token(
                user=user, name=values["name"], scopes=values["scopes"],
                days=values["days"], by=user,
            )  # fmt: skip
            form = TokenForm()
        except TokenError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "secret": secret,
        "tokens": ApiToken.objects.filter(user=user),
    }
    status = 422 if form.errors else 200
    return render(request, "interop/tokens.html", context, status=status)


@require_POST
@sign_in_required
def token_end(request: HttpRequest, number: int) -> HttpResponse:
    """End one of them."""
    user = user_of(request)
    end_token(get_object_or_404(ApiToken, pk=number, user=user), by=user)
    return redirect("api_tokens")
