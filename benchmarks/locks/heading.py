"""What every migration of a case begins with: the names it uses and the functions it runs."""

import datetime
import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    BtreeGistExtension,
    RemoveIndexConcurrently,
    TrigramExtension,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now


def add_a_page(apps, editor):
    apps.get_model("t", "Book").objects.update(pages=F("pages") + 1)


def mark_the_short(apps, editor):
    apps.get_model("t", "Book").objects.filter(pages__lt=50).update(status="old")


def give_to_the_second_author(apps, editor):
    apps.get_model("t", "Book").objects.update(author_id=2)


def give_identifiers(apps, editor):
    editor.execute("UPDATE t_book SET x = gen_random_uuid()")
