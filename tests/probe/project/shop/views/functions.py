import csv

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from shop.models import Author, Book, Category, Post, Review, Sale


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


# variant: async_view bad url
async def async_view(request):
    numbers = [await author.books.acount() async for author in Author.objects.all()]
    return JsonResponse({"numbers": numbers})


# variant: async_view_prefetched safe url
async def async_view_prefetched(request):
    books = [book async for book in Book.objects.select_related("author").prefetch_related("tags")]
    return JsonResponse({"books": [f"{book.author.name} {book.tag_names}" for book in books]})


# variant: view_behind_decorators bad url
@require_GET
@cache_control(private=True)
def view_behind_decorators(request):
    return JsonResponse({"buyers": [sale.buyer.name for sale in Sale.objects.exclude(buyer=None)]})


# variant: view_behind_decorators_joined safe url
@require_GET
@cache_control(private=True)
def view_behind_decorators_joined(request):
    return JsonResponse({"buyers": [sale.buyer.name for sale in Sale.objects.exclude(buyer=None).select_related("buyer")]})


# variant: view_template_response bad url
def view_template_response(request):
    return TemplateResponse(request, "shop/view_template_response.html", {"sales": Sale.objects.all()})


# variant: view_object_list_or_404 bad url
def view_object_list_or_404(request):
    posts = get_list_or_404(Post, title__startswith="P")
    return JsonResponse({"owners": [post.owner.name for post in posts]})


# variant: view_object_list_or_404_joined safe url
def view_object_list_or_404_joined(request):
    posts = get_list_or_404(Post.objects.select_related("owner"), title__startswith="P")
    return JsonResponse({"owners": [post.owner.name for post in posts]})


# variant: view_csv_of_rows bad url
def view_csv_of_rows(request):
    response = HttpResponse(content_type="text/csv")
    writer = csv.writer(response)
    for sale in Sale.objects.select_related("book"):
        writer.writerow([sale.amount, sale.book.title, sale.book.publisher.name])
    return response


# variant: view_csv_of_columns safe url
def view_csv_of_columns(request):
    response = HttpResponse(content_type="text/csv")
    writer = csv.writer(response)
    writer.writerows(Sale.objects.values_list("amount", "book__title", "book__publisher__name"))
    return response


# variant: view_writes_per_row bad url
def view_writes_per_row(request):
    for sale in Sale.objects.filter(invoiced=False):
        sale.invoiced = True
        sale.save()
    return redirect("/")


# variant: view_writes_at_once safe url
def view_writes_at_once(request):
    Sale.objects.filter(invoiced=False).update(invoiced=True)
    return redirect("/")
