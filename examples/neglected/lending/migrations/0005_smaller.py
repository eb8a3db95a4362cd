from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lending", "0004_tidier")]

    operations = [
        CreateCollation("any_case", provider="icu", locale="und-u-ks-level2", deterministic=False),
        migrations.AlterField(
            model_name="copy",
            name="place",
            field=models.CharField(db_collation="any_case", max_length=10, unique=True),
        ),
        migrations.AlterField(
            model_name="copy",
            name="bought",
            field=models.DateField(),
        ),
    ]
