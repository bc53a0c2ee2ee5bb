"""Until when whoever calls is signed in."""

from shared.web.me.known import PERSON, SESSION, Known

KNOWN = Known(
    fields={
        "session": f"""(select json_build_object('idle_until', s.idle_until, 'ends_at', s.expires_at)
      from sign_in_sessions s where s.id = {SESSION} and s.staff_id = {PERSON})"""
    }
)
