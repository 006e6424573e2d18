"""Why nothing was destroyed or archived, in words for the operator."""


class Refusal(Exception):
    """Nothing was done; `str()` tells why."""


class NotByHand(Refusal):
    """This kind goes by itself."""

    def __init__(self, kind):
        super().__init__(f"{kind} goes by itself, month by month; there is nothing to destroy by hand.")


class OtherRunStands(Refusal):
    """A run of this kind was begun with another purpose and is not finished."""

    def __init__(self, certificate):
        super().__init__(
            f"Certificate {certificate.uuid} has begun to be {certificate.how} and is not finished. "
            f"Finish it first: koppi retention {certificate.verb} {certificate.kind}"
        )
