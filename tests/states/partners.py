"""Partners' states and moves. None stands in a column of that name: moments, days and flags say what state a thing is in."""

from tests.states.matrix import matrix

# `token`: the client asks for one. A client that is over can be prolonged, one that was taken back cannot be given again.
CLIENTS = matrix("""
            token              change             prolong            add_secret         revoke_secret       revoke
  live      live               live               live               live               live                revoked
  over      !invalid_client    over               live               over               over                revoked
  revoked   !invalid_client    !client_revoked    !client_revoked    !client_revoked    revoked             !revoked_already
""")
# Of a client that has one more live secret: `add` makes a third.
SECRETS = matrix("""
            token              add              revoke
  live      live               !two_secrets     revoked
  over      !invalid_client    over             revoked
  revoked   !invalid_client    revoked          !revoked_already
""")
# `published`: nothing is signed with it any more, what it signed still holds.
SIGNING_KEYS = matrix("""
              rotate       drop    retire
  signing     published    gone    !not_possible
  published   published    gone    gone
  gone        gone         gone    !not_possible
""")
SESSIONS = matrix("""
          refresh           end
  live    live              ended
  idle    !invalid_grant    ended
  ended   !invalid_grant    ended
""")
# `sign_in`: the front end sends somebody to their provider.
APPLICATIONS = matrix("""
            sign_in                 change        remove
  live      live                    live          removed
  removed   !application_unknown    !not_found    !not_found
""")
IDENTITY_PROVIDERS = matrix("""
             sign_in                       change      retire      revive
  active     active                        active      inactive    active
  inactive   !identity_provider_unknown    inactive    inactive    active
""")
# `try`: somebody signs in whose claims meet it.
CLAIM_RULES = matrix("""
            try            change        remove
  kept      kept           kept          removed
  removed   !no_match      !not_found    !not_found
""")
# `token`: a client of the party asks for one. `prolong`: the agreement.
PARTIES = matrix("""
           token                    change    prolong    end      revive
  standing standing                 standing  standing   ended    standing
  over     !unauthorized_client     over      standing   ended    over
  ended    !unauthorized_client     ended     ended      ended    standing
""")
CONSENTS = matrix("""
             revoke
  ahead      revoked
  standing   revoked
  over       revoked
  revoked    !consent_revoked
""")
# What scheduling tells. `ended` may be told before `begin`, and then stays.
COVERS = matrix("""
             begin        end
  unheard    standing     ended
  standing   standing     ended
  ahead      ahead        ended
  over       over         ended
  ended      ended        ended
""")
# `over`: its time has passed and no worker has closed it yet. `open`: the same person opens another.
# `confirm`: by somebody else; `own`: by who asked.
GRANT_PROPOSALS = matrix("""
              confirm               own                     refuse
  waiting     confirmed             !not_another_person     refused
  over        !proposal_over        !proposal_over          !proposal_over
  confirmed   !proposal_decided     !proposal_decided       !proposal_decided
  refused     !proposal_decided     !proposal_decided       !proposal_decided
""")
EMERGENCIES = matrix("""
             close                       review                          open
  open       closed                      !emergency_still_open           !emergency_open_already
  over       closed                      !emergency_still_open           closed
  closed     !emergency_closed_already   reviewed                        closed
  reviewed   !emergency_closed_already   !emergency_reviewed_already     reviewed
""")
# What a service asks: said again, said otherwise, answered, settled. An answer to what is settled says nothing.
ASKED_WORK = matrix("""
             ask       change    take      refuse    settle
    asked    asked     asked     taken     refused   settled
    taken    taken     asked     taken     refused   settled
    refused  refused   asked     taken     refused   settled
    settled  asked     asked     settled   settled   settled
""")
