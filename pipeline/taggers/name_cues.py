"""Words that tell an organisation or a person from other capitalised words, in the languages whose copy we read most."""

# ruff: noqa: SIM905  word lists read best as words

HEADS = frozenset(
    (
        "Authority Ministry Corporation Corp Inc Ltd Limited Bank University Commission Council Committee Party Agency "
        "Association Federation Organization Organisation Department Institute Foundation Union Group Company Court Board Bureau "
        "Office Society League Club Academy Airlines Airways Holdings Industries Technologies Partners Alliance Congress "
        "Parliament Assembly Senate Exchange Hospital College Trust Fund Service Services Network Laboratories Motors "
        "Pharmaceuticals Energy Electric Systems Insurance Securities PLC Plc AG SA GmbH NV SpA LLC Co"
    ).split()
)
"""A run of capitalised words that ends with one of these is an organisation."""

FRONTS = frozenset(("Ministry University Bank Department Bureau Institute Court Chamber Office Board Federation Union").split())
"""A run "X of Y" that begins with one of these is one too."""

TITLES = frozenset(
    (
        "Chair Premier-designate President Minister Premier Chancellor Senator Sen. Rep. Representative Governor Gov. Mayor King Queen Prince Princess "
        "Pope Justice Judge General Gen. Colonel Col. Captain Capt. Major Lieutenant Lt. Sergeant Sgt. Chairman Chairwoman "
        "Chairperson Secretary Director Commissioner Ambassador Spokesman Spokeswoman Spokesperson Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. "
        "Professor Prof. Sir Lord Lady Sheikh Imam Coach Chief Officer Inspector Superintendent Archbishop Bishop Cardinal Rev. "
        "Chairman's Sultan Emir Leader Candidate Striker Actor Actress Singer Lawyer Attorney Congressman Congresswoman Lawmaker "
        "MP MNA MPA Maulana Syed"
    ).split()
)
"""Before a name: a person's office or form of address."""

NOT_NAMES = frozenset(
    ("The A An He She It They We I But And In On At For From This That These Those There When While After Before If As").split()
)
"""A capital at the head of a sentence, not of a name."""

OFFICES = frozenset(
    "State Affairs Defence Defense Interior Finance Foreign Health Energy Trade Justice Home Elect Designate Federal Deputy".split()
)
"""What stands between a title and a name: "Secretary of State Antony Blinken", "Minister of Foreign Affairs ..."."""

ABBREVIATIONS = frozenset("Mr Mrs Ms Dr Sen Rep Gov Gen Col Capt Lt Sgt Maj Prof Rev St Corp Inc Co Ltd Bros Jr Sr".split())
"""Words that end with a stop within a name."""
