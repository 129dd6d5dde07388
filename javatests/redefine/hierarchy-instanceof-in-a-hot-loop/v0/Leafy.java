class Leafy {}
