interface Owned {}
