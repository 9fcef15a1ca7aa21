"""`--runner flink` where something is missing: one line that names it and the way out."""

import pytest

from newsbeam.pipeline.runners.flink import fetch, home
from newsbeam.pipeline.runners.named import engine_of as named_engine
from newsbeam.pipeline.runners.outage import EngineLost
from newsbeam.schemas.errors import EngineError


def java_that_says(folder, version: str):
    program = folder / "bin" / "java"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    program.chmod(0o755)
    return folder


def test_no_master(monkeypatch, tmp_path):
    with pytest.raises(EngineError, match="--flink_master=HOST:8081"):
        named_engine("flink")


def test_no_java(monkeypatch, tmp_path):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="Java 17"):
        named_engine("flink", ["--flink_master=127.0.0.1:1"])


def test_a_java_that_is_too_old(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path, "11.0.2")))
    with pytest.raises(EngineError, match="Java version 11; Flink needs Java 17"):
        named_engine("flink", ["--flink_master=127.0.0.1:1"])


def test_no_jars(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path, "17.0.1")))
    monkeypatch.setenv(home.HOME_VARIABLE, str(tmp_path / "empty"))
    with pytest.raises(EngineError, match=r"flink\.fetch"):
        named_engine("flink", ["--flink_master=127.0.0.1:1"])


def test_workers_are_processes_of_this_python_unless_another_environment_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(java_that_says(tmp_path, "21.0.1")))
    monkeypatch.setenv(home.HOME_VARIABLE, str(tmp_path))
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "RunPipeline.class").touch()
    named = named_engine("flink", ["--flink_master=127.0.0.1:1"])
    assert "--environment_type=PROCESS" in named.beam_args
    assert "--parallelism=1" in named.beam_args
    assert (tmp_path / "worker.sh").is_file()
    named = named_engine("flink", ["--flink_master=m:1", "--environment_type=EXTERNAL", "--environment_config=h:50000"])
    assert named.beam_args == (
        "--parallelism=1",
        "--flink_master=m:1",
        "--environment_type=EXTERNAL",
        "--environment_config=h:50000",
    )


def test_a_jar_that_is_not_the_pinned_one_is_refused(tmp_path):
    (tmp_path / "one-1.0.jar").write_bytes(b"other bytes")
    with pytest.raises(EngineError, match=r"1 jars are not those of jars\.sha256, first one-1\.0\.jar"):
        fetch.verify(tmp_path, {"one-1.0.jar": "0" * 64})
    fetch.verify(tmp_path, fetch.digests(tmp_path))


def test_every_pin_is_of_the_release_that_the_pom_names():
    pins = fetch.read_pins()
    assert f"beam-runners-flink-{home.FLINK}-{home.RELEASE}.jar" in pins
    assert home.RELEASE in (home.HERE / "pom.xml").read_text()


@pytest.mark.slow  # imports Beam
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Caused by: java.lang.RuntimeException: Error received from SDK harness for instruction 4: Traceback", RuntimeError),
        ("Caused by: grpc.StatusRuntimeException: CANCELLED: client cancelled\n", RuntimeError),
        ("Caused by: java.lang.IllegalStateException: Process died with exit code 3\n", EngineLost),
        ("Caused by: x.StatusRuntimeException: y\nCaused by: IOException: Cannot run program", EngineLost),
        ("Caused by: NoResourceAvailableException: Slot request bulk is not fulfillable!", EngineLost),
        ("", EngineLost),
    ],
)
def test_whose_fault_a_failed_job_is(said, kind):
    from newsbeam.pipeline.runners.flink.runner import failure

    assert type(failure(said)) is kind
