from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from shop.models import Author, Book, Category, Review


# variant: view_json_of_fks bad url
def view_json_of_fks(request):
    return JsonResponse({"books": [{"title": book.title, "author": book.author.name} for book in Book.objects.all()]})


# variant: view_json_of_fks_joined safe url
def view_json_of_fks_joined(request):
    books = Book.objects.select_related("author")
    return JsonResponse({"books": [{"title": book.title, "author": book.author.name} for book in books]})


# variant: view_of_one_author bad url
def view_of_one_author(request, pk):
    author = get_object_or_404(Author, pk=pk)
    return HttpResponse("".join(f"<li>{book.publisher.name}</li>" for book in author.books.all()))


# variant: view_of_one_author_loaded safe url
def view_of_one_author_loaded(request, pk):
    author = get_object_or_404(Author.objects.prefetch_related("books__publisher"), pk=pk)
    return HttpResponse("".join(f"<li>{book.publisher.name}</li>" for book in author.books.all()))


# variant: view_of_one_book safe url
def view_of_one_book(request, pk):
    book = get_object_or_404(Book, pk=pk)
    return render(request, "shop/view_of_one_book.html", {"book": book})


# variant: view_template_for bad url
def view_template_for(request):
    return render(request, "shop/view_template_for.html", {"books": Book.objects.all()})


# variant: view_template_for_joined safe url
def view_template_for_joined(request):
    books = Book.objects.select_related("publisher__country")
    return render(request, "shop/view_template_for_joined.html", {"books": books})


# variant: view_context_by_locals bad url
def view_context_by_locals(request):
    context = {}
    context["reviews"] = Review.objects.all()
    context.update(title="Reviews")
    return render(request, "shop/view_context_by_locals.html", context)


# variant: view_streams_lines bad url
def view_streams_lines(request):
    def lines():
        for review in Review.objects.all().iterator():
            yield f"{review.book.title},{review.stars}\n"

    return StreamingHttpResponse(lines())


# variant: view_streams_joined_lines safe url
def view_streams_joined_lines(request):
    def lines():
        for review in Review.objects.select_related("book").iterator():
            yield f"{review.book.title},{review.stars}\n"

    return StreamingHttpResponse(lines())


# variant: context_processor_list_of_fks bad url
def context_processor_list_of_fks(request):
    return render(request, "shop/context_processor_list_of_fks.html")


# variant: context_processor_list_joined safe url
def context_processor_list_joined(request):
    return render(request, "shop/context_processor_list_joined.html")


# variant: view_tree_of_categories bad url
def view_tree_of_categories(request):
    return render(request, "shop/view_tree_of_categories.html", {"categories": Category.objects.filter(parent=None)})


# variant: view_tree_of_categories_loaded safe url
def view_tree_of_categories_loaded(request):
    tops = Category.objects.filter(parent=None).prefetch_related("children")
    return render(request, "shop/view_tree_of_categories_loaded.html", {"categories": tops})


# variant: view_filters_by_input safe url
def view_filters_by_input(request):
    books = Book.objects.select_related("author")
    if wanted := request.GET.get("q"):
        books = books.filter(title__icontains=wanted)
    return JsonResponse({"books": [f"{book.title} {book.author}" for book in books]})
