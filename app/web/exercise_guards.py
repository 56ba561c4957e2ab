"""Load and allow, for exercises."""

from fastapi import Request

from app.db import is_for_writing
from app.exercises import queries
from app.exercises.models import Exercise
from app.permissions import Permission, require_role
from app.web.guards import Asked, known_id, must_be_signed_in


class ExerciseWith:
    """The exercise of the path, when the actor's role holds `permission`; locked for a change."""

    def __init__(self, permission: Permission) -> None:
        self.permissions = (permission,)

    def __call__(self, exercise_id: str, request: Request, about: Asked) -> Exercise:
        """Load and allow; one that is still prepared is there for who leads it only."""
        who = must_be_signed_in(request, about.actor, self.permissions[0], exercise_id)
        require_role(who, self.permissions[0])
        lock = is_for_writing(about.session)
        return queries.get(about.session, known_id(exercise_id), who, lock=lock)
