"""How many petitions there are in the demo year, of which class, and what becomes of them."""

from __future__ import annotations

from danvan.contracts.feedback import Channel, PetitionClass

#: So many at scale 1, and at least.
PETITIONS, FEWEST = 420, 60
CLASSES = {
    PetitionClass.COMPLAINT: 22,
    PetitionClass.DENUNCIATION: 10,
    PetitionClass.RECOMMENDATION: 34,
    PetitionClass.REFLECTION: 34,
}
#: How often each class ends so. What is accepted goes its whole way.
FATES = {
    PetitionClass.COMPLAINT: {
        "accept": 66, "refuse": 10, "guide": 10, "withdraw": 8, "return": 3, "file": 3,
    },
    PetitionClass.DENUNCIATION: {"accept": 62, "transfer": 18, "file": 12, "refuse": 8},
    PetitionClass.RECOMMENDATION: {
        "accept": 74, "transfer": 12, "guide": 6, "withdraw": 3, "file": 5,
    },
    PetitionClass.REFLECTION: {"accept": 76, "transfer": 12, "guide": 5, "withdraw": 2, "file": 5},
}  # fmt: skip
OTHERS = ("transfer", "guide")
#: The chance that a case is decided late, is complex, needs a dialogue, stands still for a while.
LATE, COMPLEX, DIALOGUE, SUSPENDED = 0.03, 0.12, 0.4, 0.2
#: The chance of a second complaint, and that something was said before.
SECOND, DUPLICATE = 0.2, 0.04
#: How many of the grave cases the inspectorate handles; how many answers are published.
INSPECTORATE_SHARE, PUBLISHED = 0.6, 0.3
CHANNELS = (Channel.POST, Channel.IN_PERSON, Channel.ONLINE, Channel.TELEPHONE)
#: In writing or in person: a denunciation has no other form.
IN_FORM = (Channel.POST, Channel.IN_PERSON)
ELSEWHERE = "ubnd-quan-1"
