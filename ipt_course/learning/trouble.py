"""Trouble with the place where answers are kept, in a sentence a learner can act on."""


class StoreError(Exception):
    """Trouble with the store; the message says what to do, the cause what the database said."""


class StoreLocked(StoreError):
    """Another program is in the way; waiting helps."""


class StoreFull(StoreError):
    """The disk is full."""


class StoreReadOnly(StoreError):
    """The store may be read at most."""


class StoreNewer(StoreError):
    """The store was written by a newer version of the course."""


class StoreCorrupt(StoreError):
    """The store is not a record of ours, or is damaged. It is left as it is."""


TRACES = (
    "The answers are erased from the record, but traces of them are still in its files, because another page or "
    "program is using it. Close the other pages and erase once more."
)
