"""Shared by the reports: what is made of a book, a row at a time."""


def author_line(book):
    return f"{book.title} by {book.author.name}"


def publisher_line(book, *, short=False):
    if short:
        return book.title
    return f"{book.title} from {book.publisher.name}"


def lines_of(books, line):
    return [line(book) for book in books]


def decorated(function):
    def inner(*args, **kwargs):
        return {"rows": function(*args, **kwargs)}

    return inner


class Presenter:
    def __init__(self, books):
        self.books = books

    def lines(self):
        return [self.line(book) for book in self.books]

    def line(self, book):
        return book.title
