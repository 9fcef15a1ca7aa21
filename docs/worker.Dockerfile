# The container of newsbeam's workers on an engine that starts containers: Flink on Kubernetes, Dataflow.
# Build it from a checkout, with the wheel beside it (docs/engines.md):
#   python -m build --wheel && docker build -f docs/worker.Dockerfile -t newsbeam-worker:0.1.0 .
# The Beam release is pyproject.toml's pin; the driver's Python must be of the same minor version as the image's.
FROM apache/beam_python3.11_sdk:2.77.0

COPY .ci/requirements.txt dist/newsbeam-*.whl /tmp/newsbeam/
# A lean image would leave the test tools out; pinned and checked by hash, they cost megabytes and no risk of another version.
RUN pip install --no-cache-dir --require-hashes -r /tmp/newsbeam/requirements.txt \
 && pip install --no-cache-dir --no-deps /tmp/newsbeam/newsbeam-*.whl \
 && rm -r /tmp/newsbeam \
 # Tables are read at the first use; a worker that cannot read them must not start.
 && python -c "import newsbeam.pipeline.runners.beam"

# Everything is installed here: without this, Beam's boot program makes a virtual environment per worker at each start.
ENV RUN_PYTHON_SDK_IN_DEFAULT_ENVIRONMENT=1
# newsbeam's workers read the landing and the table and write staged fragments; they open no network of their own.
ENTRYPOINT ["/opt/apache/beam/boot"]
