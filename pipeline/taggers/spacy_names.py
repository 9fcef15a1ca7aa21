"""Organisations and persons by spaCy, for those who can pay for it (some 40 ms a story against 60 us).

A tagger of yours, in four lines of a distribution of your own: `tag_names = SpacyNames("en_core_web_sm")`, named by an entry
point (docs/adding-a-tagger.md). Its finds are added to those of `names`, never in place of them.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from newsbeam.pipeline.taggers.country import text_of
from newsbeam.pipeline.taggers.names import LIMIT
from newsbeam.schemas.story import Entity, Story

COLUMNS = {"ORG": "organisations", "PERSON": "persons", "PER": "persons"}
"""spaCy's labels, of its English and of its multilingual models."""
READ = 10_000
"""Characters that a model is given: more costs seconds."""


class SpacyNames:
    """A tagger by one of spaCy's models, which is loaded with the first story of each worker.

    Where spaCy or the model is not installed every story gets the flag `untagged`: a run must not differ silently.
    """

    def __init__(self, model: str) -> None:
        self.model = model

    def __call__(self, story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """`organisations`, `persons` and `entities` with what the model finds added at their end."""
        names: dict[str, list[str]] = {column: list(found.get(column) or ()) for column in ("organisations", "persons")}
        entities = list(found.get("entities") or ())
        limit = len(story.headline or "") + 1 + len(story.body_text or "")
        for entity in model(self.model)(text_of(story)[:READ]).ents:
            column = COLUMNS.get(entity.label_)
            said = " ".join(entity.text.split())
            if column and said and said not in names[column]:
                names[column].append(said)
                offsets = (entity.start_char,) if entity.start_char < limit else ()
                entities.append(Entity(name=said, type=column.removesuffix("s"), offsets=offsets))
        return {"entities": tuple(entities), **{column: tuple(listed[:LIMIT]) for column, listed in names.items()}}


@cache
def model(name: str) -> Any:
    """The loaded model, without the parts that names do not need. Raises ImportError with the way out."""
    try:
        import spacy  # type: ignore[import-not-found]  # not installed where we check types

        return spacy.load(name, exclude=["lemmatizer", "parser", "attribute_ruler"])
    except (ImportError, OSError) as missing:
        raise ImportError(f"spaCy's model {name}: {missing}; install spacy and the model, or uninstall the tagger") from missing
