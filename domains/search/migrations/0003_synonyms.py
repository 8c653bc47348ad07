import domains.common.ids
from django.db import migrations, models

# Both sides as queries, so that a search only has to rewrite. Declared as generated: no writer can forget them.
FORWARD = r"""
ALTER TABLE search_synonym
    ADD target tsquery GENERATED ALWAYS AS (
        plainto_tsquery('pg_catalog.english'::regconfig, search_fold(term))
    ) STORED,
    ADD substitute tsquery GENERATED ALWAYS AS (
        plainto_tsquery('pg_catalog.english'::regconfig, search_fold(term))
        || websearch_to_tsquery('pg_catalog.english'::regconfig, replace(
            translate(search_fold(means), '"-', '  '), ',', ' or '
        ))
    ) STORED;

CREATE FUNCTION search_widened(asked tsquery) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ts_rewrite(
        asked,
        -- The longest first: "head tie" before "tie".
        'SELECT target, substitute FROM search_synonym WHERE numnode(target) > 0 ORDER BY numnode(target) DESC, term'
    )
$$;

-- Any of the words instead of all of them. Lexemes have no spaces, so the signs between them are operators.
CREATE FUNCTION search_any(asked tsquery) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(asked::text, ' & ', ' | ')::tsquery
$$;
"""
BACKWARD = """
DROP FUNCTION search_any(tsquery);
DROP FUNCTION search_widened(tsquery);
ALTER TABLE search_synonym DROP substitute, DROP target;
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0002_words_and_folding")]

    operations = [
        migrations.CreateModel(
            name="SearchSynonym",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=domains.common.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("term", models.CharField(max_length=60, unique=True)),
                ("means", models.CharField(max_length=400)),
            ],
            options={"db_table": "search_synonym"},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
