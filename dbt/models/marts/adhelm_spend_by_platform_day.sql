-- Spend and results by platform, day and currency; two currencies are never added up.
select
    workspace_id,
    platform,
    date,
    currency,
    count(distinct account_id) as accounts,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(spend) as spend,
    sum(platform_conversions) as platform_conversions,
    sum(platform_conversion_value) as platform_conversion_value,
    max(case when is_provisional then 1 else 0 end) = 1 as is_provisional
from {{ ref('adhelm_account_days') }}
group by workspace_id, platform, date, currency
