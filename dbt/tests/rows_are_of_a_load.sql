-- No row was written by a version that no load tells of, nor by a later one than the newest.
with newest as (
    select workspace_id, max(data_version) as data_version
    from {{ ref('stg_adhelm__loads') }}
    group by workspace_id
),

written as (
    select workspace_id, max(data_version) as data_version
    from {{ ref('stg_adhelm__performance') }}
    group by workspace_id
    union all
    select workspace_id, max(data_version) as data_version
    from {{ ref('stg_adhelm__conversions') }}
    group by workspace_id
)

select written.workspace_id, written.data_version
from written
left join newest on newest.workspace_id = written.workspace_id
where newest.data_version is null or written.data_version > newest.data_version
