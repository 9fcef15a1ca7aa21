"""DeduplicateStories: what was told before, word for word or nearly, is told apart from what is news."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.transforms.trigger import DefaultTrigger

from newsbeam.pipeline.dataset.history import History, KnownTelling
from newsbeam.pipeline.near import ClusterVerdict, RecentSketches, Sketch, cluster, sketch_input, sketches_of
from newsbeam.pipeline.stages.resolve import Candidate, Current, decide
from newsbeam.pipeline.text.identity import teasers_of
from newsbeam.pipeline.transforms.parts import clock, place_of, typed
from newsbeam.schemas.codes import ClusterRelation, EntryOutcome, RevisionKind
from newsbeam.schemas.errors import OutputError, UsageError
from newsbeam.schemas.story import Standing, Story, with_columns

DUPLICATES = "duplicates"
SAYS_NO_MORE = frozenset({ClusterRelation.SAME.value, ClusterRelation.NEAR.value, ClusterRelation.CONTAINED_IN.value})
"""How a copy stands to the story that it copies; one that contains it says more."""


class Deduplicated(NamedTuple):
    """What `DeduplicateStories` gives."""

    stories: Any
    """PCollection[Story]: new stories and their revisions, each with its `standing` (revision, what it supersedes, cluster)."""
    duplicates: Any
    """PCollection[Story]: what says nothing new; a near-duplicate's `standing` names the story that it copies."""


@beam.typehints.with_input_types(Story)
class DeduplicateStories(beam.PTransform):
    """Stories -> `.stories` and `.duplicates`, within each window of the collection (all of a bounded one is one window), which is to
    fire once: triggers and allowed lateness are refused (UsageError).

    Exact: a story told again with the same text and status is a duplicate; with another text it is a revision, numbered, in the
    partition of its first telling. Near: a story that carries the text of another one, of another provider say, is its copy.
    `keep_copies=True` leaves copies among the stories, marked with `standing.cluster_id`; `near=False` does not look for them.
    `history`: the output root of a `newsbeam ingest`, which every worker sees; what is published there was told before.
    Tagged stories keep their partition; so tag first where you write to partitions.

    >>> import apache_beam as beam, newsbeam
    >>> text = "The harbour bridge will close for nine nights in June while its cables are checked, the roads board said."
    >>> def item(guid, text):
    ...     return newsbeam.Item(entry=0, format="mine", guid=guid, headline="Bridge closes", body=text)
    >>> with beam.Pipeline() as pipeline:
    ...     normalised = pipeline | beam.Create([item("a", text), item("a", text), item("b", text)]) | newsbeam.NormaliseItems()
    ...     unique = normalised.stories | newsbeam.DeduplicateStories()
    ...     _ = unique.stories | "count" >> beam.combiners.Count.Globally() | "stories" >> beam.Map(print)
    ...     _ = unique.duplicates | "count copies" >> beam.combiners.Count.Globally() | "copies" >> beam.Map(print)
    1
    2
    """

    def __init__(
        self, *, near: bool = True, keep_copies: bool = False, history: str | Path | None = None, as_of: datetime | None = None
    ) -> None:
        super().__init__()
        self.near, self.keep_copies = near, keep_copies
        self.history = None if history is None else place_of(history, "DeduplicateStories")
        if self.history is not None and "://" in self.history:
            raise UsageError(
                f"{self.history}: history: a folder that all workers see; `newsbeam copy` brings an output from a store"
            )
        self.as_of = clock(as_of)

    def expand(self, stories: Any) -> Any:
        """A GroupByKey by story; of what is left, sketches (a kilobyte each) meet in one hand, and the verdicts go back by key."""
        _refuse_firings(stories.windowing)
        exact = (
            stories
            | "KeyByStory" >> beam.Map(lambda story: (story.story_id, story)).with_output_types(tuple[str, Story])
            | "GatherTellings" >> beam.GroupByKey()
            | "Decide" >> beam.ParDo(_Decide(self.history, self.as_of)).with_outputs(DUPLICATES, main="stories")
        )
        fresh, duplicates = typed(exact["stories"], Story), typed(exact[DUPLICATES], Story)
        if not self.near:
            return Deduplicated(fresh, duplicates)
        history, as_of = self.history, self.as_of
        verdicts = (
            fresh
            | "Sketch" >> beam.Map(_sketch)
            | "OneHand" >> beam.WithKeys(0)
            | "GatherSketches" >> beam.GroupByKey()
            | "FindCopies" >> beam.FlatMap(lambda keyed: _verdicts(keyed[1], history, as_of))
        )
        keyed = fresh | "KeyByTelling" >> beam.Map(lambda story: (_key(story), story)).with_output_types(tuple[str, Story])
        placed = (
            {"stories": keyed, "verdicts": verdicts}
            | "BringTogether" >> beam.CoGroupByKey()
            | "Place" >> beam.ParDo(_Place(self.keep_copies)).with_outputs(DUPLICATES, main="stories")
        )
        copies = typed(placed[DUPLICATES], Story)
        everything = (duplicates, copies) | "FlattenDuplicates" >> beam.Flatten()
        return Deduplicated(typed(placed["stories"], Story), typed(everything, Story))


