"""Scheduling's states and moves."""

from tests.states.matrix import matrix

BARRIERS = matrix("""
              triage        assign        escalate      decide        resolve       confirm       reopen
  raised      triaged       !wrong_state  escalated     !wrong_state  !wrong_state  !wrong_state  !wrong_state
  triaged     triaged       assigned      escalated     !wrong_state  !wrong_state  !wrong_state  !wrong_state
  assigned    !wrong_state  assigned      escalated     decided       !wrong_state  !wrong_state  !wrong_state
  escalated   !wrong_state  assigned      escalated     decided       !wrong_state  !wrong_state  !wrong_state
  decided     !wrong_state  !wrong_state  !wrong_state  !wrong_state  resolved      !wrong_state  !wrong_state
  resolved    !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  confirmed     reopened
  confirmed   !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
  reopened    triaged       assigned      escalated     !wrong_state  !wrong_state  !wrong_state  !wrong_state
""")
PLANS = matrix("""
              change              submit        return        approve       publish       preview       revise
  draft       draft               submitted     !wrong_state  !wrong_state  !wrong_state  draft         !wrong_state
  submitted   !plan_not_editable  !wrong_state  returned      approved      !wrong_state  submitted     !wrong_state
  returned    returned            submitted     !wrong_state  !wrong_state  !wrong_state  returned      !wrong_state
  approved    !plan_not_editable  !wrong_state  returned      !wrong_state  published     approved      !wrong_state
  published   !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  published
  closed      !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
  archived    !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
""")
# Of the same: how it ends and goes on.
ENDS = matrix("""
              close         archive       carry_on
  draft       !wrong_state  !wrong_state  !wrong_state
  submitted   !wrong_state  !wrong_state  !wrong_state
  returned    !wrong_state  !wrong_state  !wrong_state
  approved    !wrong_state  !wrong_state  !wrong_state
  published   closed        archived      published
  closed      !wrong_state  archived      closed
  archived    !wrong_state  !wrong_state  !wrong_state
""")
REVISIONS = matrix("""
              change              submit        return        approve       publish       discard       preview
  draft       draft               submitted     !wrong_state  !wrong_state  !wrong_state  discarded     draft
  submitted   !plan_not_editable  !wrong_state  returned      approved      !wrong_state  discarded     submitted
  returned    returned            submitted     !wrong_state  !wrong_state  !wrong_state  discarded     returned
  approved    !plan_not_editable  !wrong_state  returned      !wrong_state  published     discarded     approved
  published   !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
  discarded   !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
""")
TASKS = matrix("""
              start          complete       withdraw      reopen        change        reassign      block
  open        in_progress    done           withdrawn     !wrong_state  open          open          blocked
  in_progress !wrong_state   done           withdrawn     !wrong_state  in_progress   in_progress   blocked
  blocked     !task_blocked  !task_blocked  withdrawn     !wrong_state  blocked       blocked       blocked
  done        !wrong_state   !wrong_state   !wrong_state  open          !wrong_state  !wrong_state  !wrong_state
  withdrawn   !wrong_state   !wrong_state   !wrong_state  open          !wrong_state  !wrong_state  !wrong_state
""")
# The same of a task whose plan has ended: nothing moves it any more.
TASKS_OVER = matrix("""
              start         complete      withdraw      reopen        change        reassign      block         step
  open        !plan_ended   !plan_ended   !plan_ended   !wrong_state  !plan_ended   !plan_ended   !plan_ended   !plan_ended
  in_progress !wrong_state  !plan_ended   !plan_ended   !wrong_state  !plan_ended   !plan_ended   !plan_ended   !plan_ended
  blocked     !plan_ended   !plan_ended   !plan_ended   !wrong_state  !plan_ended   !plan_ended   !plan_ended   !plan_ended
  done        !wrong_state  !wrong_state  !wrong_state  !plan_ended   !wrong_state  !wrong_state  !wrong_state  !wrong_state
  withdrawn   !wrong_state  !wrong_state  !wrong_state  !plan_ended   !wrong_state  !wrong_state  !wrong_state  !wrong_state
""")
# What has no column `state`: it is in the state that its moments and days say.
# `again` names the same cover once more; `leave`: the delegate is gone from the district.
DELEGATIONS = matrix("""
              end           again                 morning     leave
  ahead       cancelled     !delegations_overlap  ahead       cancelled
  due         cancelled     !delegations_overlap  standing    cancelled
  standing    ended         !delegations_overlap  standing    ended
  past        ended         past                  ended       ended
  ended       !wrong_state  ended                 ended       ended
  cancelled   !wrong_state  cancelled             cancelled   cancelled
""")
# `successor`: somebody gets the role; `former`: who had it has it again; `by_hand`: its tasks are given one by one.
HANDOVERS = matrix("""
              note       successor  former     by_hand
  waiting     waiting    passed     returned   settled
  settled     settled    settled    settled    settled
  passed      passed     passed     passed     passed
  returned    returned   returned   returned   returned
""")
# `leave` and `return`: its maker is gone from the district, and comes back.
FEEDS = matrix("""
              fetch          revoke            leave     return
  live        live           revoked           gone      live
  gone        !feed_unknown  revoked           gone      live
  revoked     !feed_unknown  !revoked_already  revoked   revoked
""")
# `list` and `drop`: the roster brings the term, or one of the same code as what is written by hand, and takes it away.
TERMS = matrix("""
              change           remove           list      drop
  by_hand     by_hand          removed          by_hand   by_hand
  removed     !not_found       !not_found       removed   removed
  roster      !term_of_roster  !term_of_roster  roster    dropped
  dropped     !not_found       !not_found       roster    dropped
""")
COMMENTS = matrix("""
              change          delete        read
  fresh       fresh           deleted       fresh
  old         !edit_too_late  deleted       old
  deleted     !wrong_state    !wrong_state  deleted
""")
# Of somebody named in a comment: `answer` is a comment of theirs, `read` their word that they have read it.
MENTIONS = matrix("""
              answer     read       leave_out  name       delete
  waiting     answered   answered   gone       waiting    gone
  answered    answered   answered   gone       answered   gone
  gone        gone       gone       gone       waiting    gone
""")

