import os

from django.conf import settings
from django.core.files.storage import default_storage


def upload(request):
    cover = request.FILES["cover"]
    default_storage.save(cover.name, cover)
    with open(os.path.join(settings.MEDIA_ROOT, cover.name), "wb") as file:
        file.write(cover.read())
    return redirect("/")
