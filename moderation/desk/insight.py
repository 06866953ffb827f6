"""How the desk does: time to a decision, age of the queue, who decides."""

from __future__ import annotations

from flask import g, render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from core.auth import here, member
from core.web import doors
from moderation.desk.ground import blueprint
from moderation.insight import SPAN, ages, by_member, by_weekday, speed
from moderation.queries.insight import first_decisions, waiting_since


@blueprint.get("/insight")
@member()
def insight_page() -> str:
    """Figures of ninety days; a table each, with bars beside the numbers."""
    now = doors().now()
    with doors().database.reading() as session:
        took = first_decisions(session, here().store_id, now - SPAN)
        waiting = waiting_since(session, here().store_id)
    people = [one for one in took if not one.is_rule]
    days = get_locale().days["format"]["wide"]
    return render_template(
        "moderation/insight.html",
        all=speed(people),
        weekdays=[(days[n], one) for n, one in enumerate(by_weekday(people, g.store.timezone))],
        members=by_member(took),
        ages=list(
            zip(
                (_("less than a day"), _("1 to 3 days"), _("3 to 7 days"), _("longer")),
                ages(waiting, now),
                strict=True,
            )
        ),
        span=SPAN.days,
    )
