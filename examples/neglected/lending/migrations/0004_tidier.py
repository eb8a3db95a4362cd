from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("lending", "0003_stricter")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="copy",
                    name="label",
                ),
            ],
        ),
        migrations.RemoveField(
            model_name="copy",
            name="note",
        ),
        migrations.RenameField(
            model_name="copy",
            old_name="shelf",
            new_name="place",
        ),
    ]
