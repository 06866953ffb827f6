"""What the many applications of a test run share: compiled pages and routes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class SharedTemplates(BytecodeCache):
    """Keeps what was compiled in memory; whether the source is still the same Jinja sees itself."""

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this source, if anything."""
        if known := self.compiled.get(bucket.key):
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


class SharedRule(Rule):
    """A route whose builder is compiled but once: it follows from what the rule says alone."""

    compiled: ClassVar[dict[tuple[Any, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        said = (self.rule, self.subdomain, self.host, repr(self.defaults), append_unknown)
        kinds = tuple((name, type(one)) for name, one in sorted(self._converters.items()))
        key = (*said, self.map.host_matching, kinds) if self.map else said
        if key not in self.compiled:
            self.compiled[key] = super()._compile_builder(append_unknown)
        return self.compiled[key]


def share(options: dict[str, Any]) -> None:
    """Let environments made with these options use one cache."""
    options.setdefault("bytecode_cache", SharedTemplates())
