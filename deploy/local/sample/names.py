"""Invented names of people and places, and the plain-ASCII form of a name for an e-mail address."""

import random
import unicodedata

_GIVEN_LIST = (
    "Aaliyah|Abena|Adaeze|Adrián|Aiko|Aisha|Alejandra|Alma|Amara|Amélie|Amir|Anaïs|Andre|Ángel|Anika|"
    "Anselm|Antonio|Anya|Arjun|Ashok|Astrid|Ayodele|Beatriz|Benicio|Björn|Bronwyn|Caleb|Camila|Carmen|"
    "Cedric|Chloé|Ciarán|Clara|Concepción|D'Andre|Dae-jung|Damaris|Daniela|Darnell|Delphine|Desmond|"
    "Dominika|Ebony|Eleni|Elías|Emeka|Emre|Esther|Fatima|Felix|Fernanda|Fiona|François|Gabriela|Gideon|"
    "Giulia|Grace|Guadalupe|Gwendolyn|Hana|Hanna|Haruki|Héctor|Helena|Henrik|Hina|Hyun-woo|Ibrahim|Idris|"
    "Imani|Ines|Ingrid|Isabela|Isaiah|Ivana|Ja'Nae|Jabari|Jada|Jaroslav|Jasmine|Javier|Jean Paul|"
    "Jennifer|Jiho|João|Jocelyn|Johanna|Jonas|José Luis|Josephine|Juliana|Kai|Kaito|Kalani|Kamala|Karim|"
    "Katarzyna|Kenji|Keisha|Kofi|Lakshmi|Lan Anh|Latoya|Leilani|Lena|Leticia|Lian|Lorenzo|Lucía|Luka|"
    "Łucja|Mai|Malik|Marcus|María José|Marisol|Mary Ann|Mateo|Maya|Mei|Mercy|Micah|Miguel|Mikael|Minh|"
    "Miriam|Mónica|Musa|Nadia|Naomi|Nasir|Natalia|Ngozi|Nia|Nikolai|Noé|Noor|Octavia|Olamide|Olga|Omar|"
    "Oona|Oscar|Pablo|Paloma|Parisa|Patience|Petra|Phoebe|Priya|Quang|Rafael|Rania|Raúl|Rebecca|Renée|"
    "Rohan|Rosalind|Ruth|Salma|Samuel|Sanjay|Saoirse|Selam|Siobhán|Sofía|Solomon|Søren|Stella|Sunita|"
    "Tamar|Tariq|Tatiana|Tendai|Teresa|Theo|Thu Hà|Tiana|Tomás|Tove|Uchenna|Valentina|Vera|Viktor|Wanda|"
    "Wei|Wendell|Xavier|Ximena|Yara|Yasmin|Yolanda|Yusuf|Zainab|Zara|Zeynep|Zoë"
)
GIVEN = _GIVEN_LIST.split("|")

