class Supplier1 {}
