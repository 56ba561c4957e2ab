"""Shapes of comments."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.submissions.schemas import Input, View
from app.texts import Line, Name, Prose


class CommentForm(Input):
    """What is said on the page of an indicator; `mention` is a username, empty for nobody."""

    text: Annotated[Prose, Field(min_length=1)]
    mention: Line = ""


class CommentInput(CommentForm):
    """What is said about which indicator."""

    code: Name


class CommentView(View):
    """One contribution; `text` is empty where it was taken back."""

    id: str
    code: str
    text: str
    mention: str
    by: str
    at: datetime
    is_mine: bool
    is_removed: bool
