"""Users in the back office: as here at sign-up, nobody has to give a name."""

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users


class NewUserForm(UserCreationForm):
    """Somebody whom an administrator adds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _free_names(self)


class EditedUserForm(UserEditForm):
    """Somebody who has an account, with or without a name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _free_names(self)


def _free_names(form: Any) -> None:
    for name in ("first_name", "last_name"):
        form.fields[name].required = False


class UserViewSet(users.UserViewSet):
    """Wagtail's pages, with these forms."""

    def get_form_class(self, for_update: bool = False) -> type[UserCreationForm | UserEditForm]:
        """One for adding, one for changing."""
        return EditedUserForm if for_update else NewUserForm
