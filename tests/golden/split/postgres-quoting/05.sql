SELECT $1, $2::text
