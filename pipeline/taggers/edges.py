"""Words before and after a name that say what it is: part of a person's name, of a street's, or a place indeed."""

# ruff: noqa: SIM905  word lists read best as words

TITLES = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sen Sen. Rep Rep. Gov Gov. Judge Justice Sir Lord Lady Dame Capt Capt. Sgt Sgt. Lt Lt. Col Col. Maj "
    "Maj. Gen Gen. Coach Prof Prof. Rev Rev. Officer Detective Deputy Pastor Senator Congressman Representative Professor Doctor Messrs".split()
)
"""Before a name: it is a person's."""

DROPPED_BEFORE = frozenset("St. St ST. Saint Ste. Fort Ft. Mount Mt. Port San Santa El Los Las La Le New Camp Glen Point".split())
"""Before a name: it is the second half of another town's, which the gazetteer would have found whole if it knew it."""

LOCATIVES = frozenset(
    "in at near from of to outside around through between across into toward towards via leaving visiting downtown central northern southern "
    "eastern western north south east west greater and for "
    # Spanish, French, German, Portuguese, Italian: their "in", "of", "from" and "to".
    "en de desde hacia hasta à a au du dans depuis vers nach aus bei von zu em da do no na di da dal dalla nel nella".split()
)
"""Before a name: it is a place's, or at least may be."""

STREETS = frozenset(
    "Road Rd Rd. Street St St. Avenue Ave Ave. Boulevard Blvd Blvd. Drive Dr. Lane Ln Court Ct. Place Pl. Terrace Square Crescent Way "
    "ROAD STREET AVENUE DRIVE LANE".split()
)
"""After a name: it is a street's, and streets are called after other towns."""

NOUNS = frozenset(
    "City County Police Airport University River School College Hospital Council District State Province Government Parliament "
    "Stock Exchange Metro Central International National Chamber Fire Department Public High Village Town Township Bay Lake Island Islands "
    "Prime President Foreign Defence Defense Finance Interior Supreme Federal Embassy Bank Army Navy Air Airlines Airways Times Post "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November "
    "December Mayor Governor Gov. Senate House Court Republicans Democrats Minister King Queen Crown Open Grand Marathon Stadium".split()
)
"""After a place that is a first name too: it is the place all the same ("Jordan Police", "Charlotte Airport")."""
