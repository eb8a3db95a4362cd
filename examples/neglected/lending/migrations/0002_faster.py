from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="copy",
            index=models.Index(fields=["bought"], name="copy_bought"),
        ),
        migrations.AlterField(
            model_name="copy",
            name="pages",
            field=models.BigIntegerField(),
        ),
    ]
