from django.urls import include, path

from weak.inconsistent_urls import views

urlpatterns = [
    path("p0/", views.V0.as_view(), name="p0"),
    path("p1/", views.V1.as_view(), name="p1"),
    path("p2/", views.V2.as_view(), name="p2"),
    path("p3/", views.V3.as_view(), name="p3"),
    path("p4/", views.V4.as_view(), name="p4"),
    path("p5/", views.V5.as_view(), name="p5"),
    path("p6/", views.V6.as_view(), name="p6"),
    path("p7/", views.V7.as_view(), name="p7"),
    path("p8/", views.V8.as_view(), name="p8"),
    path("p9/", views.V9.as_view(), name="p9"),
    path("last", views.V10.as_view(), name="last"),
]
