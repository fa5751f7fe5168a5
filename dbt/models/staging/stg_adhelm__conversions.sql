select
    conversions_daily.*,
    {{ dbt.current_timestamp() }} < cast(final_from as timestamp) as is_provisional
from {{ source('adhelm', 'conversions') }} as conversions_daily
