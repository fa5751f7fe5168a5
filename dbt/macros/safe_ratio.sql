{# A ratio of sums; NULL where there is nothing to divide by. #}
{% macro safe_ratio(part, whole) -%}
    case when {{ whole }} <> 0 then {{ part }} / {{ whole }} end
{%- endmacro %}
