select * from {{ source('adhelm', 'loads') }}
