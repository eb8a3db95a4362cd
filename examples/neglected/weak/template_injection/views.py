from django.template import Context, Template


def card(request):
    return HttpResponse(Template("Dear " + request.POST["name"]).render(Context()))
