import os

from django.db import models


class Loan(models.Model):
    copy = models.ForeignKey("lending.Copy", on_delete=models.PROTECT)
    reader = models.CharField(max_length=100, unique=True)
    letter = models.TextField()
    lent = models.DateTimeField(auto_now_add=True)
    days = models.IntegerField(default=7 if os.environ.get("BUSY") else 14, null=True)

    class Meta:
        indexes = [models.Index(fields=["letter"], name="loan_letter")]

    def __str__(self):
        return self.reader
