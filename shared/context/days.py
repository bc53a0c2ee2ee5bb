"""The district's day and zone in SQL, as `Context.zone` and `Context.today` have them."""


def zone_in_sql(of: str = "") -> str:
    """SQL of the district's time zone; UTC until its first event has come. `of` is SQL of whose, where that is not plain."""
    which = f" where d.district_id = {of}" if of else ""
    return f"coalesce((select d.timezone from directory_districts d{which}), 'UTC')"


def day_in_sql(at: str) -> str:
    """SQL of what day it is in the district at a moment (SQL of it)."""
    return f"(cast({at} as timestamptz) at time zone {zone_in_sql()})::date"
