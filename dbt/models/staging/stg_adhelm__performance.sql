select
    performance_daily.*,
    -- Until then the platform may still correct the day; NULL is never taken for 0.
    {{ dbt.current_timestamp() }} < cast(final_from as timestamp) as is_provisional
from {{ source('adhelm', 'performance_daily') }} as performance_daily
