"""German names of themes, target groups and terms of art, where these are there already."""

import json
from pathlib import Path

from django.db import migrations, models

SCHEMES = Path(__file__).parent.parent / "schemes"


def add_german(apps, schema_editor):
    """Where a concept of the product has none; what stewards wrote stays."""
    Concept = apps.get_model("vocabularies", "Concept")
    ConceptLabel = apps.get_model("vocabularies", "ConceptLabel")
    for name in ("th", "tg", "ta"):
        content = json.loads((SCHEMES / f"{name}.json").read_text("utf-8"))
        known = dict(
            Concept.objects.filter(scheme__code=content["code"])
            .exclude(labels__language="de")
            .values_list("code", "pk")
        )
        ConceptLabel.objects.bulk_create(
            ConceptLabel(
                concept_id=known[entry["code"]],
                language="de",
                preferred=entry["labels"]["de"],
                alternative="\n".join(entry.get("alt", {}).get("de", [])),
            )
            for entry in content["concepts"]
            if entry["code"] in known and "de" in entry["labels"]
        )


class Migration(migrations.Migration):
    dependencies = [("vocabularies", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="conceptlabel",
            name="language",
            field=models.CharField(
                choices=[
                    ("en", "English"),
                    ("fr", "Français"),
                    ("es", "Español"),
                    ("ar", "العربية"),
                    ("ru", "Русский"),
                    ("zh-hans", "中文"),
                    ("tr", "Türkçe"),
                    ("de", "Deutsch"),
                ],
                max_length=8,
                verbose_name="language",
            ),
        ),
        migrations.RunPython(add_german, migrations.RunPython.noop),
    ]
