"""Look-alikes: which columns may be a field under another name. They are suggested, never taken."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from engagement_metrics.records.field import Field

# How platforms and their exports call what fields hold, without blanks and signs.
NAMES: Mapping[str, tuple[str, ...]] = {
    "order_id": ("name", "ordernumber", "id", "orderno", "incrementid", "bestellnummer"),
    "customer_id": ("customer", "userid", "clientid", "profileid", "contactid", "kundennummer"),
    "ordered_at": (
        "createdat", "processedat", "datecreated", "orderdate", "date", "created", "purchasedate",
        "timestamp", "bestelldatum", "paidat",
    ),
    "amount": (
        "total", "revenue", "totalprice", "grandtotal", "ordertotal", "price", "value", "netsales",
        "subtotal", "betrag", "summe",
    ),
    "email": ("emailaddress", "customeremail", "billingemail", "mail"),
    "status": ("state", "orderstatus", "fulfillmentstatus"),
    "currency": ("currencycode", "presentmentcurrency", "waehrung"),
    "gross_sales": ("gross", "subtotal", "itemstotal"),
    "discount": ("discountamount", "totaldiscounts", "discounttotal"),
    "tax": ("taxes", "totaltax", "taxamount", "vat"),
    "shipping": ("shippingtotal", "shippingamount", "shippingcost"),
    "refunded": ("refundedamount", "amountrefunded", "totalrefunded"),
    "type": ("event", "eventtype", "eventname", "kind"),
    "occurred_at": ("timestamp", "time", "date", "datetime", "eventtime", "createdat"),
    "message_id": ("messageid", "smtpid", "sgmessageid", "emailid", "transmissionid"),
    "recipient": ("email", "emailaddress", "to", "profileid", "rcptto"),
    "sent_at": ("sendtime", "senttime", "senddate"),
    "opened": ("open", "opens", "isopened"),
    "published_at": ("timestamp", "createdtime", "publishtime", "postedat", "date"),
    "post_id": ("id", "mediaid", "permalink"),
    "created_at": ("date", "datecreated", "createtime", "reviewdate", "timestamp"),
    "rating": ("stars", "starrating", "score"),
    "responded_at": ("timestamp", "submittedat", "date", "enddate", "responsedate"),
    "score": ("rating", "answer", "response", "value"),
    "started_at": ("sessionstart", "start", "starttime", "timestamp"),
    "points": ("amount", "balance", "value"),
    "refunded_at": ("createdat", "refunddate", "date"),
    "name": ("event", "eventname"),
}  # fmt: skip


def suggested(fields: Mapping[str, Field], missing: Sequence[str], have: Sequence[str]) -> str:
    """What to say of columns that may be the missing fields; nothing where none looks alike."""
    taken: set[str] = {name for name in have if name in fields}
    found: dict[str, str] = {}
    for name in missing:
        column = _alike(name, [one for one in have if one not in taken])
        if column is not None:
            found[name] = column
            taken.add(column)
    if not found:
        return ""
    pairs = ", ".join(f"{name!r}: {column!r}" for name, column in found.items())
    return f", perhaps columns={{{pairs}}}"


def _alike(name: str, columns: Collection[str]) -> str | None:
    plain = {_plain(column): column for column in reversed([*columns])}
    for known in (_plain(name), *NAMES.get(name, ())):
        if known in plain:
            return plain[known]
    close = get_close_matches(_plain(name), plain, n=1, cutoff=0.8)
    return plain[close[0]] if close else None


def _plain(name: str) -> str:
    """A name without blanks and signs, in small letters."""
    return re.sub(r"[\W_]", "", name.lower())
