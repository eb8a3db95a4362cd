from django.core.paginator import Paginator
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


# variant: template_dictsort bad url
def template_dictsort(request):
    return render(request, "shop/template_dictsort.html", {"books": Book.objects.all()})


# variant: template_dictsort_column safe url
def template_dictsort_column(request):
    return render(request, "shop/template_dictsort_column.html", {"books": Book.objects.all()})


# variant: template_forloop_first safe url
def template_forloop_first(request):
    return render(request, "shop/template_forloop_first.html", {"books": Book.objects.all()})


# variant: template_pairs bad url
def template_pairs(request):
    groups = [("cheap", Book.objects.filter(price__lt=3)), ("dear", Book.objects.filter(price__gte=3))]
    return render(request, "shop/template_pairs.html", {"groups": groups})


# variant: template_pairs_joined safe url
def template_pairs_joined(request):
    books = Book.objects.select_related("author")
    groups = [("cheap", books.filter(price__lt=3)), ("dear", books.filter(price__gte=3))]
    return render(request, "shop/template_pairs_joined.html", {"groups": groups})


# variant: template_dict_items bad url
def template_dict_items(request):
    return render(request, "shop/template_dict_items.html", {"by_key": {book.pk: book for book in Book.objects.all()}})


# variant: template_firstof bad url
def template_firstof(request):
    return render(request, "shop/template_firstof.html", {"books": Book.objects.all()})


# variant: template_url_of_fk bad url
def template_url_of_fk(request):
    return render(request, "shop/template_url_of_fk.html", {"books": Book.objects.all()})


# variant: template_url_of_column safe url
def template_url_of_column(request):
    return render(request, "shop/template_url_of_column.html", {"books": Book.objects.all()})


# variant: template_compares_fk bad url
def template_compares_fk(request):
    context = {"books": Book.objects.all(), "author": Author.objects.get(pk=1)}
    return render(request, "shop/template_compares_fk.html", context)


# variant: template_block_super bad url
def template_block_super(request):
    return render(request, "shop/template_block_super.html", {"menu": Publisher.objects.all()})


# variant: template_include_by_name bad url
def template_include_by_name(request):
    context = {"books": Book.objects.all(), "row_template": "shop/_book_line.html"}
    return render(request, "shop/template_include_by_name.html", context)


# variant: template_tag_as_name bad url
def template_tag_as_name(request):
    return render(request, "shop/template_tag_as_name.html")


# variant: template_slice_of_prefetched safe url
def template_slice_of_prefetched(request):
    return render(request, "shop/template_slice_of_prefetched.html", {"books": Book.objects.prefetch_related("tags")})


# variant: template_slice_of_children bad url
def template_slice_of_children(request):
    return render(request, "shop/template_slice_of_children.html", {"books": Book.objects.all()})


# variant: template_ifchanged bad url
def template_ifchanged(request):
    return render(request, "shop/template_ifchanged.html", {"books": Book.objects.all()})


# variant: template_method_of_fk bad url
def template_method_of_fk(request):
    return render(request, "shop/template_method_of_fk.html", {"books": Book.objects.all()})


# variant: template_one_by_number safe url
def template_one_by_number(request):
    return render(request, "shop/template_one_by_number.html", {"books": Book.objects.all()})


# variant: template_card_of_row bad url
def template_card_of_row(request):
    return render(request, "shop/template_card_of_row.html", {"books": Book.objects.all()})


# variant: template_card_of_joined_row safe url
def template_card_of_joined_row(request):
    return render(request, "shop/template_card_of_joined_row.html", {"books": Book.objects.select_related("author")})


# variant: template_commented_out safe url
def template_commented_out(request):
    return render(request, "shop/template_commented_out.html", {"books": Book.objects.all()})


# variant: template_join_of_rows bad url
def template_join_of_rows(request):
    return render(request, "shop/template_join_of_rows.html", {"reviews": Review.objects.all()})


# variant: template_translated bad url
def template_translated(request):
    return render(request, "shop/template_translated.html", {"sales": Sale.objects.all()})


# variant: template_length_and_truth safe url
def template_length_and_truth(request):
    return render(request, "shop/template_length_and_truth.html", {"books": Book.objects.all()})


# variant: template_filtered_argument bad url
def template_filtered_argument(request):
    return render(request, "shop/template_filtered_argument.html", {"books": Book.objects.all()})


# variant: template_block_in_block_not_shown safe url
def template_block_in_block_not_shown(request):
    return render(request, "shop/template_block_in_block_not_shown.html", {"menu": Publisher.objects.all()})


# variant: template_list_of_dicts bad url
def template_list_of_dicts(request):
    rows = [{"book": book, "dear": book.price > 5} for book in Book.objects.all()]
    return render(request, "shop/template_list_of_dicts.html", {"rows": rows})


# variant: template_list_of_dicts_joined safe url
def template_list_of_dicts_joined(request):
    rows = [{"book": book, "dear": book.price > 5} for book in Book.objects.select_related("publisher")]
    return render(request, "shop/template_list_of_dicts_joined.html", {"rows": rows})


# variant: template_page_of_rows bad url
def template_page_of_rows(request):
    page = Paginator(Book.objects.order_by("title"), 500).get_page(request.GET.get("page"))
    return render(request, "shop/template_page_of_rows.html", {"page": page})


# variant: template_page_of_joined_rows safe url
def template_page_of_joined_rows(request):
    page = Paginator(Book.objects.with_author().order_by("title"), 500).get_page(request.GET.get("page"))
    return render(request, "shop/template_page_of_joined_rows.html", {"page": page})


# variant: template_tag_as_name_of_columns safe url
def template_tag_as_name_of_columns(request):
    return render(request, "shop/template_tag_as_name_of_columns.html")


# variant: template_count_of_prefetched safe url
def template_count_of_prefetched(request):
    return render(request, "shop/template_count_of_prefetched.html", {"authors": Author.objects.with_books()})


# variant: template_translated_joined safe url
def template_translated_joined(request):
    return render(request, "shop/template_translated_joined.html", {"sales": Sale.objects.select_related("book")})


# variant: template_block_super_replaced safe url
def template_block_super_replaced(request):
    menu = Publisher.objects.select_related("country")
    return render(request, "shop/template_block_super_replaced.html", {"menu": menu})
