select * from {{ source('adhelm', 'changes') }}
