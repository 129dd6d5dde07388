class Shape {}
