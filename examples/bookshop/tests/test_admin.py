from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.shelves import fill, post, reader


class ChangeLists(TestCase):
    def setUp(self):
        self.staff = reader(staff=True)
        self.client.force_login(self.staff)

    def test_six_books_ask_as_often_as_two(self):
        books = fill(6)
        asked = []
        for few in (books[:2], books):
            url = reverse("admin:catalogue_book_changelist")
            with CaptureQueriesContext(connection) as queries:
                response = self.client.get(url, {"pk__in": ",".join(str(book.pk) for book in few)})
            self.assertEqual(response.status_code, 200)
            asked.append(len(queries))
        self.assertEqual(asked[0], asked[1])

    def test_posts(self):
        post(self.staff, "Open")
        self.assertContains(self.client.get(reverse("admin:blog_post_changelist")), "Open")

    def test_an_author_with_books(self):
        book = fill(1)[0]
        response = self.client.get(reverse("admin:catalogue_author_change", args=[book.author_id]))
        self.assertContains(response, book.title)
