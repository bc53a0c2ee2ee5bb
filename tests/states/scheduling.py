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
              change              submit        return        approve       publish       archive       preview       revise
  draft       draft               submitted     !wrong_state  !wrong_state  !wrong_state  !wrong_state  draft         !wrong_state
  submitted   !plan_not_editable  !wrong_state  returned      approved      !wrong_state  !wrong_state  submitted     !wrong_state
  returned    returned            submitted     !wrong_state  !wrong_state  !wrong_state  !wrong_state  returned      !wrong_state
  approved    !plan_not_editable  !wrong_state  returned      !wrong_state  published     !wrong_state  approved      !wrong_state
  published   !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  archived      !wrong_state  published
  archived    !plan_not_editable  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state  !wrong_state
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
              start          complete       withdraw      change        reassign      block
  open        in_progress    done           withdrawn     open          open          blocked
  in_progress !wrong_state   done           withdrawn     in_progress   in_progress   blocked
  blocked     !task_blocked  !task_blocked  withdrawn     blocked       blocked       blocked
  done        !wrong_state   !wrong_state   !wrong_state  !wrong_state  !wrong_state  !wrong_state
  withdrawn   !wrong_state   !wrong_state   !wrong_state  !wrong_state  !wrong_state  !wrong_state
""")
