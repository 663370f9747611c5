"""Registration of the room."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class ReviewConfig(AppConfig):
    """The room's application."""

    name = "tessera.review"
    label = "review"

    def ready(self) -> None:
        """Listen to what happens to submissions, and to signing in."""
        # Deferred: models can be imported only now.
        from tessera.review import personal_data, receivers
        from tessera.review.signals import message_sent, submission_moved

        personal_data.register()
        submission_moved.connect(receivers.tell_author_of_step, dispatch_uid="review.step")
        message_sent.connect(receivers.tell_author_of_message, dispatch_uid="review.message")
        user_logged_in.connect(receivers.claim_drafts, dispatch_uid="review.claim")
