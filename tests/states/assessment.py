"""Assessment's states and moves."""

from tests.states.matrix import matrix

ADMINISTRATIONS = matrix("""
                answer                     score                      withdraw
    open        open                       scored                     withdrawn
    scored      !administration_not_open   !scored_already            !administration_not_open
    withdrawn   !administration_not_open   !administration_not_open   !administration_not_open
""")
INSTRUMENTS = matrix("""
                change                   publish                  administer
    draft       draft                    published                !instrument_not_published
    published   !instrument_published    !instrument_published    published
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
