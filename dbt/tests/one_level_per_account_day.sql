-- Of an account's day only one level is counted: two would hold the same money twice.
select workspace_id, connector, account_id, date
from {{ ref('adhelm_account_days') }}
group by workspace_id, connector, account_id, date
having count(distinct counted_level) > 1
