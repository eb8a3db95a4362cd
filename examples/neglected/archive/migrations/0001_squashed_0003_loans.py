import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [("archive", "0001_initial"), ("archive", "0002_reader"), ("archive", "0003_loans")]

    dependencies = [("lending", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("copy", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="lending.copy")),
                ("reader", models.CharField(max_length=100, unique=True)),
                ("remark", models.TextField(null=True)),
                ("letter", models.TextField()),
                ("lent", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
