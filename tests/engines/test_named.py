"""Short names, and what is said where one cannot be had."""

import os
import socket
import subprocess
import sys
from contextlib import closing

import grpc
import pytest
from desk import NOON, land, publish

from newsbeam.connectors.state.database import open_state
from newsbeam.connectors.state.records import pending
from newsbeam.pipeline.cli import main
from newsbeam.pipeline.dataset.output import Output
from newsbeam.pipeline.runners import named
from newsbeam.pipeline.runners.named import DIRECT, PROCESSES, Engine, engine_of
from newsbeam.pipeline.runners.outage import engine_gone
from newsbeam.pipeline.runners.prism import prism_args, prism_path
from newsbeam.pipeline.runners.run_stages import run_stages
from newsbeam.pipeline.runners.worker import environment, launcher
from newsbeam.schemas.errors import EngineError, EngineGone


@pytest.fixture
def nothing_said(monkeypatch):
    monkeypatch.delenv("NEWSBEAM_RUNNER", raising=False)


@pytest.mark.usefixtures("nothing_said")
def test_the_default_is_beams_direct_runner_by_its_full_name_with_the_tasks_in_one_hand():
    assert engine_of(None) == engine_of("direct") == engine_of("DirectRunner") == engine_of("local")
    assert engine_of("direct").runner.endswith(".FnApiRunner")
    assert not engine_of("direct").spread


def test_the_environment_names_another_default(monkeypatch):
    monkeypatch.setenv("NEWSBEAM_RUNNER", "inline")
    assert engine_of(None) == engine_of("inline") != engine_of("direct")
    assert engine_of(None, ["--streaming"]) == engine_of("direct", ["--streaming"]), "who has options for Beam gets Beam"
    with pytest.raises(EngineError, match="--runner direct"):
        engine_of("inline", ["--streaming"])


@pytest.mark.slow  # imports Beam, to ask what it has
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("inlin", "did you mean inline"),
        ("Direct", "did you mean direct"),
        ("flnk", "did you mean flink"),
        ("dataflow", "did you mean DataflowRunner"),
        ("zzz", "there are direct, inline, .*, and Beam's own"),
        ("newsbeam.nowhere.Runner", "cannot be imported: module 'newsbeam' has no attribute 'nowhere'"),
    ],
)
def test_an_unknown_name_is_answered_with_those_that_are_near(name, hint):
    with pytest.raises(EngineError, match=f"--runner {name}: .*{hint}"):
        engine_of(name)


@pytest.mark.slow  # as above
def test_the_command_line_answers_an_unknown_name_before_it_touches_anything(tmp_path, capsys):
    (tmp_path / "one.xml").write_text(ONE)
    assert main(["ingest", "--runner", "flnk", "--out", str(tmp_path / "out"), str(tmp_path / "one.xml")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "newsbeam: --runner flnk: no such engine; did you mean flink?"
    assert not (tmp_path / "out").exists()


ONE = "<rss version='2.0'><channel><title>t</title><item><title>Ferry late</title></item></channel></rss>"
LIST = '[[feed]]\nid = "one"\npath = "one.xml"\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("runner", "words", "beam"),
    [("inline", (), False), ("", ("--as-of", "2026-05-03T12:00:00Z"), True), ("", ("--as-of", "2026-05-03T12:00:01Z"), False)],
    ids=["a loop", "Beam", "nothing new"],
)
def test_beam_is_imported_by_whom_it_is_needed(tmp_path_factory, runner, words, beam):
    desk = tmp_path_factory.getbasetemp() / "beam_or_not"
    desk.mkdir(exist_ok=True)
    (desk / "one.xml").write_text(ONE)
    (desk / "feeds.toml").write_text(LIST)
    out = desk / ("loop" if runner else "beam")
    words = ["ingest", "--out", str(out), "--feeds", str(desk / "feeds.toml"), *words]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\nfrom newsbeam.pipeline.cli import main\nassert main({words!r}) == 0\nprint('apache_beam' in sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "NEWSBEAM_RUNNER": runner},
    )
    assert done.stdout.rstrip().endswith(str(beam))
    assert list((out / "stories").rglob("*.parquet"))


def test_processes_are_as_many_as_cores_unless_asked_otherwise():
    assert engine_of("processes") == Engine(runner=PROCESSES, spread=True, workers=os.cpu_count() or 1)
    assert engine_of("processes", ["--direct_num_workers=3"]).workers == 3
    beams = engine_of("processes", ["--direct_num_workers=3", "--direct_embed_docker_python"])  # another word for Beam
    assert beams.runner == DIRECT
    assert [one for one in beams.beam_args if "num_workers" in one] == ["--direct_num_workers=3"]


@pytest.mark.slow  # imports Beam
def test_a_runner_that_we_have_no_name_for_goes_to_beam_with_its_options():
    engine = engine_of("DataflowRunner", ["--region=europe-west1"])
    assert (engine.runner, engine.beam_args) == ("DataflowRunner", ("--region=europe-west1",))


