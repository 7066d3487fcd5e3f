from django.urls import path

from webcare.tour import views

urlpatterns = [
    path("", views.tours, name="tours"),
    path("overslaan/", views.skip, name="skip_tour"),
    path("<slug:slug>/<int:number>/", views.step, name="tour_step"),
    path("<slug:slug>/<int:number>/<str:deed>/", views.do, name="tour_do"),
    path("<slug:slug>/klaar/", views.done, name="tour_done"),
]
