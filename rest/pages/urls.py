"""The addresses of the storefront."""

from django.urls import path

from rest.pages import letters, views

urlpatterns = [
    path("", views.listing, name="listing"),
    path("p/<slug:slug>/", views.product, name="product"),
    path("cart/", views.cart, name="cart"),
    path("checkout/", views.checkout, name="checkout"),
    path("checkout/return/", views.returning, name="returning"),
    path("account/", views.account, name="account"),
    path("account/addresses/", views.own("addresses"), name="addresses"),
    path("account/alerts/", views.own("alerts"), name="own-alerts"),
    path("account/security/", views.own("security"), name="security"),
    path("account/data/", views.own("own_data"), name="own-data"),
    path("login/", views.login, name="login"),
    path("register/", views.register, name="register"),
    path("reset-password", views.reset_password, name="reset-password"),
    path("wishlist/", views.wishlist, name="wishlist"),
    path("wishlist/<str:token>/", views.wishlist, name="shared-wishlist"),
    path("orders/<str:order_id>/", views.order, name="order"),
    path("alerts/<str:token>/", letters.confirm, name="confirm"),
    path("unsubscribe/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("favicon.ico", views.favicon, name="favicon"),
]
