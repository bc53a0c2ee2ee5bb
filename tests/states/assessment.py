"""Assessment's states and moves."""

from tests.states.matrix import matrix

ADMINISTRATIONS = matrix("""
                answer                     score                      correct                      withdraw
    open        open                       scored                     !administration_not_scored   withdrawn
    scored      !administration_not_open   !scored_already            scored                       withdrawn
    withdrawn   !administration_not_open   !administration_not_open   !administration_not_scored   !withdrawn_already
""")
INSTRUMENTS = matrix("""
                change                   publish                  administer
    draft       draft                    published                !instrument_not_published
    published   !instrument_published    !instrument_published    published
""")
# `more`: a further part of the batch.
ATTENDANCE_BATCHES = matrix("""
                  more                             complete                         take-back
    open          open                             applied                          taken_back
    applied       !attendance_batch_complete       !attendance_batch_complete       taken_back
    taken_back    !attendance_batch_taken_back     !attendance_batch_taken_back     !attendance_batch_taken_back
""")
# `replace`: another correction of the same; `report`: what is reported says the same.
ATTENDANCE_CORRECTIONS = matrix("""
                  take-back                         replace       report
    standing      taken_back                        replaced      agreed
    agreed        !attendance_correction_over       agreed        agreed
    replaced      !attendance_correction_over       replaced      replaced
    taken_back    !attendance_correction_over       taken_back    taken_back
""")
# `another`: a second definition is adopted.
ATTENDANCE_DEFINITIONS = matrix("""
                change                          adopt                           another
    draft       draft                           in_force                        draft
    in_force    !attendance_definition_fixed    !attendance_definition_fixed    replaced
    replaced    !attendance_definition_fixed    !attendance_definition_fixed    replaced
""")
ACCESS_ARRANGEMENTS = matrix("""
              change                       end
    active    active                       ended
    ended     !access_arrangement_ended    !access_arrangement_ended
""")
# Of a trigger.
ATTENDANCE_TRIGGERS = matrix("""
               change                       activate                     retire                       try
    draft      draft                        active                       !attendance_trigger_fixed    draft
    active     !attendance_trigger_fixed    !attendance_trigger_fixed    retired                      active
    retired    !attendance_trigger_fixed    !attendance_trigger_fixed    !attendance_trigger_fixed    retired
""")
# `undo`: a correction says that the trigger is not met; `again`: it is met after all.
ATTENDANCE_ALERTS = matrix("""
               handle                      undo      again
    open       handled                     undone    open
    handled    !attendance_alert_ended     over      handled
    undone     !attendance_alert_ended     undone    open
    over       !attendance_alert_ended     over      open
    lapsed     !attendance_alert_ended     lapsed    lapsed
""")
# `undo`: a correction says that the trigger is not met; `again`: it is met after all.
ATTENDANCE_PROPOSALS = matrix("""
                 accept                        decline                       undo         again
    open         accepted                      declined                      withdrawn    open
    accepted     !attendance_proposal_over     !attendance_proposal_over     accepted     accepted
    declined     !attendance_proposal_over     !attendance_proposal_over     declined     declined
    withdrawn    !attendance_proposal_over     !attendance_proposal_over     withdrawn    open
""")
# `meet`: its rule is met; `doubt`: nobody can say; `miss`: it is not.
INDICATOR_FLAGS = matrix("""
                 meet      doubt        miss
    raised       raised    undecided    cleared
    undecided    raised    undecided    cleared
    cleared      raised    undecided    cleared
""")
# What the worker makes of a job whose event comes (again): one that has ended is left alone.
ROSTER_IMPORTS = matrix("""
                            work
    queued                  finished
    running                 finished
    finished                finished
    finished_with_faults    finished_with_faults
    failed                  failed
    validated               validated
""")
# A family's word on directory information. Said again it stands as it stood: each word is kept.
OPT_OUTS = matrix("""
                refuse       withdraw
    unsaid      refused      !not_found
    refused     refused      withdrawn
    withdrawn   refused      !not_found
""")
# The public notice: while families may still refuse, nothing leaves by it.
NOTICES = matrix("""
                announce     stand        tell
    none        refusable    in_force     !directory_not_open
    refusable   refusable    in_force     !directory_not_open
    in_force    refusable    in_force     in_force
""")
# `see`: the mentor reads the student; `again`: the same two are assigned anew from today on.
CASELOADS = matrix("""
                see          again                end                  lift
    coming      !not_found   !assigned_already    !days_out_of_order   coming
    held        held         !assigned_already    over                 held
    over        !not_found   over                 over                 held
""")

# What each move tells the other services.
ADMINISTRATIONS_TELL = {
    "score": "administration.scored",
    "correct": "administration.corrected",
    "withdraw": "administration.withdrawn",
}
