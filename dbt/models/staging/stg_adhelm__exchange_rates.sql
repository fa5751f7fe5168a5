select * from {{ source('adhelm', 'exchange_rates') }}
