"""What products say, for facets. No attribute is there yet, so nothing is said by any."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = (("catalogue", "0017_attributes"), ("search", "0012_count_orders"))

    operations = (
        migrations.AddField(
            model_name="searchfacet",
            name="said",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list),
        ),
    )
