"""Who a visitor is to the server underneath: nobody in particular, and without a cookie.

Jupyter's own server gives everyone a made-up name and a cookie of thirty days that holds it. The course knows its
learners by its one cookie (see :mod:`.pages`) and needs no second one.
"""

from __future__ import annotations

from jupyter_server.auth import IdentityProvider, User


class Visitors(IdentityProvider):
    """Everyone may see the pages; what they may do there is decided by the handlers, the same for all."""

    def get_user(self, handler) -> User:
        return User(username="visitor")

    @property
    def auth_enabled(self) -> bool:
        return False
