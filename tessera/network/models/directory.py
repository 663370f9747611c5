"""What can be found of people, derived from their profiles."""

from django.db import models

from tessera.network.models.people import Person


class DirectoryEntry(models.Model):
    """The codes and words by which somebody is found, by audience (``network.directory``)."""

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="directory_entry"
    )
    changed_at = models.DateTimeField(db_index=True)
    until = models.DateField(null=True)
    terms = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.person_id)
