from django.db import migrations


def lend_again(apps, schema_editor):
    Loan = apps.get_model("archive", "Loan")
    first = Loan.objects.get(pk=1)
    Loan.objects.create(copy=first.copy, reader="Nobody", lent=first.lent)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_squashed_0003_loans")]

    operations = [
        migrations.RunPython(lend_again, migrations.RunPython.noop),
        migrations.RunSQL(
            "ALTER TABLE archive_loan DROP CONSTRAINT archive_loan_reader_7883a5e8_uniq",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(
            model_name="loan",
            name="remark",
        ),
    ]
