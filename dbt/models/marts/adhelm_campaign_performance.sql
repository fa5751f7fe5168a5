-- Campaigns by day with their names; ratios are of sums, NULL where there is nothing to divide by.
select
    performance.workspace_id,
    performance.connector,
    performance.platform,
    performance.account_id,
    accounts.name as account_name,
    performance.entity_id as campaign_id,
    campaigns.name as campaign_name,
    campaigns.status as campaign_status,
    performance.date,
    performance.currency,
    performance.impressions,
    performance.clicks,
    performance.spend,
    performance.platform_conversions,
    performance.platform_conversion_value,
    {{ safe_ratio('1.0 * performance.clicks', 'performance.impressions') }} as ctr,
    {{ safe_ratio('performance.spend', 'performance.clicks') }} as cpc,
    {{ safe_ratio('1000 * performance.spend', 'performance.impressions') }} as cpm,
    {{ safe_ratio('performance.spend', 'performance.platform_conversions') }} as cpa,
    {{ safe_ratio('performance.platform_conversion_value', 'performance.spend') }} as roas,
    performance.is_provisional,
    performance.final_from
from {{ ref('stg_adhelm__performance') }} as performance
left join {{ ref('stg_adhelm__entities') }} as campaigns
    on campaigns.workspace_id = performance.workspace_id
    and campaigns.connector = performance.connector
    and campaigns.account_id = performance.account_id
    and campaigns.level = 'campaign'
    and campaigns.entity_id = performance.entity_id
left join {{ ref('stg_adhelm__accounts') }} as accounts
    on accounts.workspace_id = performance.workspace_id
    and accounts.connector = performance.connector
    and accounts.account_id = performance.account_id
where performance.level = 'campaign'