def _refuse_firings(windowing: Any) -> None:
    """Raise UsageError where a window comes in several parts: what one of them has told the next one would not know."""
    if not isinstance(windowing.triggerfn, DefaultTrigger) or windowing.allowed_lateness != 0:
        raise UsageError(
            "DeduplicateStories: its windows fire more than once (a trigger, or allowed lateness), and tellings are compared within one"
            " firing; put WindowInto with the default trigger and no lateness before it"
        )


class _Decide(beam.DoFn):
    def __init__(self, history: str | None, as_of: datetime) -> None:
        self.path, self.as_of = history, as_of
        self.history: History | None = None

    def start_bundle(self) -> None:
        if self.path is not None:
            stories = Path(self.path) / "stories"
            if not stories.is_dir():  # or all that it holds would be told once more
                raise OutputError(f"{self.path}: history: no output of newsbeam there that this worker sees")
            self.history = History.load(stories)

    def process(self, element: tuple[str, Iterable[Story]]) -> Iterator[Any]:
        story_id, gathered = element
        tellings = sorted(gathered, key=lambda s: (s.revision_order, s.telling_id, s.landing_ref or "", s.entry))
        published = self.history.tellings(story_id) if self.history is not None else ()
        before = {one.telling_id for one in published}
        last = max(published, key=lambda one: one.revision_order) if published else None
        revision = max((one.revision for one in published), default=0)
        supersedes = last.telling_id if last else None
        fresh = [at for at, one in enumerate(tellings) if one.telling_id not in before]
        for at in set(range(len(tellings))).difference(fresh):
            yield beam.pvalue.TaggedOutput(DUPLICATES, tellings[at])
        for candidate, outcome, date, country, _ in decide([_candidate(tellings[at], at, last) for at in fresh]) if fresh else ():
            story = tellings[candidate.entry]
            if outcome == EntryOutcome.DUPLICATE:
                yield beam.pvalue.TaggedOutput(DUPLICATES, story)
                continue
            revision += 1
            later = revision > 1 and story.revision_kind == RevisionKind.ORIGINAL
            yield with_columns(
                story,
                {
                    "date": date,
                    "country": country,
                    "known_partition": (date, country) if last else story.known_partition,
                    "revision_kind": RevisionKind.UPDATE.value if later else story.revision_kind,
                    "standing": Standing(revision, supersedes, last.cluster_id if last else None),
                },
            )
            supersedes = story.telling_id


def _candidate(story: Story, at: int, last: KnownTelling | None) -> Candidate:
    home = (last.date, last.country) if last else (story.date, story.country)
    teases, teasers = teasers_of(story.headline_raw, story.summary, story.body_text)
    return Candidate(
        story_id=story.story_id,
        telling_id=story.telling_id,
        content_hash=story.content_hash,
        pub_status=story.pub_status,
        revision_order=story.revision_order,
        first_created=(story.first_created or story.fetched_at).isoformat(),
        date=home[0],
        country=home[1],
        published=last is not None,
        current=Current(*(getattr(last, name) for name in Current._fields)) if last else None,
        feed_id=story.feed_id,
        cause="",
        entry_key="",
        item_hash="",
        landing_ref="",
        entry=at,
        teases=teases,
        teasers=teasers,
    )


def _key(story: Story) -> str:
    return f"{story.story_id}/{story.telling_id}"


def _sketch(story: Story) -> tuple[str | None, Sketch]:
    published = story.standing.cluster_id if story.standing else None
    return published, next(sketches_of([sketch_input(story)]))


def _verdicts(gathered: Iterable[tuple[str | None, Sketch]], history: str | None, as_of: datetime) -> Iterator[tuple[str, Any]]:
    pairs = list(gathered)
    published = {sketch.story_id: known for known, sketch in pairs if known is not None}
    recent = RecentSketches()
    if history is not None:
        recent = RecentSketches.load(Path(history) / "_state" / "sketches", as_of)
    for verdict in cluster([sketch for _, sketch in pairs], recent, published):
        yield f"{verdict.story_id}/{verdict.telling_id}", tuple(verdict)


class _Place(beam.DoFn):
    def __init__(self, keep_copies: bool) -> None:
        self.keep_copies = keep_copies

    def process(self, element: tuple[str, dict[str, Iterable[Any]]]) -> Iterator[Any]:
        _, found = element
        (story,), (columns,) = list(found["stories"]), list(found["verdicts"])
        verdict = ClusterVerdict(*columns)
        standing = (story.standing or Standing())._replace(
            cluster_id=verdict.cluster_id, relation=verdict.relation, similarity=verdict.similarity
        )
        placed = with_columns(story, {"standing": standing})
        copy = verdict.cluster_id != story.story_id and verdict.relation in SAYS_NO_MORE
        yield placed if self.keep_copies or not copy else beam.pvalue.TaggedOutput(DUPLICATES, placed)
