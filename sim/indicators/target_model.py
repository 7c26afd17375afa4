"""What a policy target is: threshold, comparator, and the definitions by which it is measured."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sim.errors import DataError
from sim.network.model import Quality

__all__ = ["Basis", "Comparator", "Definition", "Item", "Parameter", "Target"]

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Comparator = Literal[">=", "<=", "==", "about"]
Basis = Literal["policy", "assumption"]

_CONFIG = ConfigDict(frozen=True, extra="forbid", strict=True)


class Parameter(BaseModel):
    """A number a definition needs beside its threshold, such as a cutoff of 60 min."""

    model_config = _CONFIG

    name: Slug
    value: float
    unit: Words


class Item(BaseModel):
    """One thing a target counts: a city, a hub, a railway line, a place.

    ``parts`` are ids of the project's tables (stops, hubs, lines, places): the item is there when
    its parts are. An item with ``counted`` false is shown beside the others and never counted.
    """

    model_config = _CONFIG

    id: Slug
    title_zh: Words
    title_en: Words
    parts: tuple[str, ...] = Field(default=(), strict=False)
    group: str = ""
    counted: bool = True
    note: str = ""
    quality: Quality = Field(default=Quality.UNVERIFIED, strict=False)
    source: Words


class Definition(BaseModel):
    """One accepted way of measuring a target.

    ``measure`` names the function that computes it (by default the definition's own id), so that
    one function can serve several cutoffs; ``group`` restricts it to the items of that group. A
    definition has its own threshold where its unit differs from the target's; ``threshold`` then
    comes with ``threshold_basis`` and, where that is ``assumption``, the reason.
    """

    model_config = _CONFIG

    id: Slug
    title_zh: Words
    title_en: Words
    formula: Words
    unit: Words
    headline: bool
    source: Words
    caveat: Words
    measure: Slug | None = None
    group: str = ""
    threshold: float | None = None
    comparator: Comparator | None = None
    threshold_basis: Basis | None = None
    threshold_reason: str = ""
    parameters: tuple[Parameter, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _threshold_is_explained(self) -> Self:
        if self.threshold is not None and self.threshold_basis is None:
            raise ValueError("a threshold of its own needs 'threshold_basis'")
        if self.threshold_basis == "assumption" and not self.threshold_reason:
            raise ValueError("an assumed threshold needs 'threshold_reason'")
        return self

    @property
    def measure_id(self) -> str:
        """Name of the function that computes the definition."""
        return self.measure or self.id

    def parameter(self, name: str) -> float:
        """Value of a parameter.

        Raises
        ------
        DataError
            If the document does not give it.
        """
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter.value
        raise DataError(
            f"policy/targets.yaml: definition '{self.id}' needs the parameter '{name}'; "
            f"add {{name: {name}, value: …, unit: …}} to its 'parameters'"
        )


class Target(BaseModel):
    """One row of the target board as ``network_data/policy/targets.yaml`` states it.

    ``threshold`` is ``None`` where the policy gives no number and no model needs one yet.
    ``tolerance_pct`` belongs to the comparator ``about``: the target is met from
    ``threshold * (1 - tolerance_pct / 100)`` on.
    """

    model_config = _CONFIG

    id: Slug
    title_zh: Words
    title_en: Words
    clause: Words
    status: Literal["modelled", "not_modelled"]
    year: int = Field(ge=2000, le=2100)
    unit: Words
    threshold: float | None
    comparator: Comparator
    tolerance_pct: float | None = Field(default=None, ge=0, le=50)
    threshold_basis: Basis
    threshold_reason: str = ""
    scope: Words
    source: Words
    caveats: tuple[Words, ...] = Field(min_length=1, strict=False)
    definitions: tuple[Definition, ...] = Field(min_length=1, strict=False)
    items: tuple[Item, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _lists_are_sound(self) -> Self:
        headlines = [definition.id for definition in self.definitions if definition.headline]
        if len(headlines) != 1:
            raise ValueError(
                f"exactly one definition is the headline, here {len(headlines)}: "
                f"{', '.join(headlines) or 'none'}"
            )
        for name, ids in (
            ("definition", [definition.id for definition in self.definitions]),
            ("item", [item.id for item in self.items]),
        ):
            twice = sorted({one for one in ids if ids.count(one) > 1})
            if twice:
                raise ValueError(f"{name} '{twice[0]}' stands there twice")
        return self

    @model_validator(mode="after")
    def _thresholds_are_sound(self) -> Self:
        if (self.comparator == "about") != (self.tolerance_pct is not None):
            raise ValueError("'about' needs 'tolerance_pct', and no other comparator has one")
        if self.threshold_basis == "assumption" and not self.threshold_reason:
            raise ValueError("an assumed threshold needs 'threshold_reason'")
        if self.status == "modelled":
            for definition in self.definitions:
                if self.threshold_of(definition) is None:
                    raise ValueError(f"definition '{definition.id}' has no threshold")
        for definition in self.definitions:
            if definition.unit != self.unit and definition.threshold is None and self.threshold:
                raise ValueError(
                    f"definition '{definition.id}' is in '{definition.unit}', the target in "
                    f"'{self.unit}': it needs a threshold of its own"
                )
        return self

    @property
    def headline(self) -> Definition:
        """The definition the board shows first."""
        return next(definition for definition in self.definitions if definition.headline)

    def definition(self, definition_id: str) -> Definition:
        """One definition by its id; an unknown id is a programming error."""
        for definition in self.definitions:
            if definition.id == definition_id:
                return definition
        raise KeyError(f"target '{self.id}' has no definition '{definition_id}'")

    def threshold_of(self, definition: Definition) -> float | None:
        """Return the threshold of a definition: its own, else the target's."""
        return definition.threshold if definition.threshold is not None else self.threshold

    def comparator_of(self, definition: Definition) -> Comparator:
        """Return the comparator of a definition: its own, else the target's."""
        return definition.comparator or self.comparator
