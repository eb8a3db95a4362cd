from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect

from blog.models import Post
from catalogue.models import Book


@login_required
def rename_book(request, pk):
    book = get_object_or_404(Book, pk=pk)
    book.title = request.POST["title"]
    book.save()
    return redirect("/")


@login_required
def move_book(request, pk):
    book = get_object_or_404(Book, pk=pk)
    book.publisher_id = request.POST["publisher"]
    book.save()
    return redirect("/")


@login_required
def delete_book(request, pk):
    get_object_or_404(Book, pk=pk).delete()
    return redirect("/")


def delete_post(request, pk):
    post = get_object_or_404(Post, pk=pk)
    post.delete()
    return redirect("/")
