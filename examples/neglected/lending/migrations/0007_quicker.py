from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lending", "0006_labelled")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY copy_label ON lending_copy (label)",
            "DROP INDEX CONCURRENTLY copy_label",
        ),
    ]
