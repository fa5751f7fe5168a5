{# No two rows are equal in all of these columns. #}
{% test unique_rows(model, columns) %}

select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
