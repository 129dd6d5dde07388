abstract class Plan {}
