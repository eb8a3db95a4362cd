from django.core import mail
from django.test import TestCase
from django.urls import reverse

from catalogue.models import Book
from tests.shelves import fill, post, reader


class BookPages(TestCase):
    def test_the_list_asks_as_often_for_many_books_as_for_few(self):
        fill(6)
        for stock in (2, 6):
            Book.objects.update(stock=0)
            Book.objects.filter(pk__in=Book.objects.values("pk")[:stock]).update(stock=1)
            with self.assertNumQueries(2):  # how many there are, and a page of them
                response = self.client.get(reverse("book-list"))
            self.assertEqual(len(response.context["books"]), stock)

    def test_a_book(self):
        book = fill(1)[0]
        with self.assertNumQueries(1):
            response = self.client.get(reverse("book-detail", args=[book.pk]))
        self.assertContains(response, book.title)

    def test_no_such_book(self):
        self.assertEqual(self.client.get(reverse("book-detail", args=[99])).status_code, 404)


class Buying(TestCase):
    def setUp(self):
        self.book = fill(1)[0]
        self.client.force_login(reader())

    def test_the_page(self):
        self.assertContains(self.client.get(reverse("book-buy", args=[self.book.pk])), self.book.title)

    def test_a_sale_is_taken_from_the_stock_and_confirmed(self):
        with self.captureOnCommitCallbacks(execute=True):
            response = self.client.post(reverse("book-buy", args=[self.book.pk]), {"copies": 2})
        self.assertRedirects(response, reverse("book-detail", args=[self.book.pk]))
        self.assertEqual(Book.objects.get(pk=self.book.pk).stock, 3)
        self.assertEqual([message.to for message in mail.outbox], [["ann@example.org"]])

    def test_more_than_there_are(self):
        response = self.client.post(reverse("book-buy", args=[self.book.pk]), {"copies": 6})
        self.assertContains(response, "not that many left")
        self.assertEqual(Book.objects.get(pk=self.book.pk).stock, 5)

    def test_strangers_log_in_first(self):
        self.client.logout()
        response = self.client.get(reverse("book-buy", args=[self.book.pk]))
        self.assertEqual(response.status_code, 302)


class BlogPages(TestCase):
    def test_only_what_is_published(self):
        ann = reader()
        post(ann, "Open")
        post(ann, "Draft", published=False)
        with self.assertNumQueries(3):
            response = self.client.get(reverse("post-list"))
        self.assertContains(response, "Open")
        self.assertNotContains(response, "Draft")
