from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def max_queries(most):
    with CaptureQueriesContext(connection) as queries:
        yield
    assert len(queries) <= most, f"{len(queries)} queries"
