"""The page's websocket to its kernel: prompt, and with nothing in it that the page does not use."""

from __future__ import annotations

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection

from .refusing import MOST_REFUSED, whole, why_refused

HEARD = ("status", "comm_msg")
"""What the page listens to (``static/host.js``)."""


class CourseConnection(ZMQChannelsWebsocketConnection):
    """Sends small messages at once, and neither errors nor what is printed.

    Nagle's algorithm meeting delayed acknowledgements adds about 40 ms to every click (jupyter_server
    leaves it on). A traceback, which a kernel may print as well as send, holds source lines and values: nobody's
    business on a public page.
    """

    kernel_ws_protocol = ""
    """JSON messages; our page speaks nothing else."""
    _refused = 0

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()

    def handle_incoming_message(self, incoming_msg):
        if why := why_refused(incoming_msg):
            self._refused += 1
            self.log.warning("Refused: a message to kernel %s %s", self.kernel_id, why)
            if self._refused >= MOST_REFUSED:
                self.log.warning(
                    "Refused: the connection to kernel %s, after %d such messages", self.kernel_id, self._refused
                )
                self.websocket_handler.close()
            return
        self.multi_kernel_manager.touch(self.kernel_id)
        super().handle_incoming_message(whole(incoming_msg))

    @classmethod
    def close_ended(cls, kernels) -> None:
        """Hang up on pages whose kernel was ended by the server, so that they learn of it and say so."""
        for connection in list(cls._open_sockets):
            if connection.kernel_id not in kernels:
                connection.websocket_handler.close()

    def _on_zmq_reply(self, stream, msg_list):
        if msg_list["msg_type"] in HEARD:  # in JSON the message comes whole, whatever the parameter's name says
            super()._on_zmq_reply(stream, msg_list)
