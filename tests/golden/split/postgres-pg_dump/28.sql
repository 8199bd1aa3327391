CREATE TABLE shop.log (
    what text
)
