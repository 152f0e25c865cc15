"""A WordPress site of our own: its database, its web server, and what it stores of what is posted to it."""

import getpass
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from benchmarks.fidelity.cases import HOME, Texts
from tests.e2e.servers import PATIENCE, accepts, free_port, run, serving

_PHP = Path(__file__).with_name("php")
_SBIN = {"PATH": f"{os.environ['PATH']}:/usr/sbin"}  # where Debian puts mariadbd
_WORKERS = 2


@contextmanager
def database(directory: Path) -> Iterator[Path]:
    """Run MariaDB in an empty directory of a short path, and yield its socket."""
    environment = os.environ | _SBIN
    data = ("--no-defaults", f"--datadir={directory / 'data'}", f"--user={getpass.getuser()}")
    run("mariadb-install-db", *data, "--auth-root-authentication-method=normal", environment=environment)
    address = directory / "socket"
    server = (
        "mariadbd", *data, f"--socket={address}", f"--pid-file={directory / 'pid'}", "--skip-networking",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M", "--character-set-server=utf8mb4",
    )  # fmt: skip
    is_ready = partial(accepts, str(address))
    with serving(*server, log=directory / "mariadb.log", is_ready=is_ready, environment=environment):
        yield address


@dataclass(frozen=True, slots=True)
class Site:
    """A running WordPress and its own version of itself."""

    version: str
    address: str
    folder: Path
    environment: dict[str, str]

    def store(self, comments: Sequence[Texts]) -> list[Texts]:
        """Post every comment through the form, and return what the database then holds of each."""
        with (
            httpx.Client(
                base_url=self.address, headers={"Host": HOME, "Connection": "close"}, timeout=PATIENCE
            ) as client,
            ThreadPoolExecutor(_WORKERS + 1) as pool,
        ):
            for answer in pool.map(partial(_post, client), range(len(comments)), comments):
                assert answer.status_code == 302, f"WordPress answered {answer.status_code}: {answer.text}"
        lines = run("php", _PHP / "collect.php", self.folder, environment=self.environment).splitlines()
        rows = {row.pop("row"): Texts(**row) for row in map(json.loads, lines)}
        return [rows[number] for number in range(len(comments))]

    def decide(self, file: Path) -> list[str]:
        """Return what becomes of the comments of each row: a status, or the code of WordPress' error."""
        return run("php", _PHP / "decide.php", self.folder, file, environment=self.environment).split()

    def clean(self, file: Path) -> list[str]:
        """Return what is left of each row's text under the row's own list."""
        lines = run("php", _PHP / "kses.php", self.folder, file, environment=self.environment).splitlines()
        return [json.loads(line) for line in lines]


@contextmanager
def wordpress(folder: Path, *, database: Path) -> Iterator[Site]:
    """Install the WordPress in folder into a new database, and serve it on loopback while the context lasts."""
    shutil.copy(_PHP / "wp-config.php", folder)
    plugins = folder / "wp-content" / "mu-plugins"
    plugins.mkdir(exist_ok=True)
    shutil.copy(_PHP / "open-house.php", plugins)
    port = free_port()
    name = f"wordpress_{port}"
    run("mariadb", "--no-defaults", "--user=root", f"--socket={database}", f"--execute=CREATE DATABASE {name}")
    environment = {
        **os.environ, "WORDPRESS_DATABASE": name, "WORDPRESS_SOCKET": str(database),
        "PHP_CLI_SERVER_WORKERS": str(_WORKERS),
    }  # fmt: skip
    version = run("php", _PHP / "install.php", folder, environment=environment).strip()
    server = ("php", "-d", "opcache.enable_cli=1", "-S", f"127.0.0.1:{port}", "-t", folder)
    is_ready = partial(accepts, ("127.0.0.1", port))
    with serving(*server, log=database.with_name(f"{name}.log"), is_ready=is_ready, environment=environment):
        yield Site(version, f"http://127.0.0.1:{port}", folder, environment)


def _post(client: httpx.Client, number: int, comment: Texts) -> httpx.Response:
    form = {
        "comment_post_ID": "1", "comment_parent": "0", "comment": comment.content,
        "author": comment.author, "email": comment.email, "url": comment.url,
    }  # fmt: skip
    return client.post("/wp-comments-post.php", data=form, headers={"User-Agent": f"row {number}"})
