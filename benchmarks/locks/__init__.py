"""Operations whose effects on PostgreSQL are measured, and what our facts say of them."""
