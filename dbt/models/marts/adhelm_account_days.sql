-- Each account's days by platform, from the coarsest level that has rows of the day.
with ranked as (
    select
        performance.*,
        case level
            when 'account' then 1
            when 'campaign' then 2
            when 'ad_group' then 3
            when 'ad' then 4
        end as level_rank
    from {{ ref('stg_adhelm__performance') }} as performance
    where level in ('account', 'campaign', 'ad_group', 'ad')
),

chosen as (
    select
        workspace_id,
        connector,
        account_id,
        date,
        min(level_rank) as level_rank
    from ranked
    group by workspace_id, connector, account_id, date
)

select
    ranked.workspace_id,
    ranked.connector,
    ranked.platform,
    ranked.account_id,
    ranked.date,
    ranked.currency,
    ranked.level as counted_level,
    sum(ranked.impressions) as impressions,
    sum(ranked.clicks) as clicks,
    sum(ranked.spend) as spend,
    sum(ranked.platform_conversions) as platform_conversions,
    sum(ranked.platform_conversion_value) as platform_conversion_value,
    max(case when ranked.is_provisional then 1 else 0 end) = 1 as is_provisional
from ranked
inner join chosen
    on chosen.workspace_id = ranked.workspace_id
    and chosen.connector = ranked.connector
    and chosen.account_id = ranked.account_id
    and chosen.date = ranked.date
    and chosen.level_rank = ranked.level_rank
group by
    ranked.workspace_id,
    ranked.connector,
    ranked.platform,
    ranked.account_id,
    ranked.date,
    ranked.currency,
    ranked.level
