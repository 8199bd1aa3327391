SELECT 'Zoë 😀;', 名前 FROM テーブル
