"""Many `openstack` commands in one Python: each line of standard input is a JSON list of arguments, each line of standard
output a JSON object that tells how that command ended and what it said. The client is the unmodified one."""
import contextlib
import io
import json
import logging
import sys

from openstackclient import shell
from openstackclient.common import clientmanager
from osc_lib.clientmanager import ClientCache


def forget_compute():
    """Each command asks in a version of its own, as in a process of its own. Other services' clients may stay."""
    for kind in clientmanager.ClientManager.__mro__:
        cache = vars(kind).get("compute")
        if isinstance(cache, ClientCache):
            cache._handle = None


def run(arguments):
    forget_compute()
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = shell.main(arguments)
        except SystemExit as end:
            code = end.code
    for handler in logging.getLogger().handlers[:]:
        logging.getLogger().removeHandler(handler)
    return {"code": code or 0, "out": out.getvalue(), "err": err.getvalue()}


def main():
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
