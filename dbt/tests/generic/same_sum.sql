{# A column adds up to the same in two relations, to the last decimal. #}
{% test same_sum(model, column_name, to, field=none) %}

with here as (
    select sum({{ column_name }}) as total from {{ model }}
),

there as (
    select sum({{ field or column_name }}) as total from {{ to }}
)

select here.total as here_total, there.total as there_total
from here
cross join there
where coalesce(here.total, 0) <> coalesce(there.total, 0)

{% endtest %}