def test_a_portable_engine_needs_an_address():
    with pytest.raises(EngineError, match="--job_endpoint=HOST:PORT"):
        engine_of("portable")
    assert engine_of("portable", ["--job_endpoint=127.0.0.1:8099"]).runner == "PortableRunner"


def test_an_unbuilt_prism_names_the_way_out(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="make prism"):
        prism_args(tmp_path)
    monkeypatch.setattr(named, "prism_args", lambda: prism_args(tmp_path))
    with pytest.raises(EngineError, match="make prism"):
        engine_of("prism")
    assert engine_of("prism", ["--prism_location=elsewhere"]).beam_args == ("--prism_location=elsewhere",)


def test_a_prism_built_for_another_beam_is_not_taken(tmp_path):
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "prism-2.0.0").touch()
    with pytest.raises(FileNotFoundError):
        prism_args(tmp_path)
    prism_path(tmp_path).touch()
    assert str(prism_path(tmp_path)) in prism_args(tmp_path)[0]


def test_a_launcher_starts_this_python_whatever_the_path_says(tmp_path):
    noted = tmp_path / "noted"
    script = tmp_path / "a worker.sh"
    launcher(
        script,
        "-c",
        "import os, sys; open(sys.argv[1], 'w').write(os.environ['KEY'] + sys.argv[2])",
        str(noted),
        variables={"KEY": "a b'"},
    )
    subprocess.run([str(script), "--id=1"], check=True, env={"PATH": "/usr/bin:/bin"}, timeout=20)
    assert noted.read_text() == "a b'--id=1"


@pytest.mark.slow
def test_a_job_server_that_does_not_answer_is_an_outage(tmp_path):
    """Asked for real: a port that nobody listens on, for a second."""
    with socket.socket() as nobody:  # bound, so that nobody else can listen there
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        engine = engine_of("portable", [f"--job_endpoint={address}", "--job_server_timeout=1", "--environment_type=LOOPBACK"])
        with pytest.raises(Exception) as caught:  # noqa: PT011 (which one is what the next line asks)
            run_stages(Output(tmp_path), "batch-0000", [], NOON, engine)
    assert engine_gone(caught.value)


class Answer:
    """A ProvisionInfo, as far as it is read."""

    class Endpoint:
        def __init__(self, url: str) -> None:
            self.url = url

    def __init__(self, control: str) -> None:
        from google.protobuf.struct_pb2 import Struct

        self.control_endpoint, self.logging_endpoint = self.Endpoint(control), self.Endpoint("")
        self.pipeline_options = Struct()
        self.runner_capabilities = ["a", "b"]


def test_the_engines_answer_wins_over_the_command_line():
    settings = environment("7", Answer("engine:1"), {"control_endpoint": "line:2", "logging_endpoint": "line:3"})
    assert settings["CONTROL_API_SERVICE_DESCRIPTOR"] == 'url: "engine:1"'
    assert settings["LOGGING_API_SERVICE_DESCRIPTOR"] == 'url: "line:3"'
    assert settings["RUNNER_CAPABILITIES"] == "a b"
    with pytest.raises(ValueError, match="no control endpoint"):
        environment("7", Answer(""), {})


class Lost(grpc.RpcError, grpc.Call):
    """What a broken stream raises."""

    def __init__(self, status: grpc.StatusCode) -> None:
        self.status = status

    def code(self):
        return self.status

    def _unused(self, *given):
        raise NotImplementedError

    initial_metadata = trailing_metadata = details = is_active = time_remaining = cancel = add_callback = _unused


Lost.__abstractmethods__ = frozenset()


@pytest.mark.parametrize("status", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED])
def test_an_engine_that_hangs_up_is_gone_and_no_document_is_to_blame(status):
    assert engine_gone(Lost(status))
    wrapped = RuntimeError("batch failed")
    wrapped.__cause__ = Lost(status)
    assert engine_gone(wrapped)


def test_a_documents_failure_is_not_the_engines():
    assert not engine_gone(RuntimeError("Pipeline job failed in state FAILED: KeyError: 'guid'"))
    assert not engine_gone(Lost(grpc.StatusCode.INVALID_ARGUMENT))
    loop = ValueError("a cause that goes in a circle")
    loop.__context__ = loop
    assert not engine_gone(loop)


def test_an_outage_ends_the_run_and_buries_nobody(tmp_path, monkeypatch):
    """Two tries, no halving, no dead letter: the documents wait in the landing."""
    from newsbeam.pipeline.runs import batch as module

    tries = []

    def lost(*given, **_):
        tries.append(given[1])
        raise Lost(grpc.StatusCode.UNAVAILABLE)

    monkeypatch.setattr(module, "run_stages", lost)
    landing = land(tmp_path / "landing", documents=2, entries=2)
    with pytest.raises(EngineGone, match="batch-0000"):
        publish(landing, tmp_path / "out", Engine())
    assert tries == ["batch-0000", "batch-0000"]
    with closing(open_state(tmp_path / "out" / "_state" / "newsbeam.db")) as conn:
        assert conn.execute("SELECT count(*) FROM dead_letters").fetchone() == (0,)
        assert {one.feed_id for one in pending(conn)} >= {"feed-00", "feed-01"}
