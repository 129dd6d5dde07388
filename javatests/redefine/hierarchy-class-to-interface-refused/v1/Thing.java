interface Thing {}
