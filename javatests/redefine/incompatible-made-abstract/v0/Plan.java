class Plan {}
