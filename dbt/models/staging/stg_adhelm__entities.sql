select * from {{ source('adhelm', 'entities') }}
