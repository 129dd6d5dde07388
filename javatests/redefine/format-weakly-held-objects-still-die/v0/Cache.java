class Cache {}
