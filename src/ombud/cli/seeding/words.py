"""Names of people, companies and things, of which seeds and the demo are made."""

__all__ = [
    "AGENTS",
    "COMPANY_FIRST",
    "COMPANY_LAST",
    "COMPANY_MIDDLE",
    "FAMILY_NAMES",
    "GIVEN_NAMES",
    "PRODUCTS",
]

GIVEN_NAMES = (
    *("Ada", "Aiko", "Amina", "Anders", "Anya", "Ben", "Bianca", "Carlos", "Chen", "Clara"),
    *("Dana", "David", "Dina", "Elif", "Elena", "Emil", "Esra", "Farid", "Fatima", "Felix"),
    *("Freya", "Gita", "Greta", "Hana", "Hugo", "Ida", "Igor", "Imani", "Ines", "Ivan"),
    *("Jana", "Jonas", "Joy", "Kai", "Karim", "Kira", "Lars", "Leila", "Leo", "Lin"),
    *("Lucia", "Maja", "Marco", "Maya", "Mika", "Milan", "Mina", "Nadia", "Nils", "Noor"),
    *("Olga", "Omar", "Paula", "Pedro", "Petra", "Priya", "Quinn", "Rafael", "Rania", "Rosa"),
    *("Samir", "Sara", "Selma", "Simon", "Sofia", "Tariq", "Teresa", "Theo", "Tomas", "Uma"),
    *("Vera", "Victor", "Wanda", "Wei", "Yara", "Yusuf", "Zara", "Zoran"),
)
FAMILY_NAMES = (
    *("Abebe", "Almeida", "Andersen", "Bakker", "Banerjee", "Bauer", "Berg", "Bianchi", "Blanc"),
    *("Castro", "Chowdhury", "Costa", "Cruz", "Dahl", "Demir", "Diaz", "Dubois", "Eriksen"),
    *("Farah", "Fischer", "Fonseca", "Garcia", "Greco", "Haddad", "Hansen", "Hoffmann", "Horvat"),
    *("Ibrahim", "Ito", "Ivanova", "Jansen", "Jovanovic", "Kaya", "Khan", "Kim", "Klein", "Koch"),
    *("Kowalski", "Kumar", "Laine", "Larsen", "Lopez", "Marin", "Mbeki", "Mendes", "Meyer"),
    *("Moreau", "Nakamura", "Ndiaye", "Nguyen", "Novak", "Okafor", "Olsen", "Park", "Patel"),
    *("Petrov", "Popescu", "Ricci", "Rossi", "Sato", "Schmidt", "Silva", "Singh", "Sokolov"),
    *("Stein", "Tanaka", "Torres", "Usman", "Varga", "Virtanen", "Wagner", "Weber", "Yilmaz"),
)
COMPANY_FIRST = (
    *("Amber", "Anchor", "Atlas", "Birch", "Blue", "Bright", "Cedar", "Clear", "Copper", "Coral"),
    *("Crescent", "Delta", "Eastern", "Ember", "Fair", "Golden", "Granite", "Green", "Harbor"),
    *("High", "Iron", "Juniper", "Lake", "Linden", "Maple", "Meadow", "Mill", "North", "Oak"),
    *("Old", "Orchard", "Pearl", "Pine", "Quarry", "Red", "River", "Silver", "Stone", "West"),
)
COMPANY_MIDDLE = (
    *("Bakery", "Bridge", "Coffee", "Dental", "Design", "Energy", "Farms", "Foods", "Freight"),
    *("Gardens", "Glass", "Hotels", "House", "Labs", "Legal", "Logistics", "Mills", "Motors"),
    *("Optics", "Outdoor", "Paper", "Press", "School", "Sports", "Studios", "Supply", "Textiles"),
    *("Tools", "Travel", "Works"),
)
COMPANY_LAST = ("AG", "and Sons", "B.V.", "Co-op", "GmbH", "Group", "Inc.", "Ltd", "S.A.", "Oy")
PRODUCTS = (
    *("Aurora desk lamp", "Basalt kettle", "Cirrus humidifier", "Dune office chair"),
    *("Fjord water filter", "Glacier cool box", "Heron tripod", "Kestrel headphones"),
    *("Lichen plant light", "Marlin bike light", "Nimbus router", "Otter rain jacket"),
    *("Pebble speaker", "Quill tablet pen", "Rowan bookshelf", "Solstice floor lamp"),
    *("Tern folding bike", "Umbra blinds", "Vireo alarm clock", "Willow standing desk"),
)
# Who answers, in which of the groups.
AGENTS = (
    ("Nora Lindqvist", "Support"),
    ("Mateo Alvarez", "Support"),
    ("Hye-jin Seo", "Support"),
    ("Tobias Brandt", "Billing"),
    ("Chiara Conti", "Billing"),
    ("Kwame Boateng", "Technical"),
    ("Sanne de Vries", "Technical"),
    ("Ravi Menon", "Returns"),
    ("Alice Morgan", "Returns"),
    ("Pavel Dvorak", "Support"),
)
