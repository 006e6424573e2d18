"""What waits for what: the order in which items can be decided, or the ring that has no beginning."""


def waiting(items):
    """Return what each item waits for: what it lies under, and what its conditions ask."""
    waits, above = {}, {}
    stack = [(item, ()) for item in reversed(items)]
    while stack:
        item, path = stack.pop()
        above[item.link_id] = path
        waits[item.link_id] = [*path[-1:], *(condition.question for condition in item.conditions)]
        stack += [(child, (*path, item.link_id)) for child in reversed(item.items)]
    return waits, above


def decided(waits):
    """Return the linkIds, each after what it waits for, and a ring among those that have no such place.

    The ring is empty when there is none. Takes time in step with the number of items and conditions.
    """
    ready, open_ = [], {}
    for start in waits:
        if start in open_:
            continue
        open_[start] = True
        path, steps = [start], [iter(waits[start])]
        while path:
            following = next(steps[-1], None)
            if following is None:
                steps.pop()
                done = path.pop()
                open_[done] = False
                ready.append(done)
            elif following not in open_:
                open_[following] = True
                path.append(following)
                steps.append(iter(waits[following]))
            elif open_[following]:
                return ready, [*path[path.index(following) :], following]
    return ready, []
