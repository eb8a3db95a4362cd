from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0004_first_loan")]

    operations = [
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(fields=["letter"], name="loan_letter"),
        ),
        migrations.AddField(
            model_name="loan",
            name="days",
            field=models.IntegerField(default=14, null=True),
        ),
    ]
