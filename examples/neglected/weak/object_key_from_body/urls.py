from django.urls import path

from weak.object_key_from_body.views import NoteView

urlpatterns = [path("notes/", NoteView.as_view())]
