"""What owners answered before there was a history becomes its beginning."""

from django.db import migrations
from django.db.models import F


def begin_history(apps, schema_editor):
    follow_ups = apps.get_model("meetings", "OutcomeFollowUp")
    changes = apps.get_model("meetings", "OutcomeChange")
    answered = follow_ups.objects.filter(answered_at__isnull=False).exclude(state="")
    changes.objects.bulk_create(
        (
            changes(
                outcome_id=each.outcome_id, state=each.state, note=each.note,
                months=each.months, told_at=each.answered_at,
            )
            for each in answered.order_by(F("answered_at"), "pk").iterator()
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_outcome_history")]
    operations = [migrations.RunPython(begin_history, migrations.RunPython.noop)]
