"""The home page and the editorial pages."""

from django.urls import path, re_path

from tessera.pages import views

urlpatterns = [
    path("", views.home, name="home"),
    re_path(rf"^(?P<slug>{'|'.join(views.OWN_TEXTS)})/$", views.information, name="own_text"),
    path("<slug:slug>/", views.information, name="information_page"),
]
