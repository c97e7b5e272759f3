"""The command line as a user meets it: help, exit statuses, sentences, and `query` by its two ways in."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from legation.cli import COMMANDS, main, quick
from legation.cli.group import group
from legation.store import Store

FACTS = Path(__file__).parent / "fixtures" / "queries" / "facts.trig"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the path of a store with the facts of facts.trig and the ontology."""
    path = str(tmp_path_factory.mktemp("cli") / "facts.kb")
    with Store.open(path, create=True) as made:
        made.inner.bulk_load(path=FACTS)
    return path


def legation(*words: str, text: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "legation", *words],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


def sentence(process: subprocess.CompletedProcess[str]) -> str:
    """Return the one sentence on standard error of a command that failed with 2."""
    assert process.returncode == 2, process.stderr
    assert "Traceback" not in process.stderr
    assert process.stderr.count("\n") == 1
    assert process.stderr.startswith("legation: ")
    return process.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--help is the reference page."""
    assert main([name, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"Usage: legation {name}" in text
    assert "Example" in text
    assert f"legation {name}" in text.split("Example", 1)[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    """No option without a word on what it does."""
    command = importlib.import_module(COMMANDS[name][0]).command
    assert isinstance(command, click.Command)
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name


def test_the_list_of_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`legation` alone shows what there is."""
    assert main([]) == 0
    text = capsys.readouterr().out
    assert all(f"\n  {name} " in text for name in COMMANDS)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The one that is installed."""
    from importlib.metadata import version

    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"legation {version('legation')}\n"


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["qurey"], "did you mean 'query'"),
        (["--colour"], "No such option"),
        (["query"], "Missing argument"),
        (["query", "acts", "--form", "csv"], "--format"),
        (["query", "acts", "-f", "excel"], "excel"),
        (["query", "acts", "-p", "state"], "write -p name=value"),
        (["query", "nope"], "no stored query and no file 'nope'"),
        (["query", "acts", "--store", "nowhere.kb"], "no store at 'nowhere.kb'"),
        (["queries", "atcs"], "did you mean 'acts'"),
        (["completion", "csh"], "csh"),
    ],
)
def test_mistakes_are_one_sentence(words: list[str], part: str, tmp_path: Path) -> None:
    """Exit status 2, on standard error, and no traceback."""
    assert part in sentence(legation(*words, LEGATION_STORE=str(tmp_path / "none.kb")))


def test_an_error_of_ours_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With how to get at the traceback, which LEGATION_TRACEBACK then shows."""

    def broken(_: list[str]) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(quick, "parse", broken)
    assert main(["query", "acts"]) == 2
    assert "mistake of legation's" in capsys.readouterr().err
    monkeypatch.setenv("LEGATION_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["query", "acts"])


class TestQuery:
    """`legation query`."""

    @pytest.mark.parametrize(
        "words",
        [
            ["years"],
            ["years", "--format", "json"],
            ["years", "-f", "table"],
            ["acts", "-p", "state=Latvia", "--param", "status=occurred"],
            ["acts", "--param=type=AID", "--format=tsv"],
            ["ASK { ?s a leg:War }", "--exit-code"],
        ],
    )
    def test_both_ways_give_the_same(self, words: list[str], store: str) -> None:
        """With and without click."""
        plain = quick.parse([*words, "--store", store])
        assert plain is not None
        # An abbreviated option is one that the strict reader leaves to click.
        assert quick.parse([*words, f"--sto={store}"]) is None
        fast = legation("query", *words, "--store", store)
        through_click = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from legation.cli import group; sys.exit(group.run(sys.argv[1:]))",
                *("query", *words, "--store", store),
            ],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert fast.stdout == through_click.stdout
        assert fast.returncode == through_click.returncode
        assert fast.stdout

    def test_the_table_of_options_is_clicks(self) -> None:
        """Each option of the fast way is one of the command, and the other way round."""
        command = importlib.import_module("legation.cli.query").command
        names = {name for p in command.params if isinstance(p, click.Option) for name in p.opts}
        assert names == {name for option in quick.OPTIONS for name in option.names} | {"--store"}

    @pytest.mark.parametrize(
        "words",
        [
            [],
            ["a", "b"],
            ["--help"],
            ["a", "-f"],
            ["a", "-f", "excel"],
            ["a", "-fcsv"],
            ["a", "-o", "x", "-o", "y"],
            ["a", "--exit-code=1"],
            ["a", "--", "b"],
            ["a", "-p", "-x"],
            ["a", "--store="],
        ],
    )
    def test_what_is_not_plain_is_left_to_click(self, words: list[str]) -> None:
        """It has the better messages."""
        assert quick.parse(words) is None

    def test_standard_input_and_files(self, store: str, tmp_path: Path) -> None:
        """A query from a pipe, or in a file."""
        text = "SELECT ?label { state:FIN rdfs:label ?label }"
        assert legation("query", "-", "--store", store, text=text).stdout.split() == ["label", "Finland"]
        path = tmp_path / "mine.rq"
        path.write_text(text, encoding="utf-8")
        assert legation("query", str(path), "--store", store).stdout.split() == ["label", "Finland"]

    def test_store_from_the_environment(self, store: str) -> None:
        """LEGATION_STORE."""
        assert "2024,2,2" in legation("query", "years", LEGATION_STORE=store).stdout

    def test_output_file(self, store: str, tmp_path: Path) -> None:
        """Its suffix gives the format; it is there whole, or what was there stays."""
        path = tmp_path / "years.json"
        assert legation("query", "years", "--store", store, "-o", str(path)).stdout == ""
        before = path.read_bytes()
        assert json.loads(before)["head"]["vars"] == ["year", "acts", "documents"]
        sentence(legation("query", "years", "--store", store, "-o", str(path), "-f", "turtle"))
        assert path.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["years.json"]
        missing = legation("query", "years", "--store", store, "-o", str(tmp_path / "no" / "x.csv"))
        assert "there is no folder" in sentence(missing)

    def test_exit_code_of_ask(self, store: str) -> None:
        """1 where it is false, and only where that was asked for."""
        for text, status in (("ASK { ?s a leg:War }", 1), ("ASK { ?s a leg:Visit }", 0)):
            assert legation("query", text, "--store", store, "--exit-code").returncode == status
            assert legation("query", text, "--store", store).returncode == 0

    def test_a_reader_that_goes_away(self, store: str) -> None:
        """`| head` gives no traceback."""
        text = "SELECT ?a ?b ?c { ?a rdfs:label ?b . ?c a leg:State }"
        with subprocess.Popen(
            [sys.executable, "-m", "legation", "query", text, "--store", store],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None and process.stderr is not None
            process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait() == 141

    def test_store_is_left_as_it_was(self, store: str) -> None:
        """Asking writes nothing."""
        with Store.open(store, read_only=True) as opened:
            before = len(opened.inner)
        legation("query", "acts", "--store", store)
        with Store.open(store, read_only=True) as opened:
            assert len(opened.inner) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_table_on_a_terminal(store: str) -> None:
    """A table that fits the window, with letters in bold unless NO_COLOR says otherwise."""
    import pty

    for more in ({}, {"NO_COLOR": "1"}):
        lead, follow = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        environment |= {"COLUMNS": "72", "TERM": "xterm", "PYTHONIOENCODING": "utf-8", **more}
        words = ["query", "acts", "-p", "state=Latvia", "--store", store]
        process = subprocess.Popen([sys.executable, "-m", "legation", *words], stdout=follow, env=environment)
        os.close(follow)
        shown = b""
        try:
            while part := os.read(lead, 4096):
                shown += part
        except OSError:
            pass  # Linux says so when the other end is closed
        os.close(lead)
        assert process.wait() == 0
        text = shown.decode()
        assert "“Latvia deported a Russian citizen in January 2024 as a danger to" in text
        assert "wire-0417.txt 324–402 · id:act/deportation" in text
        assert ("\x1b[1m" in text) == (not more)


def test_queries_lists_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    """By topic, with summaries; one with its parameters, view and text."""
    assert main(["queries"]) == 0
    listed = capsys.readouterr().out
    assert listed.index("acts\n") < listed.index("tenures\n") < listed.index("trade\n")
    assert "Who condemned whom" in listed
    assert main(["queries", "timeline"]) == 0
    shown = capsys.readouterr().out
    assert "state: One of the two; leg:Agent (name, code or IRI); required" in shown
    assert "View: timeline" in shown
    assert "legation query timeline -p state=Guatemala -p other=Russia" in shown
    assert "SELECT ?document" in shown and "#+" not in shown


def test_prefixes(capsys: pytest.CaptureFixture[str]) -> None:
    """As a list, and as SPARQL."""
    assert main(["prefixes"]) == 0
    assert "leg:" in capsys.readouterr().out
    assert main(["prefixes", "--sparql"]) == 0
    assert "PREFIX leg: <https://w3id.org/legation/ontology#>\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("legation que", {"query", "queries"}),
        ("legation query tim", {"timeline"}),
        ("legation query timeline -p ", {"state=", "other="}),
        ("legation query acts --form", {"--format"}),
        ("legation query acts --format js", {"json", "jsonl"}),
        ("legation queries dy", {"dyads"}),
    ],
)
def test_completion(words: str, offered: set[str]) -> None:
    """Commands, names of queries and parameters, options and their values."""
    found = legation(
        _LEGATION_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1)
    )
    assert {line.split(",", 1)[1] for line in found.stdout.splitlines()} == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """For each shell."""
    assert main(["completion", shell]) == 0
    assert f"_LEGATION_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_the_group_knows_its_commands() -> None:
    """Each command of the table is there."""
    context = click.Context(group)
    assert all(group.get_command(context, name) is not None for name in COMMANDS)


