"""Organisations and persons by spaCy, an optional extra for those who can pay for it (some 40 ms a story against 60 us).

Named by the environment variable `NEWSBEAM_SPACY_MODEL` (a package such as `en_core_web_sm`), because it must reach every
worker; without it, or without spaCy, nothing here is imported. Its finds are added to those of `names`, never in place of them.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from newsbeam.pipeline.taggers.country import text_of
from newsbeam.pipeline.taggers.names import LIMIT
from newsbeam.schemas.story import Story

VARIABLE = "NEWSBEAM_SPACY_MODEL"
COLUMNS = {"ORG": "organisations", "PERSON": "persons", "PER": "persons"}
"""spaCy's labels, of its English and of its multilingual models."""
READ = 10_000
"""Characters that a model is given: more costs seconds."""


def wanted() -> Mapping[str, Callable[[Story, Mapping[str, Any]], Mapping[str, Any]]]:
    """The tagger under its name and version, or nothing where the variable is not set.

    Where the model is not installed every story gets the flag `untagged` (`newsbeam.pipeline.stages.tag`): a run must not differ silently.
    """
    name = os.environ.get(VARIABLE)
    return {f"spacy-{name}/1": tag_names} if name else {}


@cache
def model(name: str) -> Any:
    """The loaded model, without the parts that names do not need. Raises ImportError with the way out."""
    try:
        import spacy  # type: ignore[import-not-found]  # an extra: not installed where we check types

        return spacy.load(name, exclude=["lemmatizer", "parser", "attribute_ruler"])
    except (ImportError, OSError) as missing:
        raise ImportError(f"{VARIABLE}={name}: {missing}; install spacy and the model, or unset the variable") from missing


def tag_names(story: Story, found: Mapping[str, Any]) -> Mapping[str, Any]:
    """`organisations` and `persons` with what the model finds added at their end."""
    names: dict[str, list[str]] = {column: list(found.get(column) or ()) for column in ("organisations", "persons")}
    for entity in model(os.environ[VARIABLE])(text_of(story)[:READ]).ents:
        column = COLUMNS.get(entity.label_)
        said = " ".join(entity.text.split())
        if column and said and said not in names[column]:
            names[column].append(said)
    return {column: tuple(listed[:LIMIT]) for column, listed in names.items()}
