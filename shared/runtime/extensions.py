"""What the class of a service declares beside its entrypoints: nameko's extensions, with their container's type.

Nothing outside `shared` meets nameko or eventlet but through here and `green.py` (docs/adr/0015).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nameko import extensions

if TYPE_CHECKING:
    from shared.runtime.container import Container


class Provider(extensions.DependencyProvider):  # type: ignore[misc]
    """`files = Files()` in a service's class: `setup` once at its start, `get_dependency` for each piece of work."""

    container: Container


class Entrypoint(extensions.Entrypoint):  # type: ignore[misc]
    """Where work comes from that is neither an event nor a request: `container.run_worker` runs the method for each."""

    container: Container