class TestOutput:
    @pytest.mark.parametrize(
        "words", [("query", "years"), ("export",), ("convert", str(FACTS)), ("read", str(FACTS))]
    )
    def test_a_suffix_that_stands_for_nothing(
        self, words: tuple[str, ...], store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = tmp_path / "x.foo"
        at = [str(out)] if words[0] == "convert" else ["-o", str(out)]
        at += ["--store", store] if words[0] in ("query", "export") else []
        assert main([*words, *at]) == 2
        said = capsys.readouterr().err
        known = ".html" if words[0] == "read" else ".ttl"
        assert "'.foo' stands for no format" in said
        assert known in said
        assert ("--to" if words[0] == "convert" else "--format") in said
        assert not out.exists()

    def test_a_format_that_is_named_goes_into_any_file(self, store: str, tmp_path: Path) -> None:
        out = tmp_path / "x.foo"
        assert main(["query", "years", "--store", store, "-o", str(out), "--format", "csv"]) == 0
        assert out.read_bytes().startswith(b"year")

    @pytest.mark.parametrize("words", [("query", "years"), ("export",)])
    def test_a_folder_is_no_file(
        self, words: tuple[str, ...], store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*words, "--store", store, "-o", str(tmp_path)]) == 2
        assert "it is a folder; name a file in it" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["why", "x\udcff"], ["explain", "--text", "Peru \udcff recalled"]])
def test_an_argument_that_is_not_utf8_gets_a_sentence(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("Fiji condemned Tonga.")
    assert main(["load", str(tmp_path / "a.txt"), "--store", str(tmp_path / "kb"), "-q"]) == 0
    store = ["--store", str(tmp_path / "kb")]
    assert main([*arguments, *store]) == 2
    assert "is not UTF-8; write it anew" in capsys.readouterr().err
