import logging

logger = logging.getLogger(__name__)


def log_in(request):
    name, password = request.POST["name"], request.POST["password"]
    print(name, password)
    logger.info("%s tries %s", name, request.POST.get("password"))
    logger.debug(f"{name} has {request.session['api_key']}")
    return redirect("/")
