from django.db import connection


def search(request):
    title = request.GET.get("title", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM shop_book WHERE title = '%s'" % title)
        return HttpResponse(cursor.fetchall())