_FAMILY_LIST = (
    "Abara|Abdi|Acheampong|Adeyemi|Aguilar|Al-Amin|Alvarado|Ambrose|Andersson|Aoki|Arroyo|Ashworth|"
    "Asante|Atkins|Baptiste|Barrow|Begum|Beltrán|Benally|Bhatt|Bianchi|Blackwood|Boateng|Bondarenko|"
    "Bouchard|Brightwater|Broussard|Bui|Cabrera|Callahan|Cárdenas|Castellanos|Chaudhry|Chávez|Choi|"
    "Cisneros|Cloud|Coleman|Córdova|Cruz|D'Angelo|D'Souza|Dang|De la Cruz|De León|Delacroix|Demir|Desai|"
    "Dhillon|Diallo|Dimitrov|Domínguez|Dubois|Duarte|Eagleton|Ekström|Escobedo|Esparza|Fairweather|Farah|"
    "Fernández|Figueroa|Fitzgerald|Fontaine|Fujita|Gallegos|García Peña|Gebre|Ghosh|Gill|Goldfarb|Gómez|"
    "Gonçalves|Greenleaf|Guerrero|Gupta|Gutiérrez|Habib|Haddad|Halvorsen|Hargrove|Hashimoto|Hassan|"
    "Hernández|Hinojosa|Holloway|Horvat|Hussein|Ibáñez|Igwe|Iyer|Jaramillo|Jeong|Jiménez|Johansson|"
    "Joseph|Kahale|Kamara|Kang|Kapoor|Kauhane|Kealoha|Kelleher|Khalil|Kim|Kovač|Kowalczyk|Kurt|Lachance|"
    "Lam|Larsen|Ledesma|Lefèvre|Little Elk|Lombardi|López|Luong|Lý|Mac Giolla|MacAllister|Maldonado|"
    "Malhotra|Mbeki|McCready|Medina|Méndez|Mensah|Meza|Miłosz|Mitchell|Montoya|Morales|Moreau|Mukherjee|"
    "Müller|Muñoz|Nakamura|Navarro|Ndiaye|Nguyễn|Nieminen|Noor|Novák|Núñez|O'Brien|O'Connell|O'Malley|"
    "O'Sullivan|Ochoa|Odum|Ó Dálaigh|Okafor|Okonkwo|Olsen|Ortega|Osei|Özdemir|Pacheco|Park|Patel|Pereira|"
    "Pham|Pierre-Louis|Pineda|Popescu|Prescott|Quintero|Rahman|Ramírez|Rao|Redfern|Reyes|Ríos|Rivera|"
    "Robicheaux|Rojas|Romero|Rosenthal|Ruiz|Saavedra|Sahin|Saint-Clair|Salazar|Sánchez|Sandoval|Santiago|"
    "Sato|Schröder|Sesay|Shapiro|Sharma|Shimizu|Silva|Singh|Sithole|Smith-Okoye|Solís|St. James|Strand|"
    "Suárez|Szabó|Tanaka|Taufa|Tesfaye|Thibodeaux|Thornton|Tiwari|Torres|Trần|Trujillo|Tsosie|Twomey|"
    "Uddin|Ueda|Umarov|Valdez|Van den Berg|Van Horn|Vargas|Vásquez|Velasco|Villanueva|Von Arnim|Võ|"
    "Walker|Washington|Whitaker|Whitehorse|Williams|Winterbourne|Wong|Yazzie|Yeung|Yildirim|Zamora|"
    "Zapata|Zelenko|Zhang|Zhou|Żuławski|Zúñiga"
)
FAMILY = _FAMILY_LIST.split("|")

# Two words make a school name. place_name relies on the second list having 13, a number that shares no
# divisor with 21 (the steps taken in it from one lap to the next): so every pair comes up once.
_PLACE_FIRST_LIST = (
    "Alder|Bluestem|Copper|Dogwood|Elk|Foxglove|Granite|Heron|Juniper|Kestrel|"
    "Larkspur|Meadow|Northfork|Orchard|Piñon|Quail|Redwood|Sage|Tamarack|Willow"
)
_PLACE_FIRST = _PLACE_FIRST_LIST.split("|")
_PLACE_SECOND_LIST = "Creek|Hill|Bend|Ridge|Crossing|Grove|Springs|Hollow|Bluff|Point|Field|Run|Terrace"
_PLACE_SECOND = _PLACE_SECOND_LIST.split("|")

_LETTERS = str.maketrans({"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "ß": "ss", "æ": "ae", "Æ": "ae"})


def place_name(index: int) -> str:
    """The two-word place name at `index` (0 to 259); no two are alike."""
    lap, first = divmod(index, len(_PLACE_FIRST))
    second = (index + lap) % len(_PLACE_SECOND)
    return f"{_PLACE_FIRST[first]} {_PLACE_SECOND[second]}"


def given_name(rng: random.Random) -> str:
    """One given name, perhaps of two words."""
    return rng.choice(GIVEN)


def family_name(rng: random.Random) -> str:
    """One family name; one in thirty is a double name with a hyphen."""
    name = rng.choice(FAMILY)
    if rng.random() < 1 / 30 and "-" not in name and " " not in name:
        other = rng.choice(FAMILY)
        if other != name and "-" not in other and " " not in other:
            return f"{name}-{other}"
    return name


def ascii_letters(name: str) -> str:
    """`name` in a-z only: accents, spaces and punctuation removed ("Ó Dálaigh" gives "odalaigh")."""
    plain = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return "".join(letter for letter in plain.lower() if "a" <= letter <= "z")


def email_address(given: str, family: str, domain: str, taken: dict[str, int]) -> str:
    """given.family@domain, numbered from the second person of that name on; `taken` counts them."""
    local = f"{ascii_letters(given)}.{ascii_letters(family)}"
    count = taken[local] = taken.get(local, 0) + 1
    return f"{local}{count if count > 1 else ''}@{domain}"
