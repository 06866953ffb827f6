"""The columns of our own layout, and the names under which other programs write the same."""

from __future__ import annotations

from solicitation.inbound.columns import Columns

PERSON: Columns = {
    "email": ("e_mail", "email_address", "customer_email", "mail", "adresse_e_mail", "courriel"),
    "name": ("customer_name", "full_name", "nom", "nom_complet", "customer", "client"),
    "first_name": ("firstname", "prenom"),
    "last_name": ("lastname", "surname", "nom_de_famille"),
    "language": ("locale", "customer_locale", "lang", "langue"),
    "country": ("country_code", "shipping_country", "pays"),
    "region": ("state", "province", "province_code", "region_code", "shipping_province"),
    "timezone": ("time_zone", "fuseau_horaire"),
}
ORDERS: Columns = {
    "order_id": ("order", "order_number", "id_commande", "numero_de_commande", "commande",
                 "purchase_reference", "n_de_commande", "no_de_commande"),
    "ordered_at": ("order_date", "date", "created_at", "purchase_date", "date_de_commande"),
    "fulfilled_at": ("shipped_at", "sent_at", "ship_date", "date_d_expedition"),
    "delivered_at": ("delivery_date", "date_de_livraison"),
    "cancelled_at": ("canceled_at",),
    "refunded_at": (),
    "status": ("order_status", "statut", "etat"),
    **PERSON,
    "currency": ("devise",),
    "total": ("order_total", "montant"),
    "line_id": (),
    "product_ref": ("product_id", "ref", "reference", "ref_produit"),
    "product_name": ("product", "item_name", "title", "produit", "nom_du_produit"),
    "variant": ("variante", "variation", "option"),
    "sku": (),
    "gtin": ("ean", "upc", "barcode"),
    "product_url": (),
    "image_url": ("product_image", "image"),
    "quantity": ("qty", "quantite"),
    "price": ("unit_price", "prix", "prix_unitaire"),
}  # fmt: skip
TICKETS: Columns = {
    "ticket_id": ("ticket", "ticket_number", "case_id", "case_number", "numero_de_ticket"),
    **PERSON,
    "email": (*PERSON["email"], "requester_email", "requester"),
    "name": (*PERSON["name"], "requester_name"),
    "opened_at": ("created_at", "created", "ouvert_le"),
    "resolved_at": ("solved_at", "closed_at", "resolved", "solved", "resolu_le"),
    "reopened_at": ("reopened", "rouvert_le"),
    "score": ("rating", "csat", "satisfaction", "satisfaction_score", "note"),
    "score_max": ("rating_max", "max_score", "note_max"),
    "comment": ("feedback", "satisfaction_comment", "commentaire"),
    "order_id": ("order", "order_number", "numero_de_commande"),
}
ATTENDEES: Columns = {
    "event": ("event_name", "event_id", "evenement"),
    "attendee_id": ("ticket_id", "order_position"),
    **PERSON,
    "checked_in_at": ("check_in_at", "checked_in", "checkin_date", "check_in_date", "arrivee"),
}
ORDER_MOMENTS = ("ordered_at", "fulfilled_at", "delivered_at", "cancelled_at", "refunded_at")
ORDER_AMOUNTS = ("total", "price")
TICKET_MOMENTS = ("opened_at", "resolved_at", "reopened_at")
ATTENDEE_MOMENTS = ("checked_in_at",)
