"""Vendors by the beginning of their folded name, and by its words: folding thousands per keystroke took 15 ms."""

from django.db import migrations

FORWARD = """
CREATE INDEX search_vendor_by_beginning ON vendors_vendor (search_fold(name) text_pattern_ops);
CREATE INDEX search_vendor_words ON vendors_vendor
    USING gin (setweight(to_tsvector('english', search_fold(name)), 'A'));
"""
BACKWARD = "DROP INDEX search_vendor_by_beginning; DROP INDEX search_vendor_words;"


class Migration(migrations.Migration):
    """Indexes over expressions of ours, on a table below."""

    dependencies = (("vendors", "0001_initial"), ("search", "0007_facets"))

    operations = (migrations.RunSQL(FORWARD, BACKWARD),)
