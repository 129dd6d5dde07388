class Leafy implements Green {}
