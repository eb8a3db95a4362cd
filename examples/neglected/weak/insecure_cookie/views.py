from django.shortcuts import redirect


def log_in(request, author):
    response = redirect("/")
    response.set_cookie("auth_token", author.token)
    response.set_cookie("user_id", author.pk, max_age=3600, secure=False)
    return response
