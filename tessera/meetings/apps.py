"""Registration of the room."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """The room's application."""

    name = "tessera.meetings"
    label = "meetings"

    def ready(self) -> None:
        """Add the first session to the starter collection; let kept pages follow sessions."""
        # Deferred: models can be imported only now.
        from tessera.catalogue.cards import add_card_finder
        from tessera.catalogue.extras import add_record_section
        from tessera.catalogue.starter.further import add_starter_part
        from tessera.lib.uploads.stored import forget_with_rows
        from tessera.meetings import mails, personal_data  # noqa: F401 - registers kinds
        from tessera.meetings.afterwards import personal_data as afterwards_data
        from tessera.meetings.afterwards.sections import sessions_of_record
        from tessera.meetings.cards import session_cards
        from tessera.meetings.discussion import personal_data as discussion_data
        from tessera.meetings.live import personal_data as live_data
        from tessera.meetings.models import Recording
        from tessera.meetings.querysets import latest_change
        from tessera.meetings.seats_of_people import sessions_of_person
        from tessera.meetings.series.querysets import latest_series_change
        from tessera.meetings.starter.loading import load_starter_sessions
        from tessera.meetings.starter.series import load_starter_series
        from tessera.network.extras import add_person_section
        from tessera.web.page_cache import add_generation

        personal_data.register()
        live_data.register()
        discussion_data.register()
        afterwards_data.register()
        forget_with_rows(Recording)
        add_record_section("meetings", sessions_of_record)
        add_person_section("sessions", sessions_of_person)
        add_starter_part("sessions", load_starter_sessions)
        add_starter_part("series", load_starter_series)
        add_generation("sessions", latest_change)
        add_generation("series", latest_series_change)
        add_card_finder("sessions", session_cards)
