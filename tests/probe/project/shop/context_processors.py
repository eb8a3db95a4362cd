from shop.models import Category, Post


# variant: context_processor_list_of_fks bad url
def newest_posts(request):
    return {"newest_posts": Post.objects.order_by("-pk")}


# variant: context_processor_list_joined safe url
def newest_categories(request):
    return {"newest_categories": Category.objects.select_related("parent").order_by("-pk")}
