select * from {{ source('adhelm', 'accounts') }}
