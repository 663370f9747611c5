"""Registration of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tessera.web.components.account_menu import AccountLink, add_account_link


class LearningConfig(AppConfig):
    """The room's application."""

    name = "tessera.learning"
    label = "learning"

    def ready(self) -> None:
        """Add courses to the starter collection; let kept pages and accounts follow courses."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.extras import add_record_section
        from tessera.catalogue.starter.further import add_starter_part
        from tessera.learning import mails, personal_data  # noqa: F401 - registers a kind
        from tessera.learning.peers import queues
        from tessera.learning.querysets import latest_change
        from tessera.learning.self_checks.views import invitation_to_check
        from tessera.learning.starter.loading import load_starter_courses
        from tessera.web.page_cache import add_generation

        personal_data.register()
        queues.register()
        add_record_section("self-check", invitation_to_check)
        add_account_link(AccountLink("course_mine", _("My courses"), 35))
        add_starter_part("courses", load_starter_courses)
        add_generation("courses", latest_change)
