{# Each row has one in another relation that is equal in all of these columns. #}
{% test known_in(model, to, columns) %}

select {{ columns | join(', ') }}
from {{ model }} as rows_here
where not exists (
    select 1
    from {{ to }} as rows_there
    where
        {% for column in columns -%}
        rows_there.{{ column }} = rows_here.{{ column }}{% if not loop.last %} and {% endif %}
        {% endfor %}
)

{% endtest %}
