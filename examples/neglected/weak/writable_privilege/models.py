from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Reader(AbstractBaseUser):
    username = models.CharField(max_length=150, unique=True)
    is_staff = models.BooleanField(default=False)
    is_superuser = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects = BaseUserManager()

    balance = models.IntegerField(default=0)
    api_key = models.CharField(max_length=40)
    website = models.URLField()


class Shelf(models.Model):
    name = models.CharField(max_length=50)
    owner = models.ForeignKey(Reader, on_delete=models.CASCADE)
    secret_key = models.CharField(max_length=40)
