class Rates {}
