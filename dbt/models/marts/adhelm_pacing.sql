-- Each account's months: spent so far, and where the month lands at the pace of its days so far.
-- A straight line, for a first look: `adhelm pace` knows weekdays, late data and the plan.
with days as (
    select
        account_days.*,
        cast({{ dbt.date_trunc('month', 'date') }} as date) as month
    from {{ ref('adhelm_account_days') }} as account_days
),

months as (
    select
        workspace_id,
        connector,
        account_id,
        month,
        currency,
        min(date) as first_day,
        max(date) as last_day,
        count(distinct date) as days_with_data,
        sum(spend) as spend
    from days
    group by workspace_id, connector, account_id, month, currency
),

dated as (
    select
        months.*,
        {{ dbt.datediff('month', dbt.dateadd('month', 1, 'month'), 'day') }} as days_in_month,
        {{ dbt.datediff('month', 'last_day', 'day') }} + 1 as days_elapsed
    from months
)

select
    dated.workspace_id,
    dated.connector,
    dated.account_id,
    dated.month,
    dated.currency,
    dated.first_day,
    dated.last_day,
    dated.days_with_data,
    dated.days_elapsed,
    dated.days_in_month,
    dated.spend,
    dated.spend / dated.days_elapsed * dated.days_in_month as spend_at_this_pace,
    {% if var('adhelm_budgets') -%}
    budgets.budget,
    {{ safe_ratio('dated.spend / dated.days_elapsed * dated.days_in_month', 'budgets.budget') }}
        as share_of_budget_at_this_pace
    {%- else -%}
    cast(null as {{ dbt.type_numeric() }}) as budget,
    cast(null as {{ dbt.type_numeric() }}) as share_of_budget_at_this_pace
    {%- endif %}
from dated
{% if var('adhelm_budgets') -%}
left join {{ var('adhelm_budgets') }} as budgets
    on budgets.workspace_id = dated.workspace_id
    and budgets.connector = dated.connector
    and budgets.account_id = dated.account_id
    and budgets.month = dated.month
{%- endif %}
