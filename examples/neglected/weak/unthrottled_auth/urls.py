from django.urls import path

from weak.unthrottled_auth.views import LoginView

urlpatterns = [path("login/", LoginView.as_view())]
