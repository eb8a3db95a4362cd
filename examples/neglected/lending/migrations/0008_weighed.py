from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0007_quicker")]

    operations = [
        migrations.AddField(
            model_name="copy",
            name="weight",
            field=models.FloatField(null=True),
        ),
    ]