# What each move tells the other services.
PLANS_TELL = {
    "change": "plan.edited",
    "submit": "plan.submitted",
    "return": "plan.returned",
    "approve": "plan.approved",
    "publish": "plan.people_assigned plan.published tasks.assigned",
    "revise": "revision.edited",
}
ENDS_TELL = {
    "close": "plan.closed plan.people_released",
    "archive": "plan.archived plan.people_released",
    "carry_on": "plan.edited",
}
#: Of a plan that has ended already.
ENDED_TELL = {"archive": "plan.archived", "carry_on": "plan.edited"}
REVISIONS_TELL = {
    "change": "revision.edited",
    "submit": "revision.submitted",
    "return": "revision.returned",
    "approve": "revision.approved",
    "discard": "revision.discarded",
    "publish": "plan.revised",
}
TASKS_TELL = {
    "start": "task.started",
    "complete": "task.completed",
    "withdraw": "task.withdrawn tasks.changed",
    "reopen": "task.reopened",
    "reassign": "task.reassigned tasks.changed",
    "block": "barrier.raised tasks.touched",
    "change": "tasks.touched",
    "step": "tasks.touched",
}
BARRIERS_TELL = {
    "triage": "barrier.triaged",
    "assign": "barrier.assigned",
    "escalate": "barrier.escalated",
    "decide": "barrier.decided",
    "resolve": "barrier.resolved",
    "confirm": "barrier.confirmed",
    "reopen": "barrier.reopened",
}

WORK_RULES = matrix("""
            activate          change        retire
  draft     active            draft         retired
  active    !nothing_drafted  active        retired
  retired   !wrong_state      !wrong_state  !wrong_state
""")
# What a rule made of a fact. `better`: the fact is corrected and asks for nothing; `worse`: it asks again; `retire`: the rule is
# retired with what is open of its work.
MADE_WORKS = matrix("""
             accept        decline       better     worse     retire
  proposed   standing      declined      undone     proposed  undone
  standing   !wrong_state  !wrong_state  undone     standing  undone
  declined   !wrong_state  !wrong_state  declined   declined  declined
  undone     !wrong_state  !wrong_state  undone     proposed  undone
  refused    !wrong_state  !wrong_state  undone     refused   undone
""")

# What becomes of a piece of work with what its service says: a wish, one nobody can do, its end, and any of them come late.
OWED_WORK = matrix("""
             owed      undoable  settled   late
  standing   standing  refused   settled   standing
  refused    standing  refused   settled   refused
  settled    standing  refused   settled   settled
""")
