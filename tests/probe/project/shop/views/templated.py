from django.shortcuts import render

from shop.models import Author, Book, Post, Publisher, Review, Sale


# variant: template_include bad url
def template_include(request):
    return render(request, "shop/template_include.html", {"books": Book.objects.all()})


# variant: template_include_joined safe url
def template_include_joined(request):
    return render(request, "shop/template_include_joined.html", {"books": Book.objects.select_related("author")})


# variant: template_include_with_only bad url
def template_include_with_only(request):
    return render(request, "shop/template_include_with_only.html", {"all_reviews": Review.objects.all()})


# variant: template_include_with_only_joined safe url
def template_include_with_only_joined(request):
    reviews = Review.objects.with_book()
    return render(request, "shop/template_include_with_only_joined.html", {"all_reviews": reviews})


# variant: template_extends bad url
def template_extends(request):
    return render(request, "shop/template_extends.html", {"rows": Post.objects.all()})


# variant: template_extends_joined safe url
def template_extends_joined(request):
    return render(request, "shop/template_extends_joined.html", {"rows": Post.objects.select_related("owner")})


# variant: template_parent_loops bad url
def template_parent_loops(request):
    return render(request, "shop/template_parent_loops.html", {"menu": Publisher.objects.all()})


# variant: template_parent_loops_replaced safe url
def template_parent_loops_replaced(request):
    return render(request, "shop/template_parent_loops_replaced.html", {"menu": Publisher.objects.all()})


# variant: template_with bad url
def template_with(request):
    return render(request, "shop/template_with.html", {"sales": Sale.objects.all()})


# variant: template_with_joined safe url
def template_with_joined(request):
    return render(request, "shop/template_with_joined.html", {"sales": Sale.objects.select_related("book")})


# variant: template_regroup bad url
def template_regroup(request):
    return render(request, "shop/template_regroup.html", {"books": Book.objects.order_by("author")})


# variant: template_regroup_joined safe url
def template_regroup_joined(request):
    books = Book.objects.order_by("author_id").select_related("author")
    return render(request, "shop/template_regroup_joined.html", {"books": books})


# variant: template_simple_tag bad url
def template_simple_tag(request):
    return render(request, "shop/template_simple_tag.html", {"books": Book.objects.all()})


# variant: template_simple_tag_joined safe url
def template_simple_tag_joined(request):
    return render(request, "shop/template_simple_tag_joined.html", {"books": Book.objects.with_publishing()})


# variant: template_inclusion_tag bad url
def template_inclusion_tag(request):
    return render(request, "shop/template_inclusion_tag.html", {})


# variant: template_inclusion_tag_joined safe url
def template_inclusion_tag_joined(request):
    return render(request, "shop/template_inclusion_tag_joined.html", {})


# variant: template_filter bad url
def template_filter(request):
    return render(request, "shop/template_filter.html", {"books": Book.objects.all()})


# variant: template_filter_prefetched safe url
def template_filter_prefetched(request):
    return render(request, "shop/template_filter_prefetched.html", {"books": Book.objects.with_tags()})


# variant: template_str_of_row bad url
def template_str_of_row(request):
    return render(request, "shop/template_str_of_row.html", {"reviews": Review.objects.all()})


# variant: template_str_of_row_joined safe url
def template_str_of_row_joined(request):
    return render(request, "shop/template_str_of_row_joined.html", {"reviews": Review.objects.with_book()})


# variant: template_nested_for bad url
def template_nested_for(request):
    return render(request, "shop/template_nested_for.html", {"authors": Author.objects.all()})


# variant: template_nested_for_prefetched safe url
def template_nested_for_prefetched(request):
    return render(request, "shop/template_nested_for_prefetched.html", {"authors": Author.objects.with_books()})


# variant: template_count_of_children bad url
def template_count_of_children(request):
    return render(request, "shop/template_count_of_children.html", {"authors": Author.objects.all()})


# variant: template_count_annotated safe url
def template_count_annotated(request):
    return render(request, "shop/template_count_annotated.html", {"authors": Author.objects.counted()})


# variant: template_if_fk bad url
def template_if_fk(request):
    return render(request, "shop/template_if_fk.html", {"books": Book.objects.all()})


# variant: template_if_fk_column safe url
def template_if_fk_column(request):
    return render(request, "shop/template_if_fk_column.html", {"books": Book.objects.all()})


# variant: template_only_first safe url
def template_only_first(request):
    return render(request, "shop/template_only_first.html", {"books": Book.objects.all()})


# variant: template_method_of_row bad url
def template_method_of_row(request):
    return render(request, "shop/template_method_of_row.html", {"authors": Author.objects.all()})


# variant: template_method_of_row_prefetched safe url
def template_method_of_row_prefetched(request):
    return render(request, "shop/template_method_of_row_prefetched.html", {"authors": Author.objects.with_books()})


# variant: template_wide_context safe url
def template_wide_context(request):
    everything = {"books": Book.objects.all(), "reviews": Review.objects.select_related("book")}
    return render(request, "shop/template_wide_context.html", everything)
