"""The lists of real systems, as their filters, orders and pages work, for the fake shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.shop import Query, Route

Rows = Sequence[Mapping[str, Any]]


def prestashop(tables: Mapping[str, list[dict[str, Any]]]) -> Route:
    """`filter[x]=[a|b]` or `[from,to]`, `sort`, `limit=start,count`; `[]` when nothing fits."""

    def route(path: str, query: Query) -> Any:
        name = path.removeprefix("/api/")
        if name not in tables or query.get("output_format") != "JSON":
            return None
        found = [row for row in tables[name] if _fits(row, query)]
        if query.get("sort") == "[date_upd_ASC]":
            found.sort(key=lambda row: str(row["date_upd"]))
        start, count = map(int, query.get("limit", "0,1000").split(","))
        page = found[start : start + count]
        return {name: page} if page else []

    return route


def _fits(row: Mapping[str, Any], query: Query) -> bool:
    ids = query.get("filter[id]", "")
    span = query.get("filter[date_upd]", "")
    if ids and str(row["id"]) not in ids.strip("[]").split("|"):
        return False
    if not span:
        return True
    first, last = span.strip("[]").split(",")
    return query.get("date") == "1" and first <= str(row["date_upd"]) <= last


def magento(orders: Rows) -> Route:
    """Search criteria; past the end the last page is answered again."""

    def route(path: str, query: Query) -> Any:
        if path != "/rest/V1/orders":
            return None
        since = query["searchCriteria[filter_groups][0][filters][0][value]"]
        size, number = (int(query[f"searchCriteria[{k}]"]) for k in ("pageSize", "currentPage"))
        found = sorted(
            (row for row in orders if row["updated_at"] >= since), key=lambda row: row["updated_at"]
        )
        start = min((number - 1) * size, max((len(found) - 1) // size * size, 0))
        return {"items": found[start : start + size], "total_count": len(found)}

    return route


def freshdesk(tickets: Rows, ratings: Rows) -> Route:
    """Tickets changed since, the oldest first; ratings made since, in no order."""

    def route(path: str, query: Query) -> Any:
        if path == "/api/v2/tickets":
            found = [row for row in tickets if row["updated_at"] >= query["updated_since"]]
            found.sort(key=lambda row: str(row["updated_at"]))
        elif path == "/api/v2/surveys/satisfaction_ratings":
            found = [row for row in ratings if row["created_at"] >= query["created_since"]]
        else:
            return None
        size = int(query["per_page"])
        start = (int(query["page"]) - 1) * size
        return found[start : start + size]

    return route


def gorgias(tickets: Rows, surveys: Rows) -> Route:
    """The newest first, with an opaque cursor; nothing can be filtered."""

    def route(path: str, query: Query) -> Any:
        lists = {"/api/tickets": tickets, "/api/satisfaction-surveys": surveys}
        if path not in lists:
            return None
        key, _, way = query["order_by"].partition(":")
        found = sorted(lists[path], key=lambda row: str(row[key]), reverse=way == "desc")
        start, size = int(query.get("cursor", "0")), int(query["limit"])
        following = str(start + size) if start + size < len(found) else None
        return {"data": found[start : start + size], "meta": {"next_cursor": following}}

    return route


def eventbrite(attendees: Rows, events: Mapping[str, Mapping[str, Any]], size: int = 2) -> Route:
    """Attendees of one organization in no promised order, pages by an opaque continuation."""

    def route(path: str, query: Query) -> Any:
        parts = path.strip("/").split("/")
        if parts == ["v3", "users", "me", "organizations"]:
            return {"organizations": [{"id": "900"}]}
        if parts == ["v3", "organizations", "900", "attendees"]:
            found = [row for row in attendees if row["changed"] >= query["changed_since"]]
            start = int(query.get("continuation", "0"))
            more = start + size < len(found)
            place = {"has_more_items": more, "continuation": str(start + size)}
            return {"attendees": found[start : start + size], "pagination": place}
        if parts[:2] == ["v3", "events"] and len(parts) == 3:
            return events.get(parts[2]) if query.get("expand") == "venue" else None
        if parts[:2] == ["v3", "events"] and parts[3:4] == ["attendees"]:
            return next((row for row in attendees if row["id"] == parts[4]), None)
        return None

    return route


def pretix(orders: Rows, events: Mapping[str, Mapping[str, Any]], size: int = 50) -> Route:
    """Orders of one organizer by last change; a page past the last is not found."""

    def route(path: str, query: Query) -> Any:
        parts = path.strip("/").split("/")[2:]
        if parts == ["organizers"]:
            return {"results": [{"slug": "maison"}], "next": None}
        if parts == ["organizers", "maison", "orders"]:
            found = [row for row in orders if row["last_modified"] >= query["modified_since"]]
            found.sort(key=lambda row: str(row["last_modified"]))
            start = (int(query["page"]) - 1) * size
            return {"results": found[start : start + size]} if found[start:] or not start else None
        if parts[4:5] == ["orders"]:
            return next((row for row in orders if row["code"] == parts[5]), None)
        return events.get("/".join(parts[3:]))

    return route
