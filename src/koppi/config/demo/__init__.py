"""The demo county: invented people, and three weeks of their matters made by the real actions.

demo.seed(now=timezone.now(), progress=lambda done, total, label: ...)
"""


def seed(**options):
    """Fill an empty database with the demo county; see `seeding.seed`."""
    from .seeding import seed as fill

    return fill(**options)


def is_empty():
    """Tell whether the database has nobody in it, or only a demo county that was never finished."""
    from .seeding import is_empty as asked

    return asked()


def people_to_try():
    """Return whom one can sign in as: name, who they are, and the identity code or the username to use."""
    from .tour import people_to_try as asked

    return asked()
