"""Why a call is answered although a walk would have it refused: the words the rooms' seeds have for it, once each."""

#: Callers of one school, as `test_schools.py` has them, and who among them is answered.
CALLERS = ("client", "principal", "teacher", "nobody")
EVERYBODY = frozenset(CALLERS)
WITH_A_PLACE = frozenset({"client", "principal", "teacher"})
LEADING = frozenset({"client", "principal"})
PEOPLE = frozenset({"principal", "teacher", "nobody"})

DIRECTORY = "the directory is common to the district: whoever works there finds its people and schools"
CALENDAR = "days, terms and their names are common to the district"
TOWN = "organisations are common to the district: the staff finds them, and whoever leads somewhere writes them down"
REACHED = "a plan that has reached the schools is read by whoever leads one, and by a system of one"
SETTING = "a setting of the district, which says nothing of any school"
WORDS = "words of the contract, the same for everybody"
OWN = "the caller's own, and of nobody else"
SCIM = "what our SCIM can do, the same for every district"

#: Of lists that do not show a district's rows.
ONE_THING = "one thing: the caller's"
FIGURES = "figures, no rows"
NONE_SEEDED = "the seeds have none; test_tables tries the table raw"
EVERY_DISTRICTS = "begins with what every district has"

#: Of calls that take no version.
ENDS = "ends or removes, whatever stands there now: twice is once"
WHOLE = "says all there is to say: what was there before plays no part in it"
OWN_MARK = "the caller's own mark, and nobody else's"

#: Of calls that make what their path names.
NAMED_BY_CALLER = "a system's own name of a thing: where it names none, one is made"

#: Of calls of partners that give nobody a right.
TAKES = "takes away, and gives nobody anything"
FACT = "a fact of a school, which says nothing of who may see it"
NEW_PERSON = "somebody new, who holds nothing yet"
OWN_WORK = "gives a team's work to its members: whoever forms it may do that work themselves"
TRIES = "tries, and changes nothing"

#: Of calls that let in whoever makes them, no further than they are.
AS_THEY_ARE = "an address that is read with its caller's own token, at the same door"

#: Of calls that only a person makes.
A_PERSON_ANSWERS = "a person answers for it"

#: Of calls that no rule opens to mentors, and that answer one all the same.
READ_BY_ALL = "read by whoever holds a role"
WHOEVER_WORKS_THERE = "whoever works at a school may, for those who work there"
OF_THEIRS = "a list of what is theirs, or of those they mentor: of this mentor, of nothing"
ROW_BY_ROW = "each row has its own fate: it is refused in the reply"
