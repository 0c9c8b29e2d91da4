"""What JSON may hold, named where a signature takes or gives it."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any  # what json.loads gives and json.dumps takes
