from django.db import models


class Copy(models.Model):
    book = models.ForeignKey("catalogue.Book", on_delete=models.CASCADE, null=True)
    place = models.CharField(max_length=10, unique=True, db_collation="any_case")
    pages = models.BigIntegerField()
    bought = models.DateField()
    token = models.UUIDField()
    price = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["bought"], name="copy_bought")]
        constraints = [models.CheckConstraint(condition=models.Q(pages__gt=0), name="copy_has_pages")]

    def __str__(self):
        return self.place
