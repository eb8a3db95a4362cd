from django.db import migrations, models


def fill_publishers(apps, schema_editor):
    apps.get_model("blog", "Post").objects.filter(title="").delete()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("lending", "0007_quicker")]

    operations = [
        migrations.AddField(
            model_name="copy",
            name="colour",
            field=models.CharField(max_length=20, null=True),
        ),
        migrations.RunPython(fill_publishers, migrations.RunPython.noop),
        migrations.RunSQL(
            "ALTER TABLE lending_copy DROP CONSTRAINT lending_copy_place_7883a5e8_uniq",
            migrations.RunSQL.noop,
        ),
    ]
