"""Why nothing was destroyed or archived, in words for the operator."""


class Refusal(Exception):
    """Nothing was done; `str()` tells why."""


class NothingToArchive(Refusal):
    """This kind is destroyed and never archived."""

    def __init__(self, kind):
        super().__init__(f"{kind} is destroyed at the end of its time and never archived.")


class OtherRunStands(Refusal):
    """A run of this kind was begun with another purpose and is not finished."""

    def __init__(self, certificate):
        super().__init__(
            f"Certificate {certificate.uuid} has begun to be {certificate.how} and is not finished. "
            f"Finish it first: koppi retention {certificate.verb} {certificate.kind}"
        )
