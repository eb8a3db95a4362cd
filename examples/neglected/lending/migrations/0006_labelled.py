from django.db import migrations, models

from catalogue.models import Author


def shelve(apps, schema_editor):
    Copy = apps.get_model("lending", "Copy")
    Author.objects.create(name="Unknown")
    first = Copy.recent.first()
    Copy.objects.create(book=first.book, place="A1", pages=first.pages, bought=first.bought)
    copies = []
    for copy in Copy.objects.iterator():
        copy.place = copy.place.upper()
        copies.append(copy)
        if len(copies) == 1000:
            Copy.objects.bulk_update(copies, ["place"])
            copies = []
    Copy.objects.bulk_update(copies, ["place"])


class Migration(migrations.Migration):
    dependencies = [("lending", "0005_smaller")]

    operations = [
        migrations.AddField(
            model_name="copy",
            name="label",
            field=models.CharField(max_length=50, null=True),
        ),
        migrations.RunPython(shelve, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="copy",
            name="pages",
        ),
    ]
