"""Runs migrations on the connection or URL handed in by `app.migrations`."""

from alembic import context
from sqlalchemy import Connection

from app.db import Database, all_models

target_metadata = all_models()


def run(connection: Connection) -> None:
    """Migrate on one connection, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=target_metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(
        context.config.get_main_option("sqlalchemy.url") or "sqlite:///data/matang.db"
    )
    with database.engine.begin() as connection:
        run(connection)
