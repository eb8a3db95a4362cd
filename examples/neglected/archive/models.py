from django.db import models


class Loan(models.Model):
    copy = models.ForeignKey("lending.Copy", on_delete=models.PROTECT)
    reader = models.CharField(max_length=100)
    lent = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.reader
