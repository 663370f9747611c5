"""Addresses of the room, below the language. Its page names are a contract."""

from django.urls import include, path

from tessera.accounts.views import account, own_data, sanctions, sign_ins
from tessera.accounts.views import moderation as moderation_views

urlpatterns = [
    path("account/", account.index, name="account_index"),
    path("account/sign-ins/", sign_ins.sign_ins, name="account_sign_ins"),
    path("account/sign-ins/<int:number>/end/", sign_ins.end, name="account_end_sign_in"),
    path("account/sign-ins/end/", sign_ins.end_all, name="account_sign_out_everywhere"),
    path("account/data/", own_data.own_data, name="account_own_data"),
    path("account/data/keep/", own_data.keep_account, name="account_keep"),
    path("account/data/export/", own_data.export, name="account_export"),
    path("account/appeal/<str:token>/", sanctions.appeal, name="account_appeal"),
    path("desk/moderation/all/", moderation_views.queue, name="moderation_queue"),
    path("desk/moderation/members/<int:number>/", moderation_views.mute, name="member_mute"),
    path("moderation/", moderation_views.figures, name="moderation_figures"),
    path("account/second-step/", sign_ins.second_step, name="account_second_step"),
    path(
        "account/first-password/<uidb64>/<token>/",
        sign_ins.one_time_link,
        name="account_one_time_link",
    ),
    path("account/", include("allauth.account.urls")),
    path("account/second-steps/", include("allauth.mfa.urls")),
    path("account/elsewhere/", include("allauth.socialaccount.urls")),
]
